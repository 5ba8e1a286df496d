"""When we may ring citizens, from `telepon_balik` in content/mpp.yaml: quiet hours, caps, tries. Pure values.

Knows no table and no telephone. Times come in aware and are looked at in the MPP's own time zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field

from casework.content import ContentError, Part

EVERY_DAY = "setiap_hari"
DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
USUAL_QUIET: Mapping[str, tuple[str, ...]] = {EVERY_DAY: ("19.00-08.00",)}
LOOK_AHEAD_DAYS = 400
LEAST_A_DAY = timedelta(hours=1)
"""A day of the week on which we may not ring for as long as this is a mistake in the file."""

Stretch = tuple[time, time]
"""From and until, the end not included. An end that is not later than its start is on the next day."""


class RulesFile(Part):
    """`telepon_balik` in content/mpp.yaml."""

    jam_tenang: dict[str, tuple[str, ...]] = Field(default_factory=lambda: dict(USUAL_QUIET))
    paling_banyak_per_nomor: int = Field(default=3, ge=1, le=10)
    paling_banyak_per_hari: int = Field(default=200, ge=1, le=10_000)
    coba: int = Field(default=3, ge=1, le=5)
    jarak_menit: int = Field(default=60, ge=60, le=1440)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRules:
    """What this MPP allows itself."""

    timezone: ZoneInfo
    holidays: frozenset[date]
    quiet: Mapping[int, tuple[Stretch, ...]]
    """By day of the week on which the stretch begins, Monday 0."""
    most_to_a_number: int
    """Rings to one number on one day."""
    most_a_day: int
    """Rings of the whole installation on one day."""
    tries: int
    apart: timedelta
    """From the end of one try to the next at least."""

    def may_ring(self, at: datetime) -> bool:
        """Whether a telephone may ring at this time."""
        local = at.astimezone(self.timezone)
        if local.date() in self.holidays:
            return False
        now, yesterday = local.time(), (local.weekday() - 1) % 7
        return not (
            any(_covers(stretch, now) for stretch in self.quiet[local.weekday()])
            or any(end <= start and now < end for start, end in self.quiet[yesterday])
        )

    def next_time(self, at: datetime) -> datetime:
        """The first time from `at` on when a telephone may ring, in local time. Raises LookupError for never."""
        local = at.astimezone(self.timezone)
        if self.may_ring(local):
            return local
        day = local.date()
        for ahead in range(LOOK_AHEAD_DAYS):
            found = [moment for moment in self._ends(day + timedelta(days=ahead)) if moment > local]
            for moment in sorted(found):
                if self.may_ring(moment):
                    return moment
        raise LookupError("quiet hours and holidays leave no time to ring")

    def next_day(self, at: datetime) -> datetime:
        """The first time on another day than `at` when a telephone may ring."""
        return self.next_time(self.midnight(at) + timedelta(days=1))

    def midnight(self, at: datetime) -> datetime:
        """When the local day of `at` began: caps count from here."""
        return at.astimezone(self.timezone).replace(hour=0, minute=0, second=0, microsecond=0)

    def _ends(self, day: date) -> list[datetime]:
        """Moments of this day at which quiet may end: midnight, and the ends of stretches."""
        weekday = day.weekday()
        ends = {time(0)} | {end for on in (weekday, (weekday - 1) % 7) for _, end in self.quiet[on]}
        return [datetime.combine(day, end, self.timezone) for end in ends]


def read_rules(where: str, file: RulesFile, *, timezone: ZoneInfo, holidays: frozenset[date]) -> CallRules:
    """The rules. Raises ContentError; `where` names the file."""
    if unknown := file.jam_tenang.keys() - {*DAYS, EVERY_DAY}:
        raise ContentError(
            f"{where}: telepon_balik.jam_tenang: {sorted(unknown)} are no days; use {EVERY_DAY}, {', '.join(DAYS)}"
        )
    read = {
        day: tuple(_stretch(f"{where}: telepon_balik.jam_tenang.{day}", text) for text in texts)
        for day, texts in file.jam_tenang.items()
    }
    rules = CallRules(
        timezone=timezone,
        holidays=holidays,
        quiet={number: read.get(EVERY_DAY, ()) + read.get(day, ()) for number, day in enumerate(DAYS)},
        most_to_a_number=file.paling_banyak_per_nomor,
        most_a_day=file.paling_banyak_per_hari,
        tries=file.coba,
        apart=timedelta(minutes=file.jarak_menit),
    )
    for number, day in enumerate(DAYS):
        if not _rings_on(rules, number):
            raise ContentError(
                f"{where}: telepon_balik.jam_tenang leaves less than an hour on {day}; shorten it"
            )
    return rules


def _rings_on(rules: CallRules, weekday: int) -> bool:
    """Whether there is an hour to ring on this day of the week, looked at in steps of ten minutes."""
    day = datetime(2024, 1, 1 + weekday, tzinfo=rules.timezone)  # the first was a Monday
    step, always = timedelta(minutes=10), replace(rules, holidays=frozenset())
    free = sum(always.may_ring(day + step * number) for number in range(24 * 6))
    return free * step >= LEAST_A_DAY


def _covers(stretch: Stretch, now: time) -> bool:
    start, end = stretch
    return start <= now < end if start < end else now >= start


def _stretch(where: str, text: str) -> Stretch:
    try:
        start, end = (time.fromisoformat(part.strip().replace(".", ":")) for part in text.split("-"))
    except ValueError as error:
        raise ContentError(f'{where}: "{text}" must be like "19.00-08.00"') from error
    if start == end:
        raise ContentError(f"{where}: {text} is the whole day")
    return start, end
