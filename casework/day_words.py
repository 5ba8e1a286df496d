"""When somebody wants to come, in their own words: "besok", "jumat pagi", "tgl 27 jam 10". Pure; Indonesian only."""

import re
from datetime import date, time, timedelta

from casework.mpp import DAYS
from casework.slots import Wish

_DAY_NAMES = {name: number for number, name in enumerate(DAYS)} | {
    "jum'at": 4,
    "ahad": 6,
    "kemis": 3,
    "jumaat": 4,
}
_MONTHS = ("jan", "feb", "mar", "apr", "mei", "jun", "jul", "agu", "sep", "okt", "nov", "des")
_PARTS = {"pagi": time(8), "siang": time(11), "sore": time(13, 30)}
_WORDS = re.compile(r"[a-z']+|\d+")
_DATE = re.compile(
    r"\b(?:tanggal|tgl)\.?\s*(\d{1,2})\b(?:\s*[/-]\s*(\d{1,2})\b)?|\b(\d{1,2})\s*/\s*(\d{1,2})\b"
    rf"|\b(\d{{1,2}})\s+({'|'.join(_MONTHS)})[a-z]*\b"
)
_CLOCK = re.compile(r"\b(?:jam|jm|pukul|pkl|pk)\.?\s*(\d{1,2})(?:[.:](\d{2}))?\b|\b(\d{1,2})[.:](\d{2})\b")


def read_wish(text: str, today: date) -> Wish:
    """What this text says about when; a Wish that says nothing when it says nothing."""
    said = text.lower()
    words = _WORDS.findall(said)
    day, since = _day(said, words, today), None
    if day is None and "minggu depan" in said:
        since = today + timedelta(days=7 - today.weekday())
    return Wish(day=day, since=since, around=_clock(said, words))


def _day(said: str, words: list[str], today: date) -> date | None:
    named = _date(said, today)
    if named is not None:
        return named
    if "lusa" in words:
        return today + timedelta(days=2)
    if {"besok", "bsk", "besuk", "besoknya"} & set(words):
        return today + timedelta(days=1)
    if "hari ini" in said or "sekarang" in words:
        return today
    found = [_DAY_NAMES[word] for word in words if word in _DAY_NAMES]
    if not found or (found == [6] and "minggu depan" in said):
        return None
    ahead = (found[0] - today.weekday()) % 7
    return today + timedelta(days=ahead + (7 if "depan" in words and ahead < 7 - today.weekday() else 0))


def _date(said: str, today: date) -> date | None:
    """A day of the month is the next one that comes."""
    found = _DATE.search(said)
    if found is None:
        return None
    day = int(found[1] or found[3] or found[5])
    month = _MONTHS.index(found[6]) + 1 if found[6] else int(found[2] or found[4] or 0)
    for ahead in range(13 if month == 0 else 24):
        number = today.month - 1 + ahead
        if month not in (0, number % 12 + 1):
            continue
        try:
            one = date(today.year + number // 12, number % 12 + 1, day)
        except ValueError:
            continue
        if one >= today:
            return one
    return None


def _clock(said: str, words: list[str]) -> time | None:
    """Counters are open by day: "jam 1" is in the afternoon."""
    found = _CLOCK.search(said)
    if found is not None:
        hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
        if hour < 6 and "pagi" not in words:
            hour += 12
        return time(hour, minute) if hour < 24 and minute < 60 else None
    return next((at for word, at in _PARTS.items() if word in words), None)
