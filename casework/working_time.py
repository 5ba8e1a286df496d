"""Working days and open hours of an MPP: when something is due, how much open time lies between two moments. Pure.

Times come in aware; what is due comes out in the MPP's own time zone. A working day is one on which the counters
open at all.
"""

from datetime import date, datetime, timedelta

from casework.mpp import Mpp

FURTHEST_DAYS = 400
"""Days that are looked at; an MPP that does not open in so many is a mistake in its file."""


def due_after(mpp: Mpp, at: datetime, days: int) -> datetime:
    """The closing time of the `days`-th working day after `at`. What comes after closing counts for the next day.

    That is how LAPOR's working days are counted: the day of receipt is none. Raises LookupError when there is none.
    """
    local = at.astimezone(mpp.timezone)
    day, first = local.date(), mpp.hours_on(local.date())
    if first and local.time() >= first[-1].end:
        first = ()
    passed = 0 if first else -1  # received outside of hours: the next working day is the day of receipt
    for _ in range(FURTHEST_DAYS):
        day += timedelta(days=1)
        hours = mpp.hours_on(day)
        passed += bool(hours)
        if hours and passed >= days:
            return datetime.combine(day, hours[-1].end, mpp.timezone)
    raise LookupError("the MPP has no such working day")


def open_between(mpp: Mpp, start: datetime, end: datetime) -> timedelta:
    """How long the counters were open between the two; nothing when `end` is before `start`."""
    start, end = start.astimezone(mpp.timezone), end.astimezone(mpp.timezone)
    total, day = timedelta(), start.date()
    while day <= end.date():
        for opens, closes in _stretches(mpp, day):
            total += max(min(closes, end) - max(opens, start), timedelta())
        day += timedelta(days=1)
    return total


def later_by(mpp: Mpp, at: datetime, time: timedelta) -> datetime:
    """The moment until which `time` of open hours has passed since `at`. Raises LookupError."""
    if time <= timedelta():
        return at.astimezone(mpp.timezone)
    start = at.astimezone(mpp.timezone)
    day = start.date()
    for _ in range(FURTHEST_DAYS):
        for opens, closes in _stretches(mpp, day):
            begins = max(opens, start)
            if closes <= begins:
                continue
            if closes - begins >= time:
                return begins + time
            time -= closes - begins
        day += timedelta(days=1)
    raise LookupError("the MPP is not open for so long")


def _stretches(mpp: Mpp, day: date) -> list[tuple[datetime, datetime]]:
    return [
        (datetime.combine(day, hours.start, mpp.timezone), datetime.combine(day, hours.end, mpp.timezone))
        for hours in mpp.hours_on(day)
    ]
