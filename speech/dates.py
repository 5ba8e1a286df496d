"""Days as they are said: "tujuh belas agustus empat lima", "tanggal lima bulan tiga", "lusa", "senin depan".

Relative to a day given from outside; there is no clock here.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from speech.cardinals import SMALL_NUMBER_WORDS, ZEROS
from speech.corrections import CORRECTION_WORDS, HESITATIONS, valid_parts
from speech.numbers import SEPARATORS, groups

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari", "februari pebruari", "maret", "april", "mei", "juni", "juli", "agustus", "september",
            "oktober", "november nopember", "desember",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    "senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "sabtu": 5, "minggu": 6, "ahad": 6,
}  # fmt: skip
_FROM_TODAY = {
    ("hari", "ini"): 0, ("sekarang",): 0, ("kemarin", "dulu"): -2, ("kemarin", "lusa"): -2, ("kemarin",): -1,
    ("lusa",): 2, ("besok",): 1,
}  # fmt: skip
"""In this order: "kemarin lusa" and "besok lusa" are the day beyond."""
_NEXT, _THIS, _LAST = ("depan",), ("ini",), ("lalu", "kemarin")
_NUMBERS = frozenset((*ZEROS, *SMALL_NUMBER_WORDS, *SEPARATORS)) - {"lalu"}
_TO_COME = 10
"""Years ahead that a year of two digits may lie; beyond, it is one of the last century."""

DATE_WORDS = tuple(
    dict.fromkeys(
        (
            "tanggal", "bulan", "tahun", "hari", "pekan", "lagi", "jum", "at",
            *MONTHS, *WEEKDAYS, *(word for words in _FROM_TODAY for word in words), *_NEXT, *_THIS, *_LAST,
            *ZEROS, *SMALL_NUMBER_WORDS, "strip", "garis", "miring", *CORRECTION_WORDS, *HESITATIONS,
        )
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What was named of a day; a correction replaces what it names."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    digits_of_year: int = 0
    day_itself: datetime.date | None = None
    """When it was told by today or by a weekday."""
    called_date: bool = False
    """ "tanggal" was said: then a day alone will do."""


def read_date(words: str, today: datetime.date, *, past: bool = False) -> datetime.date | None:
    """The day in a lower-case transcript, or None when there is none, or no such day.

    Without a year, or a month, the next such day from today on is meant, and the last one when `past` (dates of
    birth). A year of two digits is at most ten years ahead, and not ahead when `past`. "Senin" is the coming Monday,
    "senin depan" the one of next week (weeks begin on Monday), "senin lalu" the last.
    """
    said = _Said()
    for part in valid_parts(words):
        said = _corrected(said, _named(part.words, today))
    return _day(said, today, past)


def _corrected(before: _Said, after: _Said) -> _Said:
    """Whoever names another kind of day means only that one."""
    named = {field.name: getattr(after, field.name) for field in fields(after) if getattr(after, field.name)}
    if after.day_itself:
        return after
    if after.day or after.month:
        before = replace(before, day_itself=None)
    return replace(before, **named)


def _named(words: tuple[str, ...], today: datetime.date) -> _Said:
    if day := _relative(words, today):
        return _Said(day_itself=day)
    found: dict[str, int] = {"called_date": "tanggal" in words}
    label = ""
    for kind, run in _stretches(words):
        match kind:
            case "number":
                slots = {"": ("day", "month", "year"), "month": ("year",), "bulan": ("month", "year")}
                found |= _filled(run, slots.get(label, ("year",) if label == "tahun" else ()))
                label = "" if label == "jam" else label
            case "month":
                found["month"] = MONTHS[run[0]]
                label = "month"
            case _:
                label = run[0] if run[0] != "tanggal" else ""
                found |= _of_now(run, today)
    return _Said(
        day=found.get("day"),
        month=found.get("month"),
        year=found.get("year"),
        digits_of_year=found.get("digits_of_year", 0),
        called_date=bool(found["called_date"]),
    )


def _stretches(words: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Runs of number words, names of months, and labels with the word after them, in order."""
    found: list[tuple[str, list[str]]] = []
    for at, word in enumerate(words):
        if word in _NUMBERS:
            if found and found[-1][0] == "number":
                found[-1][1].append(word)
            else:
                found.append(("number", [word]))
        elif word in MONTHS:
            found.append(("month", [word]))
        elif word in ("tanggal", "bulan", "tahun", "jam", "pukul"):
            found.append(("label", ["jam" if word == "pukul" else word, *words[at + 1 : at + 2]]))
    return found


def _filled(run: list[str], slots: tuple[str, ...]) -> dict[str, int]:
    """The numbers of a run as day, month and year, as many as there are; {} when they do not fit."""
    for found in groups(run):
        for count in range(1, len(slots) + 1):
            if values := _dealt(found, slots[:count]):
                return values
    return {}


