"""Whose turn it is, where everybody stands, and how long it takes: the rules alone."""

from datetime import timedelta

import pytest

from casework.waiting_rules import Duty, InLine, expected_minutes, fitting, place, to_be_told, turns


def caller(number: int, service: str | None = None, *passed: str) -> InLine:
    return InLine(id=number, service_id=service, passed=frozenset(passed))


def duty(key: str, *services: str, free: bool = True) -> Duty:
    return Duty(key=key, services=frozenset(services), free=free)


def minutes(*lengths: float) -> list[timedelta]:
    return [timedelta(minutes=length) for length in lengths]


def test_first_come_first_served() -> None:
    assert turns([caller(7), caller(3)], [duty("a")]) == {7: "a"}
    assert turns([caller(7), caller(3), caller(5)], [duty("a"), duty("b")]) == {7: "a", 3: "b"}


def test_an_officer_in_a_call_is_nobodys_turn() -> None:
    assert turns([caller(1)], [duty("a", free=False)]) == {}


def test_whoever_knows_the_service_takes_it_and_those_behind_go_on_to_the_others() -> None:
    line = [caller(1, "kk"), caller(2, "skck")]
    assert turns(line, [duty("a", "skck")]) == {1: "a"}, "nobody there knows kk: a person is better than none"
    assert turns(line, [duty("a", "skck"), duty("b", "kk", free=False)]) == {2: "a"}


def test_whoever_knows_everything_stays_free_longest() -> None:
    assert turns([caller(1, "kk")], [duty("all"), duty("a", "kk", "skck"), duty("b", "kk")]) == {1: "b"}


def test_a_caller_who_named_no_service_can_talk_with_anybody() -> None:
    assert turns([caller(1)], [duty("a", "skck")]) == {1: "a"}


def test_whoever_did_not_take_the_call_is_not_rung_for_it_again() -> None:
    assert turns([caller(1, None, "a"), caller(2)], [duty("a"), duty("b")]) == {1: "b", 2: "a"}
    assert fitting([duty("a")], caller(1, None, "a")) == ()


def test_the_place_counts_everybody_who_came_before() -> None:
    line = [caller(9), caller(4), caller(6)]
    assert [place(line, number) for number in (9, 4, 6)] == [1, 2, 3]
    with pytest.raises(ValueError, match="not in list"):
        place(line, 5)


@pytest.mark.parametrize(
    ("place", "officers", "talks", "expected"),
    [
        (1, 1, minutes(4, 5, 6), 5),
        (2, 1, minutes(4, 5, 6), 10),
        (2, 2, minutes(4, 5, 6), 5),
        (1, 3, minutes(0.5, 0.4, 0.6), 1),
        (1, 1, minutes(5, 5.5, 100), 10),
        (30, 1, minutes(9, 9, 9), 60),
        (1, 1, minutes(4, 5), None),
        (1, 0, minutes(4, 5, 6), None),
    ],
)
def test_the_wait_is_reckoned_from_the_last_talks_or_not_known(
    place: int, officers: int, talks: list[timedelta], expected: int | None
) -> None:
    assert expected_minutes(place, officers, talks) == expected


def test_it_is_told_at_first_when_they_move_up_and_now_and_then() -> None:
    assert to_be_told(3, None, timedelta())
    assert to_be_told(2, 3, timedelta(seconds=5))
    assert not to_be_told(3, 3, timedelta(seconds=59))
    assert not to_be_told(4, 3, timedelta(seconds=5)), "bad news can wait"
    assert to_be_told(3, 3, timedelta(seconds=60))
