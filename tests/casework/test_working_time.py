"""Working days and open hours: weekends, holidays, the Friday prayer, Ramadan, days that officers wrote down."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.mpp import Mpp, read_hours
from casework.office import Office
from casework.working_time import due_after, later_by, open_between

JAKARTA = ZoneInfo("Asia/Jakarta")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAKARTA)


@pytest.fixture
def mpp(office: Office) -> Mpp:
    """Monday to Thursday 08-15, Friday 08-11.30 and 13-15; Christmas is a holiday."""
    return office.mpp


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2026-11-24 10:00", 1, "2026-11-25 15:00"),
        ("2026-11-24 06:00", 1, "2026-11-25 15:00"),
        ("2026-11-24 15:00", 1, "2026-11-26 15:00"),
        ("2026-11-26 09:00", 3, "2026-12-01 15:00"),
        ("2026-11-28 12:00", 1, "2026-12-01 15:00"),
        ("2026-12-24 12:00", 1, "2026-12-28 15:00"),
        ("2027-02-05 12:00", 1, "2027-02-08 14:00"),
    ],
    ids=[
        "next day",
        "before opening",
        "after closing",
        "over a weekend",
        "on a Saturday",
        "Christmas",
        "Ramadan",
    ],
)
def test_due_at_the_close_of_the_last_working_day(mpp: Mpp, received: str, days: int, due: str) -> None:
    assert due_after(mpp, local(received), days) == local(due)


def test_a_time_in_utc_counts_on_the_day_it_is_in_the_regency(mpp: Mpp) -> None:
    assert due_after(mpp, datetime(2026, 11, 23, 23, 30, tzinfo=UTC), 1) == local("2026-11-25 15:00")


def test_an_mpp_that_never_opens_is_a_mistake(mpp: Mpp) -> None:
    with pytest.raises(LookupError):
        due_after(replace(mpp, hours={}, special={}), local("2026-11-24 10:00"), 1)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-24 10:00", "2026-11-24 12:00", 2),
        ("2026-11-24 14:00", "2026-11-25 09:00", 2),
        ("2026-11-27 11:00", "2026-11-27 13:30", 1),
        ("2026-11-27 14:00", "2026-11-30 09:00", 2),
        ("2026-11-25 12:00", "2026-11-24 12:00", 0),
    ],
    ids=["same day", "over night", "Friday prayer", "weekend", "backwards"],
)
def test_open_time_between(mpp: Mpp, start: str, end: str, hours: int) -> None:
    assert open_between(mpp, local(start), local(end)) == timedelta(hours=hours)


@pytest.mark.parametrize("minutes", [0, 5, 60, 419, 420, 421, 2000])
def test_later_by_is_the_other_way_round(mpp: Mpp, minutes: int) -> None:
    start, time = local("2026-11-26 11:17"), timedelta(minutes=minutes)
    assert open_between(mpp, start, later_by(mpp, start, time)) == time


def test_a_day_that_was_written_down_goes_before_the_file(mpp: Mpp) -> None:
    closed = mpp.with_days({date(2026, 11, 25): ()})
    assert due_after(closed, local("2026-11-24 10:00"), 1) == local("2026-11-26 15:00")
    short = mpp.with_days({date(2026, 12, 25): (read_hours("09.00-10.30"),)})
    assert due_after(short, local("2026-12-24 12:00"), 1) == local("2026-12-25 10:30")
    assert short.is_open(local("2026-12-25 09:00"))
    assert not mpp.is_open(local("2026-12-25 09:00"))
