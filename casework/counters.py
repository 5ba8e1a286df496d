"""Counters that give numbers, from content/loket.yaml: their letter, their times, and how many people fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

from pydantic import Field, field_validator

from casework.catalogue import Catalogue
from casework.content import ContentError, Part, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """One counter that gives numbers."""

    name: str
    """As in services.yaml."""
    letter: str
    first: time
    """The first time to come, and the last."""
    last: time
    step: timedelta
    places: int
    """How many people are asked to come at one time."""
    most: int
    """Numbers in a day, with those that are given at the counter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """All of them, and what they share."""

    by_name: Mapping[str, Counter]
    ahead: int
    """How many days ahead a number can be taken."""
    lead: timedelta
    """So much time at least to get there."""
    remind_at: time
    """When the reminder goes out on the day before, local time."""

    def get(self, name: str) -> Counter | None:
        """The counter with this name; None: it gives no numbers."""
        return self.by_name.get(name)


class _Counter(Part):
    nama: str = Field(max_length=40)
    huruf: str = Field(pattern=r"^[A-Z]$")
    mulai: str
    terakhir: str
    jarak_menit: int = Field(ge=5, le=240)
    tempat: int = Field(ge=1, le=50)
    sehari: int = Field(ge=1, le=999)

    @field_validator("mulai", "terakhir")
    @classmethod
    def _clock(cls, value: str) -> str:
        read_clock(value)
        return value


class CountersFile(Part):
    """content/loket.yaml."""

    paling_jauh_hari: int = Field(ge=1, le=60)
    paling_cepat_menit: int = Field(ge=0, le=24 * 60)
    ingatkan_jam: str
    loket: tuple[_Counter, ...]

    @field_validator("ingatkan_jam")
    @classmethod
    def _clock(cls, value: str) -> str:
        read_clock(value)
        return value


def load_counters(path: Path, catalogue: Catalogue) -> Counters:
    """Reads and checks the file. Raises ContentError."""
    file = load(path, CountersFile)
    known = {service.counter for service in catalogue.services}
    found: dict[str, Counter] = {}
    letters: dict[str, str] = {}
    for given in file.loket:
        where = f"{path.name}: loket {given.nama}"
        if given.nama not in known:
            raise ContentError(f"{where}: no service in services.yaml has this counter; correct the name")
        if given.nama in found:
            raise ContentError(f"{where} is there twice: remove one of them")
        if given.huruf in letters:
            raise ContentError(
                f"{where} has the letter of {letters[given.huruf]}: give each its own, or people go to the wrong one"
            )
        counter = Counter(
            name=given.nama,
            letter=given.huruf,
            first=read_clock(given.mulai),
            last=read_clock(given.terakhir),
            step=timedelta(minutes=given.jarak_menit),
            places=given.tempat,
            most=given.sehari,
        )
        if counter.first > counter.last:
            raise ContentError(f"{where}: terakhir {given.terakhir} is before mulai {given.mulai}")
        found[given.nama], letters[given.huruf] = counter, given.nama
    return Counters(
        by_name=found,
        ahead=file.paling_jauh_hari,
        lead=timedelta(minutes=file.paling_cepat_menit),
        remind_at=read_clock(file.ingatkan_jam),
    )


def read_clock(text: str) -> time:
    """ "08.00". Raises ValueError, with a sentence that says how it must be written."""
    try:
        return time.fromisoformat(text.replace(".", ":"))
    except ValueError as error:
        raise ValueError(f'"{text}" must be like "08.00"') from error
