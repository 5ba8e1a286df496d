"""When we may ring: quiet hours in the MPP's own zone, over midnight and not, holidays, and mistakes in the file."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.call_rules import CallRules, RulesFile, read_rules
from casework.content import ContentError
from casework.phones import may_be_called
from casework.quiet_hours import DAYS, EVERY_DAY

ZONES = [ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")]
DAY = date(2026, 11, 24)


def rules(
    quiet: dict[str, tuple[str, ...]] | None = None,
    zone: ZoneInfo = ZONES[0],
    holidays: frozenset[date] = frozenset(),
) -> CallRules:
    file = RulesFile() if quiet is None else RulesFile(jam_tenang=quiet)
    return read_rules("mpp.yaml", file, timezone=zone, holidays=holidays)


def local(text: str, zone: ZoneInfo = ZONES[0]) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: f"{minute // 60:02}.{minute % 60:02}")


@st.composite
def some_rules(draw: st.DrawFn) -> CallRules:
    """Any file that is taken: nights over midnight, breaks at noon, days of their own, in any zone."""
    stretches = st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1]).map("-".join)
    days = st.sampled_from([EVERY_DAY, *DAYS])
    quiet = draw(st.dictionaries(days, st.tuples(stretches), max_size=4))
    holidays = draw(st.frozensets(st.dates(date(2026, 1, 1), date(2028, 1, 1)), max_size=20))
    try:
        return rules(quiet, draw(st.sampled_from(ZONES)), holidays)
    except ContentError:
        return rules({EVERY_DAY: ("19.00-08.00",)}, draw(st.sampled_from(ZONES)), holidays)


@given(some_rules(), moments)
def test_the_next_time_is_allowed_never_early_and_the_first(found: CallRules, at: datetime) -> None:
    then = found.next_time(at)
    assert then >= at
    assert found.may_ring(then)
    step = max((then - at) / 50, timedelta(seconds=1))
    before = at
    while before < then:
        assert not found.may_ring(before), before
        before += step


@given(some_rules(), moments)
def test_a_telephone_never_rings_on_a_holiday_or_in_a_quiet_stretch(found: CallRules, at: datetime) -> None:
    """Looked at in another way than the rules do: by walking back to where a stretch of quiet began."""
    here = at.astimezone(found.timezone)
    quiet = here.date() in found.holidays
    for back in (0, 1):
        day = here.date() - timedelta(days=back)
        for start, end in found.quiet[day.weekday()]:
            begins = datetime.combine(day, start, found.timezone)
            ends = datetime.combine(day + timedelta(days=end <= start), end, found.timezone)
            quiet = quiet or begins <= here < ends
    assert found.may_ring(at) is not quiet


@given(some_rules(), moments)
def test_the_next_day_is_another_day(found: CallRules, at: datetime) -> None:
    then = found.next_day(at)
    assert then.date() > at.astimezone(found.timezone).date()
    assert found.may_ring(then)


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.key)
def test_the_same_moment_is_quiet_in_the_east_and_not_in_the_west(zone: ZoneInfo) -> None:
    at = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)  # 18.30 WIB, 19.30 WITA, 20.30 WIT
    assert rules(zone=zone).may_ring(at) is (zone.key == "Asia/Jakarta")
    eight = datetime.combine(DAY, time(8), zone)
    assert rules(zone=zone).may_ring(eight)
    assert not rules(zone=zone).may_ring(eight - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-11-24 18:59", "2026-11-24 18:59"),
        ("2026-11-24 19:00", "2026-11-25 08:00"),
        ("2026-11-24 23:59", "2026-11-25 08:00"),
        ("2026-11-25 00:00", "2026-11-25 08:00"),
        ("2026-11-27 11:29", "2026-11-27 11:29"),
        ("2026-11-27 11:30", "2026-11-27 13:00"),  # Friday prayer
        ("2026-12-24 20:00", "2026-12-26 08:00"),  # Christmas between
        ("2026-12-25 10:00", "2026-12-26 08:00"),
    ],
)
def test_what_ships(at: str, then: str) -> None:
    quiet = {EVERY_DAY: ("19.00-08.00",), "jumat": ("11.30-13.00",)}
    found = rules(quiet, holidays=frozenset({date(2026, 12, 25)}))
    assert found.next_time(local(at)) == local(then)


def test_a_holiday_is_a_day_of_the_mpps_own_zone() -> None:
    found = rules({}, ZoneInfo("Asia/Jayapura"), frozenset({date(2026, 12, 25)}))
    assert not found.may_ring(datetime(2026, 12, 24, 15, 0, tzinfo=UTC))  # midnight there
    assert found.may_ring(datetime(2026, 12, 24, 14, 59, tzinfo=UTC))
    assert found.may_ring(datetime(2026, 12, 25, 15, 0, tzinfo=UTC))


def test_a_night_that_begins_on_one_day_only_ends_on_the_next() -> None:
    found = rules({"sabtu": ("21.00-06.00",)})
    assert not found.may_ring(local("2026-11-28 21:00"))
    assert not found.may_ring(local("2026-11-29 05:59"))
    assert found.may_ring(local("2026-11-29 06:00"))
    assert found.may_ring(local("2026-11-28 05:00")), "the night before Saturday is not quiet"


@pytest.mark.parametrize(
    ("quiet", "said"),
    [
        ({"setiap_hari": ("malam",)}, "must be like"),
        ({"setiap_hari": ("08.00-08.00",)}, "is the whole day"),
        ({"hari_raya": ("08.00-09.00",)}, "are no days"),
        ({"setiap_hari": ("19.00-18.30",)}, "less than an hour on senin"),
    ],
)
def test_a_mistake_names_the_place(quiet: dict[str, tuple[str, ...]], said: str) -> None:
    with pytest.raises(ContentError, match=rf"^mpp\.yaml: telepon_balik\.jam_tenang.*{said}"):
        rules(quiet)


@pytest.mark.parametrize(
    "number",
    ["+6281234567890", "+62811234567", "+6285912345678", "+622150001234", "+62215001234", "+622741234567"],
)
def test_ordinary_numbers_may_be_called(number: str) -> None:
    assert may_be_called(number)


@pytest.mark.parametrize(
    "number",
    [
        "", "anonymous", "+62", "112", "+62112", "081234567890", "6281234567890", "+62 812-3456-7890",
        "+628091234567", "+628041234567", "+628001234567", "+6217712345678", "+621500123", "+62140123",
        "+62868123456", "+6286812345678", "+6512345678", "+12125550123", "+23222123456", "+882161234567",
        "+6281234567890,112", "+62812345678901234", "sip:orang@contoh.id",
    ],
)  # fmt: skip
def test_nothing_else_may(number: str) -> None:
    """Premium, shared cost, free, short, satellite, foreign, hidden, and what is no number or not spelled as one."""
    assert not may_be_called(number)


@given(st.text(max_size=20) | st.from_regex(r"\A\+62[0-9]{1,14}\Z"))
def test_what_may_be_called_is_always_plain_indonesian(number: str) -> None:
    if may_be_called(number):
        assert number.startswith("+62")
        assert number[3] in "23456789"
        assert not number.startswith(("+62809", "+62804", "+62800", "+62868", "+62177"))
