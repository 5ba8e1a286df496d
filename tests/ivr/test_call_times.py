"""When telephones ring: by day, not too often, apart, and not while somebody talks with us."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from models import CallBackState
from tests.ivr.ringing import Line

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def test_at_night_it_waits_until_morning_and_the_text_says_when(owing: Line) -> None:
    owing.at = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # ten at night
    owed = owing.owe()
    assert owing.call_back(owed).due_at == datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    assert owing.texts()[0].startswith("Kami akan menelepon Bapak/Ibu 25 Nov jam 08.00.")
    owing.run_for(timedelta(hours=9, minutes=59))
    assert owing.carrier.rung == []
    owing.run_for(MINUTE)
    assert len(owing.carrier.rung) == 1


def test_a_job_that_comes_late_into_the_night_does_not_ring(owing: Line) -> None:
    """The machine was off from the afternoon until the night."""
    owing.owe()
    owing.at = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    owing.run_due()
    owing.run_due()
    assert owing.carrier.rung == []
    owing.run_for(10 * HOUR)
    assert len(owing.carrier.rung) == 1
    assert owing.tries()[0].placed_at == datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled", "completed"])
def test_three_tries_at_least_an_hour_apart_and_then_a_text(owing: Line, status: str) -> None:
    owed = owing.owe()
    for number in range(5):
        owing.run_for(59 * MINUTE)
        if len(owing.carrier.rung) > number:
            owing.ends(status)
            owing.ends(status)
        owing.run_for(59 * MINUTE)
    assert len(owing.carrier.rung) == 3
    times = [one.placed_at for one in owing.tries()]
    assert all(b - a >= HOUR for a, b in itertools.pairwise(times))
    assert owing.call_back(owed).state is CallBackState.UNREACHED
    told = [text.split(",")[0] for text in owing.texts()]
    assert [text[:12] for text in told] == ["Sebentar lag", "Tadi kami me", "Tadi kami me", "Silakan misk"]


def test_tries_stop_at_evening_and_go_on_in_the_morning(owing: Line) -> None:
    owing.at = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)  # half past six in the evening
    owing.owe()
    owing.run_for(MINUTE)
    owing.ends("no-answer")
    assert "25 Nov jam 08.00" in owing.texts()[-1]
    owing.run_for(DAY)
    assert owing.tries()[1].placed_at == datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def test_a_number_is_rung_only_so_often_in_a_day(owing: Line) -> None:
    owing.rule(paling_banyak_per_nomor=2)
    for number in range(4):
        owing.owe(f"call:CA{number}")
        owing.run_for(MINUTE)
        if len(owing.carrier.rung) > number:
            owing.answered(("pressed", "ask"))
            owing.ends("completed")
    assert len(owing.carrier.rung) == 2
    assert [one.why for one in owing.all_owed()] == ["talked", "talked", "cap", "cap"]


def test_tries_count_as_well_and_go_over_into_the_next_day(owing: Line) -> None:
    owing.rule(paling_banyak_per_nomor=1)
    owing.owe()
    owing.run_for(MINUTE)
    owing.ends("no-answer")
    owing.run_for(timedelta(hours=3))
    assert len(owing.carrier.rung) == 1
    assert owing.texts()[-1].startswith("Kami akan menelepon Bapak/Ibu 25 Nov jam 08.00")
    owing.run_for(DAY)
    assert len(owing.carrier.rung) == 2


def test_the_whole_installation_rings_only_so_often_in_a_day(owing: Line) -> None:
    """Somebody makes up a hundred numbers to have us ring them."""
    owing.rule(paling_banyak_per_hari=5)
    for number in range(12):
        owing.owe(f"call:CA{number}", phone=f"0812345600{number:02}")
    owing.run_for(timedelta(hours=5))
    assert len(owing.carrier.rung) == 5
    assert len(owing.texts()) == 5, "nor are the others texted"
    assert [one.why for one in owing.all_owed()][5:] == ["cap_all"] * 7
    for number in range(5):
        owing.ends("busy", number=number)
    owing.run_for(timedelta(hours=19))
    assert 5 < len(owing.carrier.rung) <= 10


def test_who_talks_with_us_at_that_time_is_rung_when_they_have_hung_up(owing: Line) -> None:
    owing.owe()
    call_id = owing.calls_in()
    owing.run_for(10 * MINUTE)
    assert owing.carrier.rung == []
    owing.hangs_up(call_id)
    owing.run_for(3 * MINUTE)
    assert len(owing.carrier.rung) == 1
