"""News by call, by text or both: in the way that each citizen chose, and nothing private without the code."""

from datetime import datetime, timedelta

import pytest

from casework.call_commands import (
    CallImpossible,
    CallLater,
    CallMe,
    CallPlanned,
    CallsStopped,
    CallTaken,
    ConfirmNotice,
    NoticeConfirmed,
    NoticeGone,
    OpenNotice,
    StopCalls,
    TakeCall,
)
from casework.commands import ApplicationFound, NothingFound, TooManyWrongCodes
from models import ApplicationStatus, CallBackState, CallReason, Reach
from tests.ivr.ringing import CODE, Line

MINUTE = timedelta(minutes=1)
READY, DOING, MISSING = ApplicationStatus.READY, ApplicationStatus.IN_PROCESS, ApplicationStatus.INCOMPLETE


@pytest.mark.parametrize(
    ("reach", "calls", "texts"),
    [(None, 0, 0), (Reach.CALL, 1, 0), (Reach.TEXT, 0, 1), (Reach.BOTH, 1, 1)],
)
def test_a_new_status_is_told_in_the_way_that_they_chose(
    owing: Line, reach: Reach | None, calls: int, texts: int
) -> None:
    owing.is_told(reach)
    assert len(owing.carrier.rung) == calls
    assert len(owing.texts()) == texts
    assert all("Silakan ambil" in text for text in owing.texts())


def test_a_first_status_and_one_that_stays_are_no_news(owing: Line) -> None:
    owing.contact(reach=Reach.BOTH)
    owing.put(DOING)
    owing.put(DOING, missing="buku nikah")
    owing.run_for(MINUTE)
    assert owing.carrier.rung == []
    assert owing.texts() == []


def test_two_changes_before_the_telephone_rings_are_one_call_with_the_latest(owing: Line) -> None:
    owing.contact(reach=Reach.CALL)
    owing.put(DOING)
    owing.put(MISSING)
    owing.put(READY)
    owing.run_for(timedelta(minutes=30))
    assert len(owing.carrier.rung) == 1
    found = owing.does(OpenNotice(digits=CODE[-4:]), owing.answered())
    assert found.status == READY


def test_a_job_of_an_older_status_tells_nothing(owing: Line) -> None:
    owing.contact(reach=Reach.TEXT)
    owing.put(DOING)
    owing.put(MISSING)
    owing.put(READY)
    owing.run_for(MINUTE)
    assert len(owing.texts()) == 1


def test_a_job_that_runs_twice_tells_once(owing: Line) -> None:
    owing.contact(reach=Reach.BOTH)
    owing.put(DOING)
    owing.put(READY)
    job = owing.claim()
    assert job is not None
    owing.run(job)
    owing.run(job)
    assert len(owing.texts()) == 1
    assert len(owing.all_owed()) == 1


@pytest.mark.parametrize("changed", ["stopped_at", "no_calls_at"])
def test_who_wants_nothing_hears_nothing_by_call(owing: Line, changed: str) -> None:
    owing.contact(**{changed: owing.at})
    owing.is_told(Reach.BOTH)
    assert owing.carrier.rung == []
    assert len(owing.texts()) == (0 if changed == "stopped_at" else 1)


def test_no_text_goes_where_others_read_them(owing: Line) -> None:
    owing.contact(no_texts_at=owing.at)
    owing.is_told(Reach.BOTH)
    assert owing.texts() == []
    assert len(owing.carrier.rung) == 1


# In the call ------------------------------------------------------------------------------------------------------


def test_nothing_is_told_without_the_end_of_the_code_and_guessing_locks(owing: Line) -> None:
    owing.is_told(Reach.CALL)
    call_id = owing.answered()
    limit = owing.office.mpp.max_wrong_codes
    wrong = [owing.does(OpenNotice(digits="0000"), call_id) for _ in range(limit)]
    assert wrong[:-1] == [NothingFound(code="0000")] * (limit - 1)
    assert isinstance(wrong[-1], TooManyWrongCodes)
    assert isinstance(owing.does(OpenNotice(digits=CODE[-4:]), call_id), TooManyWrongCodes)


def test_the_news_is_done_only_when_it_was_understood(owing: Line) -> None:
    owing.is_told(Reach.CALL)
    call_id = owing.answered(("started", "ask"), ("pressed", "ask"))
    assert owing.does(ConfirmNotice(), call_id) == NoticeConfirmed()
    assert owing.all_owed()[0].state is CallBackState.CALLING, "nothing was read yet"
    assert isinstance(owing.does(OpenNotice(digits=CODE[-4:]), call_id), ApplicationFound)
    owing.does(ConfirmNotice(), call_id)
    owing.ends("completed")
    assert (owing.all_owed()[0].state, owing.all_owed()[0].why) == (CallBackState.DONE, "understood")


