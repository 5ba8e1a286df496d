"""A period of whole days in the MPP's own time, and the months that are chosen from. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

LONGEST = timedelta(days=366)
MONTHS = 13
"""Months to choose from: this one and the year before it."""


class NoPeriod(ValueError):
    """These days are no period. `field`: "dari" or "sampai"; the message is for the officer who chose them."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        """The first moment, aware."""
        return datetime.combine(self.first, time(), self.zone)

    @property
    def ends(self) -> datetime:
        """The first moment after it, aware."""
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone)

    @property
    def offset_minutes(self) -> int:
        """How far the clock of the MPP is ahead of UTC. Indonesia's clocks are never put forward or back."""
        offset = self.begins.utcoffset()
        return int(offset.total_seconds() // 60) if offset is not None else 0

    @property
    def days(self) -> tuple[date, ...]:
        """Each day in it."""
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    @property
    def told(self) -> str:
        """As people say it: "November 2026", or "1 November 2026 sampai 12 November 2026"."""
        if (self.first, self.last) == month_of(self.first):
            return month_name(self.first)
        return f"{day_name(self.first)} sampai {day_name(self.last)}"


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of its month."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def read_month(given: str) -> date:
    """The first day of "2026-11". Raises NoPeriod."""
    try:
        year, month = given.split("-")
        return date(int(year), int(month), 1)
    except ValueError as error:
        raise NoPeriod("bulan", "Pilih bulannya dari daftar.") from error


def read_days(dari: str, sampai: str) -> tuple[date, date]:
    """Two days written as 2026-11-23. Raises NoPeriod, also for more than a year."""
    first, last = _day(dari, "dari"), _day(sampai, "sampai")
    if first > last:
        raise NoPeriod("dari", "Hari pertama harus sebelum hari terakhir.")
    if last - first >= LONGEST:
        raise NoPeriod("dari", "Paling lama satu tahun.")
    return first, last


def months(today: date) -> list[date]:
    """The first days of the months to choose from, the newest first."""
    number = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(number, number - MONTHS, -1)]


def month_name(day: date) -> str:
    """ "November 2026"."""
    return format_date(day, "MMMM y", locale="id")


def day_name(day: date) -> str:
    """ "24 November 2026"."""
    return format_date(day, "d MMMM y", locale="id")


def _day(given: str, field: str) -> date:
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise NoPeriod(field, "Tulis tanggalnya seperti 2026-11-23.") from error
    if not 2000 <= day.year <= 2200:
        raise NoPeriod(field, "Pilih tanggal yang masuk akal.")
    return day
