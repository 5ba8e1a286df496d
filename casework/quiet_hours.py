"""Hours and days on which nobody is rung or texted unasked: for calls and for news by text alike. Pure values.

Knows no table, no telephone. Times come in aware and are looked at in the MPP's own time zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from casework.content import ContentError

EVERY_DAY = "setiap_hari"
DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
USUAL_QUIET: Mapping[str, tuple[str, ...]] = {EVERY_DAY: ("19.00-08.00",)}
LOOK_AHEAD_DAYS = 400
LEAST_A_DAY = timedelta(hours=1)
"""A day of the week that leaves less than this is a mistake in the file."""

Stretch = tuple[time, time]
"""From and until, the end not included. An end that is not later than its start is on the next day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """When to leave people in peace."""

    timezone: ZoneInfo
    holidays: frozenset[date]
    quiet: Mapping[int, tuple[Stretch, ...]]
    """By day of the week on which the stretch begins, Monday 0."""

    def allows(self, at: datetime) -> bool:
        """Whether somebody may be disturbed at this time."""
        local = at.astimezone(self.timezone)
        if local.date() in self.holidays:
            return False
        now, yesterday = local.time(), (local.weekday() - 1) % 7
        return not (
            any(_covers(stretch, now) for stretch in self.quiet[local.weekday()])
            or any(end <= start and now < end for start, end in self.quiet[yesterday])
        )

    def next_time(self, at: datetime) -> datetime:
        """The first time from `at` on that is allowed, in local time. Raises LookupError for never."""
        local = at.astimezone(self.timezone)
        if self.allows(local):
            return local
        day = local.date()
        for ahead in range(LOOK_AHEAD_DAYS):
            found = [moment for moment in self._ends(day + timedelta(days=ahead)) if moment > local]
            for moment in sorted(found):
                if self.allows(moment):
                    return moment
        raise LookupError("quiet hours and holidays leave no time")

    def next_day(self, at: datetime) -> datetime:
        """The first time on another day than `at` that is allowed."""
        return self.next_time(self.midnight(at) + timedelta(days=1))

    def midnight(self, at: datetime) -> datetime:
        """When the local day of `at` began: caps count from here."""
        return at.astimezone(self.timezone).replace(hour=0, minute=0, second=0, microsecond=0)

    def _ends(self, day: date) -> list[datetime]:
        """Moments of this day at which quiet may end: midnight, and the ends of stretches."""
        weekday = day.weekday()
        ends = {time(0)} | {end for on in (weekday, (weekday - 1) % 7) for _, end in self.quiet[on]}
        return [datetime.combine(day, end, self.timezone) for end in ends]


def read_quiet(where: str, texts: Mapping[str, tuple[str, ...]]) -> Mapping[int, tuple[Stretch, ...]]:
    """`jam_tenang` of a content file, by day of the week. Raises ContentError; `where` names file and place."""
    if unknown := texts.keys() - {*DAYS, EVERY_DAY}:
        raise ContentError(f"{where}: {sorted(unknown)} are no days; use {EVERY_DAY}, {', '.join(DAYS)}")
    read = {day: tuple(_stretch(f"{where}.{day}", text) for text in given) for day, given in texts.items()}
    found = {number: read.get(EVERY_DAY, ()) + read.get(day, ()) for number, day in enumerate(DAYS)}
    zone = ZoneInfo("UTC")
    for number, day in enumerate(DAYS):
        if not _leaves_an_hour(QuietHours(timezone=zone, holidays=frozenset(), quiet=found), number):
            raise ContentError(f"{where} leaves less than an hour on {day}; shorten it")
    return found


def _leaves_an_hour(hours: QuietHours, weekday: int) -> bool:
    """Looked at in steps of ten minutes."""
    day = datetime(2024, 1, 1 + weekday, tzinfo=hours.timezone)  # the first was a Monday
    step = timedelta(minutes=10)
    free = sum(hours.allows(day + step * number) for number in range(24 * 6))
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
