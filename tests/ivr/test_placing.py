"""Ringing for calls that we owe: once for each, to whom we may, and until somebody was reached."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models import CallBackState, CallReason, Job, JobState, Reach, TryState
from tests.ivr.ringing import NOON, Line

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def test_a_missed_call_is_rung_back_once_and_a_text_says_so(owing: Line) -> None:
    owed = owing.owe()
    owing.run_for(MINUTE)
    assert [number for number, _, _ in owing.carrier.rung] == ["+6281234567890"]
    assert owing.call_back(owed).state is CallBackState.CALLING
    assert owing.tries()[0].state is TryState.PLACED
    assert len(owing.texts()) == 1
    assert owing.texts()[0].startswith("Sebentar lagi kami menelepon")


def test_the_same_missed_call_told_twice_is_rung_back_once(owing: Line) -> None:
    assert owing.owe() == owing.owe()
    owing.run_for(MINUTE)
    owing.owe()
    owing.run_for(HOUR / 4)
    assert len(owing.carrier.rung) == 1
    assert len(owing.texts()) == 1


def test_who_rings_three_times_gets_one_call_and_each_ring_a_row(owing: Line) -> None:
    for number in range(3):
        owing.owe(f"call:CA{number}")
    owing.run_for(HOUR / 4)
    assert len(owing.carrier.rung) == 1
    assert [one.why for one in owing.all_owed()] == [None, "joined", "joined"]


def test_it_is_written_down_while_the_carrier_is_asked(owing: Line) -> None:
    owing.owe()
    seen: list[TryState] = []
    owing.carrier.meanwhile = lambda _: seen.append(owing.tries()[0].state)
    owing.run_for(MINUTE)
    assert seen == [TryState.PLACING]


@pytest.mark.parametrize("phone", ["", "+6512345678", "112", "+628091234567", "+62868123456"])
def test_dear_foreign_short_and_hidden_numbers_are_never_rung(owing: Line, phone: str) -> None:
    owed = owing.owe(phone=phone)
    owing.run_for(DAY)
    assert owing.carrier.rung == []
    assert (owing.call_back(owed).state, owing.call_back(owed).why) == (CallBackState.DROPPED, "number")
    assert owing.texts() == []


# What was said ------------------------------------------------------------------------------------------------


def test_after_jangan_hubungi_lagi_nothing_rings_until_they_ask_for_it(owing: Line) -> None:
    owed = owing.owe()
    owing.stops()
    owing.run_for(DAY)
    assert owing.carrier.rung == []
    assert owing.call_back(owed).why == "opted_out"
    assert owing.call_back(owing.owe("call:CA2")).why == "opted_out"
    owing.owe("asked:call:7", CallReason.ASKED)
    owing.run_for(HOUR / 2)
    assert len(owing.carrier.rung) == 1


def test_jangan_hubungi_between_two_tries_ends_them(owing: Line) -> None:
    owing.owe()
    owing.run_for(MINUTE)
    owing.stops()
    owing.ends("completed")
    owing.run_for(DAY)
    assert len(owing.carrier.rung) == 1
    assert len(owing.texts()) == 1, "and no text about another try"


def test_who_pressed_a_key_was_reached(owing: Line) -> None:
    owed = owing.owe()
    owing.run_for(MINUTE)
    owing.answered(("started", "ask"), ("pressed", "ask"))
    owing.ends("completed")
    owing.run_for(DAY)
    assert owing.call_back(owed).state is CallBackState.DONE
    assert len(owing.carrier.rung) == 1


@pytest.mark.parametrize("heard", [[], [("started", "ask")], [("started", "ask"), ("said", "ask")]])
def test_a_machine_or_silence_was_not_reached(owing: Line, heard: list[tuple[str, str]]) -> None:
    owed = owing.owe()
    owing.run_for(MINUTE)
    owing.answered(*heard)
    owing.ends("completed")
    assert owing.call_back(owed).state is CallBackState.WAITING


# The carrier's word on the end ------------------------------------------------------------------------------------


def test_an_end_that_comes_before_the_answer_of_the_carrier_stays(owing: Line) -> None:
    owed = owing.owe()
    owing.carrier.meanwhile = lambda _: owing.ends("busy")
    owing.run_for(MINUTE)
    assert owing.tries()[0].state is TryState.ENDED
    assert owing.call_back(owed).state is CallBackState.WAITING


def test_a_late_end_of_an_earlier_try_changes_nothing(owing: Line) -> None:
    owed = owing.owe()
    owing.run_for(MINUTE)
    owing.ends("no-answer")
    owing.run_for(61 * MINUTE)
    assert len(owing.carrier.rung) == 2
    owing.ends("completed", number=0)
    owing.ends("busy", number=0)
    assert owing.call_back(owed).state is CallBackState.CALLING
    assert owing.tries()[0].status == "no-answer"


def test_an_end_that_nobody_tells_of_is_asked_for(owing: Line) -> None:
    owed = owing.owe()
    owing.run_for(MINUTE)
    owing.carrier.states[owing.carrier.rung[0][2]] = "in-progress"
    owing.run_for(timedelta(minutes=50))
    assert owing.call_back(owed).state is CallBackState.CALLING
    owing.carrier.states[owing.carrier.rung[0][2]] = "no-answer"
    owing.run_for(timedelta(minutes=50))
    assert owing.call_back(owed).state is CallBackState.WAITING
    assert "find" not in owing.carrier.asked, "it is known which call that is"
    owing.run_for(timedelta(hours=2))
    assert len(owing.carrier.rung) == 2


def test_every_job_ends(owing: Line) -> None:
    owing.owe()
    owing.run_for(MINUTE)
    owing.answered(("pressed", "ask"))
    owing.ends("completed")
    owing.run_for(DAY)
    with owing.database.read() as session:
        assert set(session.scalars(select(Job.state))) == {JobState.DONE}


def test_news_is_dropped_for_who_said_berhenti_and_a_missed_call_is_not(owing: Line) -> None:
    owing.contact(stopped_at=NOON, reach=Reach.CALL)
    assert owing.call_back(owing.owe("event:1", CallReason.STATUS)).why == "stopped"
    assert owing.call_back(owing.owe("call:CA9")).why is None


def test_a_carrier_that_has_forgotten_a_call_is_not_asked_for_ever(owing: Line) -> None:
    """Nobody answered, as far as we know: it is a try, and there is another."""
    owed = owing.owe()
    owing.run_for(MINUTE)
    owing.carrier.forgets = True
    owing.run_for(50 * MINUTE)
    assert owing.tries()[0].status == "no-answer"
    assert owing.call_back(owed).state is CallBackState.WAITING
    assert owing.carrier.asked.count("state") == 1


def test_a_call_that_was_forgotten_after_a_person_talked_is_done(owing: Line) -> None:
    owed = owing.owe()
    owing.run_for(MINUTE)
    owing.answered(("pressed", "ask"))
    owing.carrier.forgets = True
    owing.run_for(50 * MINUTE)
    assert (owing.tries()[0].status, owing.call_back(owed).why) == ("completed", "talked")


def test_a_carrier_that_never_answers_is_asked_for_a_day(owing: Line) -> None:
    owed = owing.owe()
    owing.run_for(MINUTE)
    owing.run_for(DAY / 2)
    assert owing.call_back(owed).state is CallBackState.CALLING
    owing.run_for(DAY / 2 + HOUR)
    assert owing.tries()[0].state is TryState.ENDED


def test_nobody_is_rung_on_a_day_that_officers_closed(owing: Line) -> None:
    owing.write_down(NOON.date())
    owed = owing.owe()
    assert owing.call_back(owed).due_at == (NOON + DAY).replace(hour=1)  # eight o'clock, WIB
    owing.run_for(DAY)
    assert len(owing.carrier.rung) == 1


def test_a_day_that_is_closed_after_the_call_was_planned_counts(owing: Line) -> None:
    owing.owe()
    owing.write_down(NOON.date())
    owing.run_for(DAY / 2)
    assert owing.carrier.rung == []
    owing.run_for(DAY / 2)
    assert len(owing.carrier.rung) == 1


def test_a_holiday_that_officers_opened_is_a_day_like_others(owing: Line) -> None:
    owing.at = datetime(2026, 12, 25, 3, 0, tzinfo=UTC)
    owing.write_down(owing.at.date(), "08.00-11.00")
    owing.owe()
    owing.run_for(MINUTE)
    assert len(owing.carrier.rung) == 1
