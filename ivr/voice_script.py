"""Everything the line says that is known beforehand, as the pieces that a voice renders or a person records.

Made from the content: each line as its phrases; lines with a service in them for every service; of lines with values
that nobody knows beforehand the words around those, and the pieces that such values are put together from: digits,
numbers, dates, times. Pure; knows no voice and no sound. What a citizen has said or is told is not known here.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from string import ascii_uppercase
from typing import cast

from babel.dates import get_day_names, get_month_names

from casework.mpp import Mpp
from ivr import services
from ivr.lines import OF_CHOICES, OF_SERVICE, lines_for, names, ordinal, read, worded
from ivr.lines import line as line_of
from ivr.position import Position
from ivr.script import Script
from speech import reading
from speech.filling import Wanted
from speech.joining import ENDS, GOES_ON, piece
from speech.phrases import Phrase, Piece, pieces
from speech.synthesizer import Pace

YEARS = 3
"""The present year and the next ones: dates that a citizen is told lie in these."""
NUMBERS_TO = 100
PLACES_TO = 12
"""Places in the line for an officer, in words."""
DAYS_AHEAD = 92
"""Days that are said together with their month; the month of a later one is said by itself."""

_OPEN = "zzz"
"""Stands for a value that is not known beforehand. No Indonesian word, so it is not in any line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """A piece, and which lines or kinds of value it is for."""

    text: str
    used_in: str
    opening: bool = False
    """Any call may meet it."""
    all_paces: bool = True


def wanted(script: Script, mpp: Mpp, today: datetime.date) -> tuple[Wanted, ...]:
    """All pieces, in the order in which they are best made: first what every call may meet, in all paces.

    Values are not made for the slowest pace: the voice says those at the slower one, with the longest silences. Pairs
    of digits, and days and years with their month, come in the normal pace only: they are many, and where silences
    are long a digit, a day and a month said one after the other are as easy to follow.
    """
    found = everything(script, mpp, today)
    return tuple(
        Wanted(text=each.text, pace=pace, opening=each.opening and pace is Pace.NORMAL)
        for pace in Pace
        for each in found
        if (each.all_paces or pace is Pace.NORMAL) and (each.opening or pace is not Pace.SLOWEST)
    )


def everything(script: Script, mpp: Mpp, today: datetime.date) -> tuple[Needed, ...]:
    """Each piece once, in the order in which they are best made."""
    found: dict[str, Needed] = {}
    for each in (*fixed(script), *digits(script), *open_lines(script)):
        found.setdefault(each.text, replace(each, opening=True))
    for each in (
        *services_and_choices(script),
        *places(script),
        *often_missing(script),
        *counters(script),
        *times(script, mpp),
        *numbers(script),
        *dates(script, today),
    ):
        found.setdefault(each.text, each)
    for each in (
        *digit_pairs(script),
        *sums(script),
        *days_of_months(script, today),
        *months_of_years(script, today),
    ):
        found.setdefault(each.text, replace(each, all_paces=False))
    return tuple(found.values())


def fixed_lines(script: Script) -> Mapping[str, tuple[Piece, ...]]:
    """The lines without values: key to pieces."""
    return {
        key: pieces(worded(script, key, {})) for key, template in script.lines.items() if not names(template)
    }


def fixed(script: Script) -> Iterator[Needed]:
    """The phrases of lines without values."""
    for key, said in fixed_lines(script).items():
        yield from _phrases(said, key)


def digits(script: Script) -> Iterator[Needed]:
    """Digits, one by one: going on and ending."""
    for digit in "0123456789":
        yield from _both(script, reading.digits(digit), "angka kode")


def digit_pairs(script: Script) -> Iterator[Needed]:
    """Every two digits said in one breath: a code of four and four is put together from four sounds, not eight."""
    for first, second in product("0123456789", repeat=2):
        yield from _both(script, reading.digits(first + second), "angka kode")


def services_and_choices(script: Script) -> Iterator[Needed]:
    """The phrases of lines that name a service or a key, for every service and key."""
    for key, template in script.lines.items():
        of_service = names(template) & OF_SERVICE
        if of_service:
            for service in script.catalogue.services:
                answers = {name: _OPEN for name in names(template)} | {"layanan": service.id}
                for said in lines_for(script, answers, (key,)):
                    values = {
                        name: read(script, name, value) if name in of_service else _OPEN
                        for name, value in said.values.items()
                    }
                    yield from _without_open(pieces(worded(script, key, values)), key)
    groups = len(script.catalogue.groups)
    pages = [services.groups(script, Position(page=page)) for page in services.pages(groups)]
    for group in script.catalogue.groups:
        choices = tuple(service.id for service in script.catalogue.of_group(group.id))
        for page in services.pages(len(choices)):
            pages.append(services.prompt(script, Position(choices=choices, page=page)))
    if "maksud_lain" in script.lines:
        pages.append(tuple(line_of("maksud_lain", tombol=str(key)) for key in range(2, services.PAGE + 1)))
    for line in (line for page in pages for line in page):
        values = {name: read(script, name, value) for name, value in line.values.items()}
        yield from _phrases(pieces(worded(script, line.key, values)), line.key)


def open_lines(script: Script) -> Iterator[Needed]:
    """The phrases of lines whose values are not known beforehand, without those."""
    for key, template in script.lines.items():
        unknown = names(template)
        if unknown and unknown.isdisjoint(OF_SERVICE | OF_CHOICES | {"tempat"}):
            yield from _without_open(pieces(worded(script, key, dict.fromkeys(unknown, _OPEN))), key)


