"""Ringing when processes die, the carrier stumbles or says no: nobody is forgotten, and nobody is rung twice."""

from datetime import UTC, datetime, timedelta

import pytest

from casework import jobs
from casework.jobs import LostJob
from ivr.calling import Found, NoAnswer, Refused
from models import CallBackState, CallReason, Reach, TryState
from tests.due import Died
from tests.ivr.ringing import BUSY, Line

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


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


def test_a_machine_that_was_off_until_the_night_rings_nobody_then(owing: Line) -> None:
    """It died before the carrier took the call; whether it may ring is looked at once more."""
    owing.at = datetime(2026, 11, 24, 11, 40, tzinfo=UTC)  # twenty to seven in the evening
    owing.owe()
    owing.carrier.answers = [BUSY]
    died(owing)
    owing.at = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    owing.run_for(9 * HOUR - MINUTE)
    assert owing.carrier.asked == ["place", "find"]
    owing.run_for(2 * MINUTE)
    assert len(owing.carrier.rung) == 1
    assert owing.tries()[-1].placed_at == datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


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


def test_who_said_berhenti_while_the_carrier_was_busy_is_not_rung_for_news(owing: Line) -> None:
    owing.contact(reach=Reach.CALL)
    owed = owing.owe("event:1", CallReason.STATUS)
    owing.carrier.answers = [BUSY]
    owing.carrier.meanwhile = lambda _: owing.contact(stopped_at=owing.at)
    owing.run_for(DAY)
    assert owing.carrier.asked == ["place"]
    assert (owing.call_back(owed).state, owing.call_back(owed).why) == (CallBackState.DROPPED, "stopped")
    assert owing.tries()[0].state is TryState.ENDED


def test_who_said_jangan_hubungi_while_the_carrier_refused_for_good_hears_no_more(owing: Line) -> None:
    owed = owing.owe()
    owing.carrier.answers = [Refused(error="21215", permanent=True)]
    owing.carrier.meanwhile = lambda _: owing.stops()
    owing.run_for(DAY)
    assert owing.call_back(owed).why == "opted_out"
    assert len(owing.texts()) == 1, "the first, and none that says that we tried"
