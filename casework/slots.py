"""Which time to offer somebody who wants to come to a counter. Pure: knows no database, no channel and no clock.

Times are local to the MPP; a time to come is an aware datetime.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from casework.counters import Counter, Counters
from casework.mpp import Mpp

FAR_ENOUGH = timedelta(hours=2)
""" "Another time" on the same day is at least so much later, where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is taken at one counter already: people for each time to come, and numbers of each day."""

    places: Mapping[tuple[date, time], int] = field(default_factory=dict)
    numbers: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """When somebody wants to come, as far as they said."""

    day: date | None = None
    since: date | None = None
    """Not before this day."""
    around: time | None = None
    """From this time of the day on, or the nearest before it."""

    @property
    def says_nothing(self) -> bool:
        """Whether any time will do."""
        return self == Wish()


ANY_TIME = Wish()


def starts(counter: Counter, mpp: Mpp, day: date) -> tuple[time, ...]:
    """The times to come on this day: those of the counter that lie in the opening hours and end in them."""
    found = []
    at = datetime.combine(day, counter.first)
    while at.date() == day and at.time() <= counter.last:
        end = at + counter.step
        if any(
            datetime.combine(day, hours.start) <= at and end <= datetime.combine(day, hours.end)
            for hours in mpp.hours_on(day)
        ):
            found.append(at.time())
        at = end
    return tuple(found)


def free(counter: Counter, mpp: Mpp, day: date, taken: Taken, *, earliest: datetime) -> tuple[datetime, ...]:
    """The times to come that still have a place on this day, none before `earliest`."""
    if taken.numbers.get(day, 0) >= counter.most:
        return ()
    times = (datetime.combine(day, start, mpp.timezone) for start in starts(counter, mpp, day))
    return tuple(
        at for at in times if at >= earliest and taken.places.get((day, at.time()), 0) < counter.places
    )


def days(counters: Counters, mpp: Mpp, at: datetime) -> Iterator[date]:
    """The days that can be had now, the nearest first."""
    today = at.astimezone(mpp.timezone).date()
    return (today + timedelta(days=ahead) for ahead in range(counters.ahead + 1))


def choose(
    counters: Counters,
    counter: Counter,
    mpp: Mpp,
    taken: Taken,
    wish: Wish,
    *,
    at: datetime,
    but_not: frozenset[datetime] = frozenset(),
) -> datetime | None:
    """The first free time that fits the wish best; a day after the wished one where that has none. None: all full."""
    since = wish.day or wish.since
    for day in days(counters, mpp, at):
        if since is not None and day < since:
            continue
        times = [
            one for one in free(counter, mpp, day, taken, earliest=at + counters.lead) if one not in but_not
        ]
        if times:
            return _nearest(times, wish.around)
    return None


def another(last: datetime, *, same_day: bool) -> Wish:
    """What "another time" and "another day" mean after this offer."""
    if not same_day:
        return Wish(since=last.date() + timedelta(days=1))
    later = last + FAR_ENOUGH
    return Wish(since=last.date(), around=later.time() if later.date() == last.date() else None)


def on(wish: Wish, last: datetime | None) -> Wish:
    """The wish with the day of the last offer, where it names only a time."""
    if wish.day is None and wish.since is None and last is not None:
        return replace(wish, since=last.date())
    return wish


def _nearest(times: list[datetime], around: time | None) -> datetime:
    if around is None:
        return times[0]
    return next((one for one in times if one.time() >= around), times[-1])
