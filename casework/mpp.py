"""The MPP itself, from content/mpp.yaml: names, hours, holidays, officers' numbers, limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from casework.call_rules import DAYS as DAYS
from casework.call_rules import CallRules, RulesFile, read_rules
from casework.content import ContentError, Part, load
from casework.phones import read_phone

Proof = Literal["kode", "kode_dan_telepon"]
"""What somebody must bring who asks from another number than the registered one: the code, or the end of that number
too."""
LOOK_AHEAD_DAYS = 60
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
    calls: CallRules
    """When and how often we ring citizens."""
    voice: str
    """The name of the voice that calls are spoken in, or AUTOMATIC_VOICE."""

    def is_open(self, at: datetime) -> bool:
        """Whether the counters are open at this (aware) time."""
        local = at.astimezone(self.timezone)
        return any(hours.start <= local.time() < hours.end for hours in self._of(local.date()))

    def next_opening(self, at: datetime) -> datetime | None:
        """The next time that the counters open after `at`, in local time; None when none is near."""
        local = at.astimezone(self.timezone)
        for ahead in range(LOOK_AHEAD_DAYS):
            day = local.date() + timedelta(days=ahead)
            for hours in self._of(day):
                opens = datetime.combine(day, hours.start, self.timezone)
                if opens > local:
                    return opens
        return None

    def _of(self, day: date) -> tuple[Hours, ...]:
        return () if day in self.holidays else self.hours.get(day.weekday(), ())


class MppFile(Part):
    """content/mpp.yaml."""

    nama: str
    nama_sms: str = Field(max_length=14)
    alamat: str
    zona_waktu: str
    jam_buka: dict[str, tuple[str, ...]]
    libur: tuple[date, ...]
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
    if unknown := file.jam_buka.keys() - set(DAYS):
        raise ContentError(f"{path.name}: jam_buka: {sorted(unknown)} are no days; use {', '.join(DAYS)}")
    for number in file.telepon_petugas:
        if not (number.startswith("+62") and read_phone(number).number == number):
            raise ContentError(
                f"{path.name}: telepon_petugas: {number} is not an Indonesian number like +62..."
            )
    return Mpp(
        name=file.nama,
        sms_name=file.nama_sms,
        address=file.alamat,
        timezone=ZoneInfo(file.zona_waktu),
        hours={
            DAYS.index(day): tuple(_hours(path, day, text) for text in stretches)
            for day, stretches in file.jam_buka.items()
        },
        holidays=frozenset(file.libur),
        officer_numbers=file.telepon_petugas,
        regions=file.kata_daerah,
        max_wrong_codes=file.batas_salah_kode,
        lockout_minutes=file.kunci_menit,
        text_proof=file.bukti_sms,
        call_proof=file.bukti_telepon,
        recording_days=file.simpan_rekaman_hari,
        calls=read_rules(
            path.name,
            file.telepon_balik,
            timezone=ZoneInfo(file.zona_waktu),
            holidays=frozenset(file.libur),
        ),
        voice=file.suara,
    )


def _hours(path: Path, day: str, text: str) -> Hours:
    try:
        start, end = (time.fromisoformat(part.strip().replace(".", ":")) for part in text.split("-"))
    except ValueError as error:
        raise ContentError(f'{path.name}: jam_buka.{day}: "{text}" must be like "08.00-15.00"') from error
    if start >= end:
        raise ContentError(f"{path.name}: jam_buka.{day}: {text} ends before it begins")
    return Hours(start=start, end=end)
