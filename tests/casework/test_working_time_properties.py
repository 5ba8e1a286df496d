"""The clock of cases: it never runs backwards, adds up, and stands still while it is stopped."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.mpp import Mpp
from casework.office import Office
from casework.working_time import due_after, later_by, open_between

MOMENTS = st.datetimes(datetime(2026, 10, 1), datetime(2027, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001
"""Over Christmas and Ramadan, whose hours are others."""
TIMES = st.integers(0, 60 * 24 * 4).map(lambda minutes: timedelta(minutes=minutes))
DAYS = st.integers(1, 20)


@pytest.fixture(scope="module")
def mpp(shipped: Office) -> Mpp:
    return shipped.mpp


def minutes(mpp: Mpp, start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += timedelta(minutes=1)


@given(start=MOMENTS, one=TIMES, other=TIMES)
def test_open_time_adds_up_and_is_never_longer_than_the_time_that_passed(
    mpp: Mpp, start: datetime, one: timedelta, other: timedelta
) -> None:
    middle, end = start + one, start + one + other
    assert open_between(mpp, start, middle) + open_between(mpp, middle, end) == open_between(mpp, start, end)
    assert timedelta() <= open_between(mpp, start, end) <= end - start
    assert open_between(mpp, end, start) <= timedelta()


@given(start=MOMENTS.map(lambda at: at.replace(second=0, microsecond=0)), hours=st.integers(0, 30))
def test_open_time_is_what_counting_minute_by_minute_gives(mpp: Mpp, start: datetime, hours: int) -> None:
    end = start + timedelta(hours=hours)
    counted = sum(mpp.is_open(minute) for minute in minutes(mpp, start, end))
    assert open_between(mpp, start, end) == timedelta(minutes=counted)


@given(at=MOMENTS, time=TIMES, more=TIMES)
def test_later_by_is_the_other_way_round_and_runs_only_forwards(
    mpp: Mpp, at: datetime, time: timedelta, more: timedelta
) -> None:
    then = later_by(mpp, at, time)
    assert open_between(mpp, at, then) == time
    assert at <= then <= later_by(mpp, at, time + more)
    assert open_between(mpp, at, later_by(mpp, then, more)) == time + more


@given(at=MOMENTS, later=TIMES, days=DAYS)
def test_what_comes_later_is_due_no_earlier(mpp: Mpp, at: datetime, later: timedelta, days: int) -> None:
    due = due_after(mpp, at, days)
    assert at < due <= due_after(mpp, at, days + 1)
    assert due <= due_after(mpp, at + later, days)
    assert not mpp.is_open(due), "due when the counters close"
    assert mpp.is_open(due - timedelta(minutes=1))


@given(at=MOMENTS, waits=st.tuples(TIMES, TIMES), days=DAYS)
def test_a_clock_that_is_stopped_twice_has_lost_exactly_the_open_time_between(
    mpp: Mpp, at: datetime, waits: tuple[timedelta, timedelta], days: int
) -> None:
    due = due_after(mpp, at, days)
    moved, lost = due, timedelta()
    stopped = at
    for wait in waits:
        passed = open_between(mpp, stopped, stopped + wait)
        moved, lost, stopped = later_by(mpp, moved, passed), lost + passed, stopped + 2 * wait
    assert open_between(mpp, due, moved) == lost
