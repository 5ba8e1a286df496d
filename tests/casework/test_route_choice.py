"""Which route a text takes: pure, so every rule is looked at by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.route_choice import (
    OVERDUE,
    WINDOW,
    Health,
    Measured,
    Route,
    Tried,
    measured,
    operator_of,
    ordered,
    slot,
)
from models import HandOver, Purpose

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
WELL = Measured(health=Health.WELL, middle_ms=200)
SLOW = Measured(health=Health.SLOW, middle_ms=5000)
FAILING = Measured(health=Health.FAILING, middle_ms=None, probe_at=NOW + timedelta(minutes=1))
MARKS = {"+": HandOver.TAKEN, "r": HandOver.REFUSED, "b": HandOver.BUSY, "s": HandOver.SILENT}


def tries(marks: str, *, ms: int = 100, ago: timedelta = timedelta(0)) -> list[Tried]:
    """The newest first, a second apart."""
    return [
        Tried(at=NOW - ago - timedelta(seconds=number), result=MARKS[mark], ms=ms)
        for number, mark in enumerate(marks)
    ]


def route(name: str, *operators: str) -> Route:
    return Route(name=name, label=name, operators=frozenset(operators), prices={})


@pytest.mark.parametrize(
    ("marks", "health"),
    [
        ("", "well"),
        ("b", "well"),
        ("bb", "well"),
        ("bbb", "failing"),
        ("sss+++++", "failing"),
        ("+bbb", "failing"),
        ("++bbbbbb", "well"),
        ("b+b+b", "failing"),
        ("b+b+", "well"),
        ("rrrrr", "well"),
        ("br+br+", "well"),
    ],
)
def test_health_follows_from_the_last_tries(marks: str, health: str) -> None:
    assert measured(tries(marks), NOW).health == health


def test_long_ago_says_nothing() -> None:
    assert measured(tries("bbbbb", ago=WINDOW), NOW).health is Health.WELL


def test_a_route_that_takes_long_is_slow_and_its_delay_is_told() -> None:
    found = measured(tries("+++", ms=4000), NOW)
    assert (found.health, found.middle_ms) == (Health.SLOW, 4000)


@pytest.mark.parametrize(
    ("state", "chosen"),
    [
        ({"a": WELL, "b": WELL}, "ab"),
        ({"a": SLOW, "b": WELL}, "ba"),
        ({"a": FAILING, "b": SLOW}, "b"),
        ({"a": FAILING, "b": FAILING}, ""),
    ],
)
def test_the_first_that_does_well(state: dict[str, Measured], chosen: str) -> None:
    found = ordered([route("a"), route("b")], "xl", state, Purpose.ANSWER, NOW)
    assert "".join(one.name for one in found) == chosen


def test_a_route_for_an_operator_comes_first_there_and_is_no_way_to_others() -> None:
    routes, state = [route("a"), route("t", "telkomsel")], {"a": WELL, "t": WELL}
    names = {
        operator: [one.name for one in ordered(routes, operator, state, Purpose.ANSWER, NOW)]
        for operator in ("telkomsel", "xl")
    }
    assert names == {"telkomsel": ["t", "a"], "xl": ["a"]}


def test_a_number_that_no_route_is_for_may_take_any() -> None:
    found = ordered([route("t", "telkomsel")], "lain", {"t": WELL}, Purpose.ANSWER, NOW)
    assert [one.name for one in found] == ["t"]


def test_a_probe_that_is_due_comes_first() -> None:
    due = Measured(health=Health.FAILING, middle_ms=None, probe_at=NOW)
    found = ordered([route("a"), route("b")], "xl", {"a": WELL, "b": due}, Purpose.ANSWER, NOW)
    assert [one.name for one in found] == ["b", "a"]


@pytest.mark.parametrize(
    ("purpose", "late", "probes"),
    [
        (Purpose.NOTICE, timedelta(0), True),
        (Purpose.ANSWER, timedelta(0), False),
        (Purpose.ANSWER, OVERDUE, True),
    ],
)
def test_an_answer_is_not_risked_on_a_silent_route_before_long(
    purpose: Purpose, late: timedelta, probes: bool
) -> None:
    silent = Measured(health=Health.FAILING, middle_ms=None, silent=True, probe_at=NOW)
    assert bool(ordered([route("a")], "xl", {"a": silent}, purpose, NOW + late)) is probes


@pytest.mark.parametrize(
    ("number", "operator"),
    [
        ("+6281234567890", "telkomsel"),
        ("+62215001234", "lain"),
        ("+6586512345", "lain"),
        ("+62899", "lain"),
    ],
)
def test_the_operator_is_read_from_the_prefix(number: str, operator: str) -> None:
    assert operator_of({"0812": "telkomsel"}, number) == operator


@given(st.lists(st.floats(0, 5), min_size=1, max_size=60), st.sampled_from([0.2, 1.0, 10.0]))
def test_no_second_has_more_than_the_rate_and_what_one_second_keeps(gaps: list[float], rate: float) -> None:
    at, free_at, left = NOW, NOW, []
    for gap in gaps:
        at += timedelta(seconds=gap)
        leaves, free_at = slot(free_at, rate, at)
        assert leaves >= at
        left.append(leaves)
    for leaves in left:
        within = [one for one in left if leaves <= one < leaves + timedelta(seconds=1)]
        assert len(within) <= 2 * rate + 1
