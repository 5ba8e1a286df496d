"""Ringing for calls that we owe: once for each, later when nobody answers, and never twice whatever breaks."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import jobs
from casework.call_tries import LostJob
from ivr.calling import Found, NoAnswer, Refused
from models import CallBackState, CallReason, Job, JobState, Reach, TryState
from tests.ivr.ringing import BUSY, NOON, Died, Line

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


# When -----------------------------------------------------------------------------------------------------------


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


# A crash, and a carrier that stumbles ------------------------------------------------------------------------------


def died(owing: Line) -> None:
    def end(_: str) -> None:
        raise Died

    owing.carrier.meanwhile = end
    with pytest.raises(Died):
        owing.run_for(MINUTE)
    owing.carrier.meanwhile = lambda _: None


def test_after_a_crash_behind_the_carrier_the_call_is_found_and_nobody_is_rung_twice(owing: Line) -> None:
    owed = owing.owe()
    died(owing)
    assert owing.tries()[0].state is TryState.PLACING
    owing.run_for(HOUR / 2)
    assert owing.carrier.asked == ["place", "find"]
    assert len(owing.carrier.rung) == 1
    assert owing.tries()[0].provider_id == owing.carrier.rung[0][2]
    assert owing.call_back(owed).state is CallBackState.CALLING


def test_after_a_crash_before_the_carrier_took_it_it_is_placed(owing: Line) -> None:
    owing.owe()
    owing.carrier.answers = [BUSY]
    died(owing)
    owing.run_for(HOUR / 2)
    assert owing.carrier.asked == ["place", "find", "place"]
    assert len(owing.carrier.rung) == 1
    assert len(owing.tries()) == 1


def test_after_a_crash_nobody_is_rung_while_the_carrier_cannot_be_asked(owing: Line) -> None:
    owing.owe()
    died(owing)
    owing.carrier.finding = [NoAnswer(), NoAnswer()]
    owing.run_for(HOUR / 2)
    assert owing.carrier.asked == ["place", "find", "find", "find"]
    assert len(owing.carrier.rung) == 1


def test_a_worker_that_was_only_slow_rings_no_second_time(owing: Line) -> None:
    owing.owe()
    owing.at += MINUTE
    slow = next(job for _ in range(3) if (job := owing.claim()) is not None and job.kind == "call_out")

    def another(_: str) -> None:
        owing.carrier.meanwhile = lambda _: None
        owing.at += jobs.LEASE
        while owing.run_due():
            pass

    owing.carrier.meanwhile = another
    with pytest.raises(LostJob):
        owing.run(slow)
    assert len(owing.carrier.rung) == 1
    assert owing.tries()[0].state is TryState.PLACED


def test_without_an_answer_it_is_looked_up_before_any_second_ring(owing: Line) -> None:
    owing.owe()
    owing.carrier.answers, owing.carrier.takes_silently = [NoAnswer()], True
    owing.run_for(HOUR / 2)
    assert owing.carrier.asked == ["place", "find"]
    assert len(owing.carrier.rung) == 1
    assert owing.tries()[0].state is TryState.PLACED


def test_a_list_that_runs_behind_is_not_believed_at_once(owing: Line) -> None:
    owing.owe()
    owing.carrier.answers, owing.carrier.takes_silently = [NoAnswer()], True
    owing.carrier.finding = [Found(provider_ids=())]
    owing.run_for(HOUR / 2)
    assert owing.carrier.asked == ["place", "find", "find"]
    assert len(owing.carrier.rung) == 1


def test_what_the_carrier_surely_has_not_got_is_placed(owing: Line) -> None:
    owing.owe()
    owing.carrier.answers = [NoAnswer()]
    owing.run_for(HOUR / 2)
    assert owing.carrier.asked == ["place", "find", "find", "place"]
    assert len(owing.carrier.rung) == 1


def test_a_call_of_an_earlier_try_is_not_taken_for_this_one(owing: Line) -> None:
    owing.owe()
    owing.run_for(MINUTE)
    owing.ends("busy")
    owing.carrier.answers = [NoAnswer()]
    owing.run_for(2 * HOUR)
    assert len(owing.carrier.rung) == 2
    assert len({one.provider_id for one in owing.tries()}) == 2


def test_a_carrier_that_stays_silent_is_asked_until_it_speaks(owing: Line) -> None:
    """The job is dead after half an hour; the check goes on, and the citizen is not forgotten."""
    owing.owe()
    owing.carrier.answers, owing.carrier.finding = [NoAnswer()], [NoAnswer()] * 5
    owing.run_for(timedelta(hours=4))
    assert len(owing.carrier.rung) == 1, "found to have never been placed, and tried again an hour later"
    assert next(one.status for one in owing.tries()) == "never placed"


def test_a_refusal_that_passes_is_asked_again_as_the_same_try(owing: Line) -> None:
    owing.owe()
    owing.carrier.answers = [BUSY, BUSY]
    owing.run_for(HOUR / 2)
    assert owing.carrier.asked == ["place"] * 3
    assert len(owing.tries()) == 1
    assert owing.tries()[0].state is TryState.PLACED


def test_a_refusal_that_does_not_pass_becomes_another_try_later(owing: Line) -> None:
    owing.owe()
    owing.carrier.answers = [BUSY] * (1 + len(jobs.RETRY_AFTER))
    owing.run_for(timedelta(hours=2))
    assert next(one.status for one in owing.tries()) == "20429"
    assert len(owing.carrier.rung) == 1


def test_a_refusal_that_lasts_into_the_night_rings_nobody_then(owing: Line) -> None:
    owing.at = datetime(2026, 11, 24, 11, 40, tzinfo=UTC)
    owing.owe()
    owing.carrier.answers = [BUSY] * 4
    owing.run_for(timedelta(hours=10))
    assert owing.carrier.rung == []
    owing.run_for(timedelta(hours=5))
    assert owing.office.mpp.calls.may_ring(owing.tries()[-1].placed_at)


def test_a_refusal_for_good_ends_it(owing: Line) -> None:
    owed = owing.owe()
    owing.carrier.answers = [Refused(error="21215", permanent=True)]
    owing.run_for(DAY)
    assert (owing.call_back(owed).state, owing.call_back(owed).why) == (
        CallBackState.UNREACHED,
        "refused 21215",
    )
    assert owing.carrier.asked == ["place"]


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
