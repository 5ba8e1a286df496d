"""Times of day as they are said: "jam delapan pagi", "setengah sembilan" (half an hour before nine), "jam dua kurang
seperempat siang"."""

import datetime
from itertools import takewhile

from speech.cardinals import SMALL_NUMBER_WORDS, ZEROS
from speech.corrections import CORRECTION_WORDS, HESITATIONS, valid_parts
from speech.numbers import groups

_NUMBERS = frozenset((*ZEROS, *SMALL_NUMBER_WORDS))
_CLOCK = ("jam", "pukul")
_LATER, _EARLIER = ("lewat", "lebih"), ("kurang",)
_PARTS = {"seperempat": 15, "setengah": 30}
_SOMETHING_ELSE = ("sampai", "atau", "tanggal", "bulan")
_MORNING, _EVENING = ("pagi", "subuh", "dini"), ("sore", "petang")
_PARTS_OF_DAY = (*_MORNING, "siang", *_EVENING, "malam")

TIME_WORDS = tuple(
    dict.fromkeys(
        (
            *_CLOCK,
            *ZEROS,
            *SMALL_NUMBER_WORDS[: SMALL_NUMBER_WORDS.index("ratus")],
            *_LATER,
            *_EARLIER,
            *_PARTS,
            "menit",
            "titik",
            *_PARTS_OF_DAY,
            "hari",
            "tengah",
            *CORRECTION_WORDS,
            *HESITATIONS,
        )
    )
)


def read_time(words: str, *, earliest: datetime.time = datetime.time(6)) -> datetime.time | None:
    """The time in a lower-case transcript, or None.

    Without "pagi", "siang", "sore" or "malam" a time before `earliest` is the afternoon's: "jam dua" is 14:00. A
    correction may change all of it or just the part of the day.
    """
    found, last = None, None
    for part in valid_parts(words):
        said = _from_clock(part.words)
        corrected = _time(said, earliest)
        if corrected is None and last and _part_of_day(said):
            corrected = _time([word for word in last if word not in _PARTS_OF_DAY] + said, earliest)
        if corrected is not None:
            found, last = corrected, said
    return found


def _from_clock(words: tuple[str, ...]) -> list[str]:
    """From "jam" on, so that a date before it is not read, until something else begins."""
    begin = next((at + 1 for at, word in enumerate(words) if word in _CLOCK), 0)
    return list(takewhile(lambda word: word not in _CLOCK and word not in _SOMETHING_ELSE, words[begin:]))


def _time(said: list[str], earliest: datetime.time) -> datetime.time | None:
    if "tengah" in said:
        rest = said[said.index("tengah") + 1 :]
        return {"malam": datetime.time(0), "hari": datetime.time(12)}.get(rest[0] if rest else "")
    runs = _runs(said)
    if not runs or runs[0][0] not in ("", "setengah"):
        return None
    hour, minutes = _hour(runs[0][1])
    if hour is None:
        return None
    if runs[0][0] == "setengah":
        minutes -= 30
    if runs[0][1][0] in ZEROS:  # "nol dua tiga puluh" is a clock of 24 hours
        earliest = datetime.time()
    for sign, number in runs[1:]:
        told = _PARTS.get(number[0]) or _number(number)
        if sign not in ("+", "-", "") or told is None or told > 59:
            continue
        minutes += -told if sign == "-" else told
    day = _of_day(hour, minutes, _part_of_day(said), earliest)
    return datetime.time(day // 60, day % 60)


def _runs(said: list[str]) -> list[tuple[str, list[str]]]:
    """Stretches of number words and what they are: "" an hour or plain minutes, "setengah", "+" past, "-" to."""
    runs: list[tuple[str, list[str]]] = []
    sign, going_on = "", False
    for word in said:
        if word in _NUMBERS:
            if going_on:
                runs[-1][1].append(word)
            else:
                runs.append((sign, [word]))
            sign, going_on = "", True
            continue
        going_on = False
        if word in _LATER or word in _EARLIER:
            sign = "+" if word in _LATER else "-"
        elif word == "setengah" and not runs and not sign:
            sign = "setengah"
        elif word in _PARTS and runs:
            runs.append((sign or "+", [word]))
            sign = ""
    return runs


def _hour(run: list[str]) -> tuple[int | None, int]:
    """Hour and minutes of "delapan", "delapan tiga puluh", "nol delapan nol nol"."""
    for found in groups(run):
        for first in (1, 2):
            hour, minute = "".join(found[:first]), "".join(found[first:])
            if (
                1 <= len(hour) <= 2
                and int(hour) <= 24
                and (not minute or (len(minute) == 2 and int(minute) < 60))
            ):
                return int(hour), int(minute or 0)
    return None, 0


def _number(run: list[str]) -> int | None:
    found = groups(run)[0]
    return int(found[0]) if len(found) == 1 else None


def _part_of_day(said: list[str]) -> str:
    return next((word for word in reversed(said) if word in _PARTS_OF_DAY), "")


def _of_day(hour: int, minutes: int, part: str, earliest: datetime.time) -> int:
    """Minutes since midnight. The part of the day is the named hour's: "jam satu kurang sepuluh siang" is 12:50."""
    if part == "siang":
        hour += 12 * (1 <= hour <= 5)
    elif part in _EVENING:
        hour += 12 * (1 <= hour <= 11)
    elif part == "malam":
        hour = 0 if hour == 12 else hour + 12 * (5 <= hour <= 11)
    elif part in _MORNING:
        hour = 0 if hour == 12 else hour
    elif 1 <= hour <= 12 and hour * 60 + minutes < earliest.hour * 60 + earliest.minute:
        hour += 12
    return (hour * 60 + minutes) % (24 * 60)