def places(script: Script) -> Iterator[Needed]:
    """The lines that say where a call broke off, for every place."""
    for key, template in script.lines.items():
        if names(template) == {"tempat"}:
            for place in sorted(set(script.places.values())):
                yield from _phrases(
                    pieces(worded(script, key, {"tempat": read(script, "tempat", place)})), key
                )


def often_missing(script: Script) -> Iterator[Needed]:
    """What an application may lack, as far as the catalogue tells."""
    for key, template in script.lines.items():
        if "kurang" in names(template):
            for service in script.catalogue.services:
                for item in service.requirements:
                    yield from _both(script, item.spoken, key, endings=GOES_ON)
                    yield from _both(script, item.text, key, endings=GOES_ON)


def counters(script: Script) -> Iterator[Needed]:
    """Names of counters, and the letters of their numbers."""
    for name in sorted({service.counter for service in script.catalogue.services}):
        yield from _both(script, name, "loket")
    for letter in ascii_uppercase:
        yield from _both(script, letter, "nomor antrean", endings=GOES_ON)


def times(script: Script, mpp: Mpp) -> Iterator[Needed]:
    """Clock times: when the counters open and close, every full hour, and the words of all others."""
    hours = {
        time for stretches in mpp.hours.values() for each in stretches for time in (each.start, each.end)
    }
    full = [datetime.time(hour) for hour in range(24)]
    for time in (*sorted(hours), *full):
        yield from _both(script, reading.clock(time, conversational=script.words.conversational_clock), "jam")
    every = [datetime.time(hour, minute) for hour in range(24) for minute in range(60)]
    known = {reading.number(n) for n in range(60)}
    words = {
        word
        for time in every
        for word in reading.clock(time, conversational=script.words.conversational_clock).split()
    }
    for word in sorted(words - {word for number in known for word in number.split()}):
        yield from _both(script, word, "jam")


def numbers(script: Script) -> Iterator[Needed]:
    """Numbers to a hundred, and the words that larger ones are put together from."""
    for number in range(NUMBERS_TO + 1):
        yield from _both(script, reading.number(number), "bilangan")
    for number in (*range(200, 1000, 100), 1000):
        yield from _both(script, reading.number(number), "bilangan")
    for place in range(2, PLACES_TO + 1):
        yield from _both(script, ordinal(place), "urutan")
    for word in ("ribu", "juta", "miliar", "rupiah"):
        yield from _both(script, word, "bilangan")


def sums(script: Script) -> Iterator[Needed]:
    """How sums of money end."""
    for words in ("ratus rupiah", "ribu rupiah", "juta rupiah"):
        yield from _both(script, words, "uang")


def dates(script: Script, today: datetime.date) -> Iterator[Needed]:
    """Days of the week, the years ahead, and months. Days of the month are numbers."""
    for day in get_day_names("wide", locale="id").values():
        yield from _both(script, day, "tanggal")
    for year in range(today.year, today.year + YEARS):
        yield from _both(script, reading.number(year), "tanggal")
    for month in get_month_names("wide", locale="id").values():
        yield from _both(script, month, "tanggal")


def days_of_months(script: Script, today: datetime.date) -> Iterator[Needed]:
    """The days of the coming three months, each with its month."""
    months = cast(Mapping[int, str], get_month_names("wide", locale="id"))
    ahead = [today + datetime.timedelta(days=days) for days in range(DAYS_AHEAD)]
    for day_ahead in ahead:
        text = f"{reading.number(day_ahead.day)} {months[day_ahead.month]}"
        yield from _both(script, text, "tanggal", endings=GOES_ON)


def months_of_years(script: Script, today: datetime.date) -> Iterator[Needed]:
    """The months of the years ahead, each with its year: how later dates end."""
    months = cast(Mapping[int, str], get_month_names("wide", locale="id"))
    for year in range(today.year, today.year + YEARS):
        for month in months.values():
            yield from _both(script, f"{month} {reading.number(year)}", "tanggal")


def _both(
    script: Script, text: str, used_in: str, *, endings: Iterable[str] = (GOES_ON, ENDS[0])
) -> Iterator[Needed]:
    """These words going on, and ending."""
    for part in pieces(
        reading.spoken(text, script.words.pronunciation, conversational=script.words.conversational_clock)
    ):
        if isinstance(part, Phrase):
            for mark in endings:
                yield Needed(text=piece(piece(part.text)[:-1] + mark), used_in=used_in)


def _phrases(said: Iterable[Piece], used_in: str) -> Iterator[Needed]:
    for part in said:
        if isinstance(part, Phrase):
            yield Needed(text=piece(part.text), used_in=used_in)


def _without_open(said: Iterable[Piece], used_in: str) -> Iterator[Needed]:
    """Phrases without a value that is not known; of the others, the words around it."""
    for part in said:
        if isinstance(part, Phrase) and _OPEN in part.text:
            yield from _around(part.text, used_in)
        elif isinstance(part, Phrase):
            yield Needed(text=piece(part.text), used_in=used_in)


def _around(text: str, used_in: str) -> Iterator[Needed]:
    """The words before, between and after values that are not known, each with the mark that it will have."""
    parts = piece(text).replace(_OPEN, "|").split("|")
    for part in parts[:-1]:
        if any(map(str.isalpha, part)):
            yield Needed(text=piece(part.strip(" ,") + GOES_ON), used_in=used_in)
    if any(map(str.isalpha, parts[-1])):
        yield Needed(text=piece(parts[-1].strip(" ,")), used_in=used_in)