def test_news_that_was_not_confirmed_is_rung_for_again_and_at_last_texted(owing: Line) -> None:
    owing.is_told(Reach.CALL)
    for _ in range(3):
        call_id = owing.answered(("started", "ask"), ("pressed", "ask"))
        owing.does(OpenNotice(digits=CODE[-4:]), call_id)
        owing.ends("completed")
        owing.run_for(timedelta(minutes=61))
    assert len(owing.carrier.rung) == 3
    assert owing.all_owed()[0].state is CallBackState.UNREACHED
    assert len(owing.texts()) == 1
    assert "Silakan ambil" in owing.texts()[0]


def test_news_that_was_put_off_until_there_are_no_tries_left_is_texted(owing: Line) -> None:
    owing.is_told(Reach.CALL)
    for number in range(3):
        call_id = owing.answered(("started", "ask"), ("pressed", "ask"))
        later = owing.does(CallLater(), call_id)
        assert isinstance(later, CallPlanned if number < 2 else CallImpossible)
        owing.ends("completed")
        owing.run_for(timedelta(minutes=61))
    assert len(owing.carrier.rung) == 3
    assert owing.all_owed()[0].state is CallBackState.UNREACHED
    assert ["Silakan ambil" in text for text in owing.texts()] == [True]


def test_a_call_back_that_was_put_off_until_there_are_no_tries_left_is_done(owing: Line) -> None:
    owed = owing.owe()
    owing.run_for(MINUTE)
    for _ in range(3):
        owing.does(CallLater(), owing.answered(("pressed", "ask")))
        owing.ends("completed")
        owing.run_for(timedelta(minutes=61))
    assert (owing.call_back(owed).state, owing.call_back(owed).why) == (CallBackState.DONE, "no_time")
    assert len(owing.texts()) == 1, "they know: nobody writes that we did not reach them"


def test_who_went_to_an_officer_is_not_rung_again(owing: Line) -> None:
    owing.is_told(Reach.CALL)
    owing.answered(("pressed", "transfer"))
    owing.ends("completed")
    assert owing.all_owed()[0].state is CallBackState.DONE


def test_a_call_that_came_in_has_no_news(owing: Line) -> None:
    call_id = owing.calls_in()
    assert owing.does(OpenNotice(digits="1234"), call_id) == NoticeGone()
    assert owing.does(ConfirmNotice(), call_id) == NoticeConfirmed()
    assert owing.does(CallLater(), call_id) == CallImpossible()


def test_hubungi_saya_is_one_call_however_often_it_is_said_in_one_call(owing: Line) -> None:
    call_id = owing.calls_in()
    owing.contact(no_calls_at=owing.at)
    assert isinstance(owing.does(CallMe(), call_id), CallPlanned)
    assert isinstance(owing.does(CallMe(), call_id), CallPlanned)
    owing.hangs_up(call_id)
    owing.run_for(timedelta(minutes=5))
    assert len(owing.carrier.rung) == 1
    assert owing.all_owed()[0].reason is CallReason.ASKED


def test_hubungi_saya_at_night_says_the_hour_of_the_mpp(owing: Line) -> None:
    owing.at = datetime.fromisoformat("2026-11-24T21:30+07:00")
    planned = owing.does(CallMe(), owing.calls_in())
    assert not planned.soon
    assert planned.at.isoformat() == "2026-11-25T08:00:00+07:00"


def test_a_hidden_caller_cannot_be_called(owing: Line) -> None:
    owing.contact("")
    assert owing.does(CallMe()) == CallImpossible()


def test_taking_the_call_later_and_never_again(owing: Line) -> None:
    owed = owing.owe()
    owing.run_for(MINUTE)
    call_id = owing.answered(("pressed", "ask"))
    planned = owing.does(CallLater(), call_id)
    assert planned.at - owing.at >= timedelta(minutes=60)
    assert owing.does(CallLater(), call_id) == planned, "said twice in one call"
    owing.ends("completed")
    owing.run_for(timedelta(minutes=62))
    assert len(owing.carrier.rung) == 2
    call_id = owing.answered(("pressed", "ask"))
    assert owing.does(TakeCall(), call_id) == CallTaken()
    assert owing.call_back(owed).state is CallBackState.DONE
    assert owing.does(StopCalls(), call_id) == CallsStopped()
    assert owing.person().no_calls_at is not None
    assert owing.call_back(owed).why == "talked"
