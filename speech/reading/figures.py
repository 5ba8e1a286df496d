"""Figures in words: codes, numbers, money, days, times of day, shares of one, Roman numerals.

Values in, plain words out, without the marks that say which "e" it is (see `speech.reading.accents`). It knows
nothing of how sentences are written.
"""

import datetime
import re

from babel.dates import format_date
from num2words import num2words

DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")

_PARTS_OF_DAY = (
    (datetime.time(18, 30), "malam"),
    (datetime.time(15), "sore"),
    (datetime.time(11), "siang"),
    (datetime.time(4), "pagi"),
    (datetime.time(0), "malam"),
)
"""The latest beginning first."""

_PART_OF_ONE = {2: "setengah", 4: "seperempat"}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ROMAN_FORM = re.compile(r"(?:X[CL]|L?X{0,3})(?:IX|IV|V?I{0,3})")
YOUNGEST = 40
"""A year of two digits up to this one belongs to this century, any other to the last."""


def digits(code: str) -> str:
    """A code, NIK or telephone number digit by digit in groups of three and four; all but the digits is ignored.

    Eight and sixteen digits go in fours. A number that begins with 0 has its longer groups first, as telephone
    numbers are told; any other has them last. Raises ValueError when there is no digit.
    """
    found = [int(character) for character in code if character.isdecimal()]
    if not found:
        raise ValueError("a code without digits cannot be read out")
    count = -(-len(found) // 4)
    size, longer = divmod(len(found), count)
    groups, at = [], 0
    for n in range(count):
        long = n < longer if found[0] == 0 else n >= count - longer
        groups.append(" ".join(DIGITS[digit] for digit in found[at : at + size + long]))
        at += size + long
    return " | ".join(groups)


def number(value: int) -> str:
    """A whole number as words: 15 is "lima belas", 1001000 "satu juta seribu"."""
    if value < 0:
        return f"minus {number(-value)}"
    words = str(num2words(value, lang="id"))
    if value // 1000 % 1000 == 1:  # num2words says "satu ribu" after millions
        words = words.replace("satu ribu", "seribu")
    return words


def decimal(whole: int, places: str) -> str:
    """A number with these digits after the comma, which are said one by one; none of them, and it is whole."""
    return f"{number(whole)} koma {' '.join(DIGITS[int(d)] for d in places)}" if places else number(whole)


def ordinal(value: int) -> str:
    """1 is "pertama", 2 is "kedua"."""
    return "pertama" if value == 1 else f"ke{number(value)}"


def fraction(part: int, of: int) -> str:
    """ "setengah", "seperempat", "tiga perempat", "dua pertiga"."""
    return _PART_OF_ONE[of] if part == 1 and of in _PART_OF_ONE else f"{number(part)} per{number(of)}"


def roman(numeral: str) -> int | None:
    """The number that capitals I, V, X, L and C stand for, up to 99; None when they are no Roman numeral."""
    if not numeral or not _ROMAN_FORM.fullmatch(numeral):
        return None
    values = [_ROMAN[letter] for letter in numeral]
    return sum(
        -value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True)
    )


def rupiah(amount: int) -> str:
    """A fee as words; nothing to pay is "gratis". Raises ValueError below zero."""
    if amount < 0:
        raise ValueError("a fee below zero")
    return f"{number(amount)} rupiah" if amount else "gratis"


def date(day: datetime.date) -> str:
    """ "Selasa, dua puluh empat November dua ribu dua puluh enam"."""
    return f"{format_date(day, 'EEEE', locale='id')}, {day_month_year(day)}"


def day_month(day: datetime.date) -> str:
    """ "dua puluh empat November"."""
    return f"{number(day.day)} {format_date(day, 'MMMM', locale='id')}"


def day_month_year(day: datetime.date) -> str:
    """ "dua puluh empat November dua ribu dua puluh enam"."""
    return f"{day_month(day)} {number(day.year)}"


def full_year(year: str) -> int:
    """26 is 2026, 79 is 1979; a year of four digits is itself."""
    value = int(year)
    if len(year) > 2:
        return value
    return value + (2000 if value <= YOUNGEST else 1900)


def clock(time: datetime.time, *, conversational: bool = False, called: str = "pukul") -> str:
    """ "pukul sembilan lewat tiga puluh menit pagi", "pukul satu siang"; seconds are not said.

    Conversational: "pukul setengah sepuluh pagi", "pukul dua lewat seperempat siang", "pukul tiga kurang
    sepuluh sore". Not everyone takes those for the same time: a line that must be understood does without.
    """
    part = next(name for begins, name in _PARTS_OF_DAY if time >= begins)
    return f"{called} {_hour_minute(time.hour, time.minute, conversational)} {part}"


def _hour_minute(hour: int, minute: int, conversational: bool) -> str:
    this, following = number((hour - 1) % 12 + 1), number(hour % 12 + 1)
    if not minute:
        return this
    if not conversational:
        return f"{this} lewat {number(minute)} menit"
    if minute == 30:
        return f"setengah {following}"
    if minute < 30:
        return f"{this} lewat {_minutes(minute)}"
    return f"{following} kurang {_minutes(60 - minute)}"


def _minutes(minute: int) -> str:
    return "seperempat" if minute == 15 else number(minute)
