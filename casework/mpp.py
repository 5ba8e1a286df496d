"""The MPP itself, from content/mpp.yaml: names, hours, holidays, officers' numbers, limits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from casework.call_rules import CallRules, RulesFile, read_rules
from casework.content import ContentError, Part, load
from casework.phones import may_be_called
from casework.quiet_hours import DAYS as DAYS

Proof = Literal["kode", "kode_dan_telepon"]
"""What somebody must bring who asks from another number than the registered one: the code, or the end of that number
too."""
LOOK_AHEAD_DAYS = 60
LONGEST_SPECIAL = 60
"""Days of one stretch with hours of its own: Ramadan is thirty."""
AUTOMATIC_VOICE = "otomatis"
"""The best voice that is installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """One stretch of opening, local time, `end` not included."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Mpp:
    """One MPP."""

    name: str
    sms_name: str
    address: str
    timezone: ZoneInfo
    hours: Mapping[int, tuple[Hours, ...]]
    """By day of the week, Monday 0."""
    holidays: frozenset[date]
    officer_numbers: tuple[str, ...]
    """E.164; the only numbers that are ever rung."""
    regions: tuple[str, ...]
    max_wrong_codes: int
    lockout_minutes: int
    text_proof: Proof
    call_proof: Proof
    recording_days: int
    special: Mapping[date, tuple[Hours, ...]]
    """Days with hours of their own, holidays or not: Ramadan, a ceremony. Empty: closed all day."""
    calls: CallRules
    """When and how often we ring citizens."""
    voice: str
    """The name of the voice that calls are spoken in, or AUTOMATIC_VOICE."""

    def is_open(self, at: datetime) -> bool:
        """Whether the counters are open at this (aware) time."""
        local = at.astimezone(self.timezone)
        return any(hours.start <= local.time() < hours.end for hours in self.hours_on(local.date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """The next time that the counters open after `at`, in local time; None when none is near."""
        local = at.astimezone(self.timezone)
        for ahead in range(LOOK_AHEAD_DAYS):
            day = local.date() + timedelta(days=ahead)
            for hours in self.hours_on(day):
                opens = datetime.combine(day, hours.start, self.timezone)
                if opens > local:
                    return opens
        return None

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """The stretches of opening on this day, in order; none when it is closed."""
        if day in self.special:
            return self.special[day]
        return () if day in self.holidays else self.hours.get(day.weekday(), ())

    def closed_days(self) -> frozenset[date]:
        """Holidays, and days on which the counters would be open if their own hours did not say otherwise."""
        closed = {day for day, hours in self.special.items() if not hours and day.weekday() in self.hours}
        return self.holidays | closed

    def with_days(self, days: Mapping[date, tuple[Hours, ...]]) -> "Mpp":
        """The same MPP with these days' own hours, which go before what its file says of them."""
        return replace(self, special={**self.special, **days}) if days else self


class SpecialFile(Part):
    """One entry of `jam_khusus`: the hours of a stretch of days."""

    nama: str
    dari: date
    sampai: date
    jam: dict[str, tuple[str, ...]]


class MppFile(Part):
    """content/mpp.yaml."""

    nama: str
    nama_sms: str = Field(max_length=14)
    alamat: str
    zona_waktu: str
    jam_buka: dict[str, tuple[str, ...]]
    libur: tuple[date, ...]
    jam_khusus: tuple[SpecialFile, ...] = ()
    telepon_petugas: tuple[str, ...]
    kata_daerah: tuple[str, ...]
    batas_salah_kode: int = Field(ge=3, le=20)
    kunci_menit: int = Field(ge=5, le=1440)
    bukti_sms: Proof = "kode"
    bukti_telepon: Proof = "kode"
    simpan_rekaman_hari: int = Field(ge=1, le=3650)
    telepon_balik: RulesFile = RulesFile()
    suara: str = Field(default=AUTOMATIC_VOICE, min_length=1)

    @field_validator("zona_waktu")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"):
            raise ValueError("must be Asia/Jakarta, Asia/Pontianak, Asia/Makassar or Asia/Jayapura")
        return value


def load_mpp(path: Path) -> Mpp:
    """Reads and checks the file. Raises ContentError."""
    file = load(path, MppFile)
    holidays = frozenset(file.libur)
    for number in file.telepon_petugas:
        if not may_be_called(number):
            raise ContentError(
                f"{path.name}: telepon_petugas: {number} is not an Indonesian number like +62..., "
                "of a house, an office or a mobile"
            )
    return Mpp(
        name=file.nama,
        sms_name=file.nama_sms,
        address=file.alamat,
        timezone=ZoneInfo(file.zona_waktu),
        hours=_week(f"{path.name}: jam_buka", file.jam_buka),
        holidays=holidays,
        officer_numbers=file.telepon_petugas,
        regions=file.kata_daerah,
        max_wrong_codes=file.batas_salah_kode,
        lockout_minutes=file.kunci_menit,
        text_proof=file.bukti_sms,
        call_proof=file.bukti_telepon,
        recording_days=file.simpan_rekaman_hari,
        special=_special(path, file.jam_khusus, holidays),
        calls=read_rules(
            path.name,
            file.telepon_balik,
            timezone=ZoneInfo(file.zona_waktu),
            holidays=holidays,
        ),
        voice=file.suara,
    )


def read_hours(text: str) -> Hours:
    """ "08.00-15.00". Raises ValueError, with a sentence that says how it must be written."""
    try:
        start, end = (time.fromisoformat(part.strip().replace(".", ":")) for part in text.split("-"))
    except ValueError as error:
        raise ValueError(f'"{text}" must be like "08.00-15.00"') from error
    if start >= end:
        raise ValueError(f"{text} ends before it begins")
    return Hours(start=start, end=end)


def _week(where: str, days: Mapping[str, tuple[str, ...]]) -> dict[int, tuple[Hours, ...]]:
    """By day of the week, Monday 0. Raises ContentError."""
    if unknown := days.keys() - set(DAYS):
        raise ContentError(f"{where}: {sorted(unknown)} are no days; use {', '.join(DAYS)}")
    return {DAYS.index(day): _stretches(f"{where}.{day}", texts) for day, texts in days.items()}


def _stretches(where: str, texts: tuple[str, ...]) -> tuple[Hours, ...]:
    try:
        found = tuple(sorted(map(read_hours, texts), key=lambda hours: hours.start))
    except ValueError as error:
        raise ContentError(f"{where}: {error}") from error
    if any(one.end > following.start for one, following in pairwise(found)):
        raise ContentError(f"{where}: {', '.join(texts)} overlap")
    return found


def _special(
    path: Path, entries: tuple[SpecialFile, ...], holidays: frozenset[date]
) -> dict[date, tuple[Hours, ...]]:
    """The hours of each day of these stretches; a holiday among them stays one."""
    found: dict[date, tuple[Hours, ...]] = {}
    for number, entry in enumerate(entries):
        where = f"{path.name}: jam_khusus.{number}"
        days = (entry.sampai - entry.dari).days + 1
        if not 1 <= days <= LONGEST_SPECIAL:
            raise ContentError(
                f"{where}: dari {entry.dari} sampai {entry.sampai} is not 1 to {LONGEST_SPECIAL} days"
            )
        week = _week(f"{where}.jam", entry.jam)
        for day in (entry.dari + timedelta(days=ahead) for ahead in range(days)):
            if day in found:
                raise ContentError(f"{where}: {day} has hours of its own already")
            if day not in holidays:
                found[day] = week.get(day.weekday(), ())
    return found
