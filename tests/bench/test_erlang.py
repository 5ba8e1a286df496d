"""Erlang's formulas against the tables that telephone engineers use."""

import pytest

from bench.erlang import answered_within, blocked, lines_for, officers_for, waiting


@pytest.mark.parametrize(
    ("lines", "load"),  # of the Erlang B table, in erlang, at a blocking of 1 %
    [(1, 0.0101), (2, 0.1526), (5, 1.361), (10, 4.461), (20, 12.03), (50, 37.90), (100, 84.06)],
)
def test_blocking_is_that_of_the_table(lines: int, load: float) -> None:
    assert blocked(load, lines) == pytest.approx(0.01, rel=0.01)
    assert lines_for(load * 0.995, 0.01) == lines
    assert lines_for(load * 1.005, 0.01) == lines + 1


@pytest.mark.parametrize(
    ("load", "officers", "share"),
    [(1.0, 2, 1 / 3), (2.0, 3, 4 / 9), (8.0, 10, 0.4092), (0.5, 1, 0.5)],
)
def test_waiting_is_that_of_the_formula(load: float, officers: int, share: float) -> None:
    assert waiting(load, officers) == pytest.approx(share, abs=5e-4)


def test_ten_erlang_at_three_minutes_need_fourteen_officers_for_eighty_in_twenty_seconds() -> None:
    """The textbook's call centre: 200 calls of 180 seconds in an hour."""
    assert answered_within(10.0, 14, 20.0, 180.0) == pytest.approx(0.888, abs=0.005)
    assert answered_within(10.0, 13, 20.0, 180.0) == pytest.approx(0.795, abs=0.006)
    assert officers_for(10.0, 20.0, 180.0, 0.8) == 14


def test_too_few_officers_answer_nobody_in_the_end() -> None:
    assert waiting(5.0, 5) == 1.0
    assert answered_within(5.0, 4, 60.0, 180.0) == 0.0