def _dealt(found: tuple[str, ...], slots: tuple[str, ...]) -> dict[str, int] | None:
    """All of these groups on all of these slots in order, as few groups to a slot as will do."""
    if not slots:
        return None if found else {}
    for taken in range(1, len(found) + 1):
        digits = "".join(found[:taken])
        if not _fits(digits, slots[0]):
            continue
        rest = _dealt(found[taken:], slots[1:])
        if rest is not None:
            year = {"digits_of_year": len(digits)} if slots[0] == "year" else {}
            return {slots[0]: int(digits), **year, **rest}
    return None


def _fits(digits: str, slot: str) -> bool:
    if slot == "year":
        return len(digits) == 2 or (len(digits) == 4 and digits[:2] in ("18", "19", "20", "21"))
    return len(digits) <= 2 and 1 <= int(digits) <= (31 if slot == "day" else 12)


def _of_now(label: list[str], today: datetime.date) -> dict[str, int]:
    """ "bulan depan", "tahun ini"."""
    step = {**dict.fromkeys(_NEXT, 1), **dict.fromkeys(_THIS, 0), **dict.fromkeys(_LAST, -1)}.get(label[-1])
    if step is None or label[0] not in ("bulan", "tahun"):
        return {}
    if label[0] == "tahun":
        return {"year": today.year + step, "digits_of_year": 4}
    months = today.year * 12 + today.month - 1 + step
    return {"year": months // 12, "digits_of_year": 4, "month": months % 12 + 1}


def _relative(words: tuple[str, ...], today: datetime.date) -> datetime.date | None:
    """A day told by today, by a weekday, or by how many days or weeks from now; None when a date is named."""
    said = " ".join(words).replace("jum at", "jumat").split()
    if "tanggal" in said or "bulan" in said or any(word in MONTHS for word in said):
        return None
    days = _weekday(said, today)
    if days is None:
        days = _ahead(said)
    if days is None:
        days = next((_FROM_TODAY[key] for key in _FROM_TODAY if _holds(said, key)), None)
    try:
        return None if days is None else today + datetime.timedelta(days=days)
    except OverflowError:
        return None


def _weekday(said: list[str], today: datetime.date) -> int | None:
    """Days from today to the weekday named. "minggu" is a week when another day is named or it has no "hari"."""
    at = next((at for at, word in enumerate(said) if word in WEEKDAYS), None)
    if at is None:
        return None
    name, after = said[at], said[at + 1 :]
    qualified = next((word for word in after if word in (*_NEXT, *_THIS, *_LAST)), "")
    if name == "minggu" and said[at - 1 : at] != ["hari"] and (qualified or "lagi" in after):
        return None
    ahead = WEEKDAYS[name] - today.weekday()
    if qualified in _NEXT:
        return ahead + 7
    if qualified in _THIS:
        return ahead
    if qualified in _LAST:
        return ahead - 7 * (ahead >= 0)
    return ahead + 7 * (ahead <= 0)


def _ahead(said: list[str]) -> int | None:
    """ "tiga hari lagi", "dua minggu lagi", "seminggu lagi"."""
    for unit, days in (("hari", 1), ("minggu", 7), ("pekan", 7)):
        if _holds(said, (f"se{unit}", "lagi")):
            return days
        at = next((at for at in range(len(said)) if said[at : at + 2] == [unit, "lagi"]), 0)
        run = [word for word in said[:at] if word in _NUMBERS]
        if run and len(found := groups(run)[0]) == 1 and len(found[0]) <= 3:
            return int(found[0]) * days
    return None


def _holds(said: list[str], words: tuple[str, ...]) -> bool:
    return any(tuple(said[at : at + len(words)]) == words for at in range(len(said)))


def _day(said: _Said, today: datetime.date, past: bool) -> datetime.date | None:
    if said.day_itself:
        return said.day_itself
    if not said.day or (not said.month and not said.called_date):
        return None
    if said.year is not None:
        return _of_year(said, said.year, said.month, today, past) if said.month else None
    months: Mapping[bool, range] = {False: range(48 * 2 + 1), True: range(0, -48 * 2 - 1, -1)}
    for step in months[past]:
        year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
        if said.month in (None, month + 1):
            day = _exists(year, month + 1, said.day)
            if day and (day <= today if past else day >= today):
                return day
    return None


def _of_year(said: _Said, year: int, month: int, today: datetime.date, past: bool) -> datetime.date | None:
    if said.digits_of_year == 4:
        return _exists(year, month, said.day or 0)
    day = _exists(2000 + year, month, said.day or 0)
    latest = today if past else datetime.date(min(today.year + _TO_COME, 9999), 12, 31)
    return day if day and day <= latest else _exists(1900 + year, month, said.day or 0)


def _exists(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
