"""Numbers that a citizen reads from a card or knows by heart: NIK, family card number, telephone number.

None of these has a check digit. A NIK holds a place and a date of birth, a family card number a place and the date
it was registered: what cannot be true there was misheard, and which group it is can be asked for again alone.
A plausible number is no proof of anything.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from speech.numbers import DIGIT_STRING_WORDS, readings

LENGTH = 16
PHONE_WORDS = (*DIGIT_STRING_WORDS, "plus")

_PROVINCES = frozenset(
    (
        *range(11, 20),
        21,
        *range(31, 37),
        *range(51, 54),
        *range(61, 66),
        *range(71, 77),
        81,
        82,
        *range(91, 97),
    )
)
"""Codes of the Ministry of Home Affairs, the six provinces of Papua (91-96) included."""
_WOMEN = 40
"""Added to the day of birth of women."""
_MOBILE = re.compile(r"(?:0062|62|0)?0?(8[1-35-9]\d{7,10})")


class Group(StrEnum):
    """A part of a NIK or family card number, in the order in which it stands there."""

    PLACE = "place"
    """Digits 1-6: province, regency, district."""
    DATE = "date"
    """Digits 7-12: day, month, year of two digits."""
    SERIAL = "serial"
    """Digits 13-16: from 0001 on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardNumber:
    """Sixteen digits, and which groups of them cannot be right."""

    digits: str
    implausible: tuple[Group, ...] = ()


def read_nik(words: str, alternatives: Sequence[str] = (), *, today: datetime.date) -> CardNumber | None:
    """The NIK in what was said: the first reading that is plausible, else the likeliest of sixteen digits."""
    return _likeliest((words, *alternatives), today, _WOMEN)


def read_family_card(
    words: str, alternatives: Sequence[str] = (), *, today: datetime.date
) -> CardNumber | None:
    """The family card number (KK) in what was said. A woman's NIK has a day above 40 and is implausible here."""
    return _likeliest((words, *alternatives), today, 0)


def implausible_in_nik(digits: str, today: datetime.date) -> tuple[Group, ...]:
    """The groups of sixteen digits that cannot be a NIK's. Raises ValueError for any other number of digits."""
    return _implausible(digits, today, _WOMEN)


def implausible_in_family_card(digits: str, today: datetime.date) -> tuple[Group, ...]:
    """The groups of sixteen digits that cannot be a family card's. Raises ValueError as above."""
    return _implausible(digits, today, 0)


def read_phone(words: str, alternatives: Sequence[str] = ()) -> str | None:
    """The Indonesian mobile number in what was said, as "08...", ten to thirteen digits.

    Also when it was said with "plus enam dua" or "enam dua", or without the zero in front.
    """
    for digits in _all_readings((words, *alternatives), None):
        if found := _MOBILE.fullmatch(digits):
            return f"0{found[1]}"
    return None


def _likeliest(heard: Iterable[str], today: datetime.date, women: int) -> CardNumber | None:
    found = [
        CardNumber(digits=digits, implausible=_implausible(digits, today, women))
        for digits in _all_readings(heard, LENGTH)
        if len(digits) == LENGTH
    ]
    return next((number for number in found if not number.implausible), found[0] if found else None)


def _all_readings(heard: Iterable[str], length: int | None) -> tuple[str, ...]:
    return tuple(digits for words in heard for digits in readings(words, length))


def _implausible(digits: str, today: datetime.date, women: int) -> tuple[Group, ...]:
    if not re.fullmatch(r"[0-9]{16}", digits):
        raise ValueError(f"{LENGTH} digits expected")
    place = int(digits[:2]) in _PROVINCES and digits[2:4] != "00" and digits[4:6] != "00"
    checks = {
        Group.PLACE: place,
        Group.DATE: _is_past(digits[6:12], today, women),
        Group.SERIAL: int(digits[12:]) > 0,
    }
    return tuple(group for group, plausible in checks.items() if not plausible)


def _is_past(ddmmyy: str, today: datetime.date, women: int) -> bool:
    """Whether it is a day that has been, in this century or the last."""
    day, month, year = (int(ddmmyy[at : at + 2]) for at in (0, 2, 4))
    for century in (1900, 2000):
        try:
            if datetime.date(century + year, month, day - women * (day > women)) <= today:
                return True
        except ValueError:
            continue
    return False
