"""Which time to come is offered: in the opening hours, with a place free, as near to the wish as can be."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.counters import Counter, Counters
from casework.mpp import Hours, Mpp
from casework.office import Office
from casework.slots import ANY_TIME, Taken, Wish, another, choose, free, on, starts

WIB = ZoneInfo("Asia/Jakarta")
TUESDAY, FRIDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 28)
CHRISTMAS = date(2026, 12, 25)
COUNTER = Counter(
    name="Dukcapil", letter="A", first=time(8), last=time(14), step=timedelta(minutes=60), places=2, most=6
)
COUNTERS = Counters(by_name={"Dukcapil": COUNTER}, ahead=14, lead=timedelta(hours=1), remind_at=time(15))


@pytest.fixture
def mpp(office: Office) -> Mpp:
    return office.mpp


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), WIB)


def hours(found: tuple[time, ...]) -> list[int]:
    return [one.hour for one in found]


def test_times_lie_in_the_opening_hours_and_end_in_them(mpp: Mpp) -> None:
    assert hours(starts(COUNTER, mpp, TUESDAY)) == [8, 9, 10, 11, 12, 13, 14]
    assert hours(starts(COUNTER, mpp, FRIDAY)) == [8, 9, 10, 13, 14]  # closed from 11.30 to 13.00
    assert starts(COUNTER, mpp, SATURDAY) == ()
    assert starts(COUNTER, mpp, CHRISTMAS) == ()


def test_a_day_with_hours_of_its_own_goes_before_the_week(mpp: Mpp) -> None:
    short = mpp.with_days({TUESDAY: (Hours(start=time(9), end=time(11)),), FRIDAY: ()})
    assert hours(starts(COUNTER, short, TUESDAY)) == [9, 10]
    assert starts(COUNTER, short, FRIDAY) == ()


def test_a_full_time_and_a_full_day_are_not_offered(mpp: Mpp) -> None:
    early = local(TUESDAY, 0)
    taken = Taken(places={(TUESDAY, time(8)): 2, (TUESDAY, time(9)): 1}, numbers={TUESDAY: 3})
    assert [at.hour for at in free(COUNTER, mpp, TUESDAY, taken, earliest=early)] == [9, 10, 11, 12, 13, 14]
    assert free(COUNTER, mpp, TUESDAY, Taken(numbers={TUESDAY: 6}), earliest=early) == ()


def test_the_first_time_leaves_enough_to_get_there(mpp: Mpp) -> None:
    found = choose(COUNTERS, COUNTER, mpp, Taken(), ANY_TIME, at=local(TUESDAY, 9, 5))
    assert found == local(TUESDAY, 11)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(day=FRIDAY), local(FRIDAY, 8)),
        (Wish(day=FRIDAY, around=time(10, 30)), local(FRIDAY, 13)),
        (Wish(day=FRIDAY, around=time(16)), local(FRIDAY, 14)),
        (Wish(day=SATURDAY), local(date(2026, 11, 30), 8)),
        (Wish(since=date(2026, 11, 30)), local(date(2026, 11, 30), 8)),
        (Wish(around=time(13)), local(TUESDAY, 13)),
        (Wish(day=date(2026, 12, 20)), None),
    ],
)
def test_a_wish_is_met_or_the_next_day_is_offered(mpp: Mpp, wish: Wish, expected: datetime | None) -> None:
    assert choose(COUNTERS, COUNTER, mpp, Taken(), wish, at=local(TUESDAY, 7)) == expected


def test_another_time_is_later_on_that_day_and_another_day_is_not_that_day(mpp: Mpp) -> None:
    first, at = local(TUESDAY, 9), local(TUESDAY, 7)
    later = another(first, same_day=True)
    assert choose(COUNTERS, COUNTER, mpp, Taken(), later, at=at, but_not=frozenset({first})) == local(
        TUESDAY, 11
    )
    other = another(first, same_day=False)
    assert choose(COUNTERS, COUNTER, mpp, Taken(), other, at=at) == local(TUESDAY + timedelta(days=1), 8)


def test_a_time_alone_means_the_day_that_was_offered() -> None:
    assert on(Wish(around=time(10)), local(FRIDAY, 8)) == Wish(since=FRIDAY, around=time(10))
    assert on(Wish(day=TUESDAY), local(FRIDAY, 8)) == Wish(day=TUESDAY)
    assert on(ANY_TIME, None) == ANY_TIME
