"""News by call, by text or both: in the way that each citizen chose, and nothing private without the code."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casework import cases, notices
from casework.call_commands import (
    AnswerFound,
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
from casework.commands import (
    ApplicationFound,
    Channel,
    Command,
    NothingFound,
    Origin,
    TooManyWrongCodes,
)
from casework.console import answer
from casework.perform import perform
from models import (
    ApplicationStatus,
    CallBackState,
    CallReason,
    Case,
    CaseEventKind,
    Contact,
    Job,
    Officer,
    Reach,
)
from tests.ivr.ringing import CODE, Line

MINUTE = timedelta(minutes=1)
READY, DOING, MISSING = ApplicationStatus.READY, ApplicationStatus.IN_PROCESS, ApplicationStatus.INCOMPLETE


def do(owing: Line, command: Command, call_id: int | None = None) -> Any:
    with owing.database.write() as session:
        origin = Origin(channel=Channel.CALL, contact_id=owing_id(owing), at=owing.at, call_id=call_id)
        return perform(session, owing.office, command, origin)


def owing_id(owing: Line) -> int:
    with owing.database.read() as session:
        return session.scalars(select(Contact.id)).one()


def told_by(owing: Line, reach: Reach | None) -> None:
    """An application is ready that was not before, of somebody who wants news in this way."""
    owing.contact(reach=reach)
    owing.put(DOING)
    owing.put(READY)
    owing.run_for(MINUTE)


@pytest.mark.parametrize(
    ("reach", "calls", "texts"),
    [(None, 0, 0), (Reach.CALL, 1, 0), (Reach.TEXT, 0, 1), (Reach.BOTH, 1, 1)],
)
def test_a_new_status_is_told_in_the_way_that_they_chose(
    owing: Line, reach: Reach | None, calls: int, texts: int
) -> None:
    told_by(owing, reach)
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
    found = do(owing, OpenNotice(digits=CODE[-4:]), owing.answered())
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
    told_by(owing, Reach.BOTH)
    assert owing.carrier.rung == []
    assert len(owing.texts()) == (0 if changed == "stopped_at" else 1)


def test_no_text_goes_where_others_read_them(owing: Line) -> None:
    owing.contact(no_texts_at=owing.at)
    told_by(owing, Reach.BOTH)
    assert owing.texts() == []
    assert len(owing.carrier.rung) == 1


# In the call ------------------------------------------------------------------------------------------------------


def test_nothing_is_told_without_the_end_of_the_code_and_guessing_locks(owing: Line) -> None:
    told_by(owing, Reach.CALL)
    call_id = owing.answered()
    limit = owing.office.mpp.max_wrong_codes
    wrong = [do(owing, OpenNotice(digits="0000"), call_id) for _ in range(limit)]
    assert wrong[:-1] == [NothingFound(code="0000")] * (limit - 1)
    assert isinstance(wrong[-1], TooManyWrongCodes)
    assert isinstance(do(owing, OpenNotice(digits=CODE[-4:]), call_id), TooManyWrongCodes)


def test_the_news_is_done_only_when_it_was_understood(owing: Line) -> None:
    told_by(owing, Reach.CALL)
    call_id = owing.answered(("started", "ask"), ("pressed", "ask"))
    assert do(owing, ConfirmNotice(), call_id) == NoticeConfirmed()
    assert owing.all_owed()[0].state is CallBackState.CALLING, "nothing was read yet"
    assert isinstance(do(owing, OpenNotice(digits=CODE[-4:]), call_id), ApplicationFound)
    do(owing, ConfirmNotice(), call_id)
    owing.ends("completed")
    assert (owing.all_owed()[0].state, owing.all_owed()[0].why) == (CallBackState.DONE, "understood")


def test_news_that_was_not_confirmed_is_rung_for_again_and_at_last_texted(owing: Line) -> None:
    told_by(owing, Reach.CALL)
    for _ in range(3):
        call_id = owing.answered(("started", "ask"), ("pressed", "ask"))
        do(owing, OpenNotice(digits=CODE[-4:]), call_id)
        owing.ends("completed")
        owing.run_for(timedelta(minutes=61))
    assert len(owing.carrier.rung) == 3
    assert owing.all_owed()[0].state is CallBackState.UNREACHED
    assert len(owing.texts()) == 1
    assert "Silakan ambil" in owing.texts()[0]


def test_who_went_to_an_officer_is_not_rung_again(owing: Line) -> None:
    told_by(owing, Reach.CALL)
    owing.answered(("pressed", "transfer"))
    owing.ends("completed")
    assert owing.all_owed()[0].state is CallBackState.DONE


def test_a_call_that_came_in_has_no_news(owing: Line) -> None:
    call_id = owing.calls_in()
    assert do(owing, OpenNotice(digits="1234"), call_id) == NoticeGone()
    assert do(owing, ConfirmNotice(), call_id) == NoticeConfirmed()
    assert do(owing, CallLater(), call_id) == CallImpossible()


def test_hubungi_saya_is_one_call_however_often_it_is_said_in_one_call(owing: Line) -> None:
    call_id = owing.calls_in()
    owing.contact(no_calls_at=owing.at)
    assert isinstance(do(owing, CallMe(), call_id), CallPlanned)
    assert isinstance(do(owing, CallMe(), call_id), CallPlanned)
    owing.hangs_up(call_id)
    owing.run_for(timedelta(minutes=5))
    assert len(owing.carrier.rung) == 1
    assert owing.all_owed()[0].reason is CallReason.ASKED


def test_hubungi_saya_at_night_says_the_hour_of_the_mpp(owing: Line) -> None:
    owing.at = datetime.fromisoformat("2026-11-24T21:30+07:00")
    planned = do(owing, CallMe(), owing.calls_in())
    assert not planned.soon
    assert planned.at.isoformat() == "2026-11-25T08:00:00+07:00"


def test_a_hidden_caller_cannot_be_called(owing: Line) -> None:
    owing.contact("")
    assert do(owing, CallMe()) == CallImpossible()


def test_taking_the_call_later_and_never_again(owing: Line) -> None:
    owed = owing.owe()
    owing.run_for(MINUTE)
    call_id = owing.answered(("pressed", "ask"))
    planned = do(owing, CallLater(), call_id)
    assert planned.at - owing.at >= timedelta(minutes=60)
    assert do(owing, CallLater(), call_id) == planned, "said twice in one call"
    owing.ends("completed")
    owing.run_for(timedelta(minutes=62))
    assert len(owing.carrier.rung) == 2
    call_id = owing.answered(("pressed", "ask"))
    assert do(owing, TakeCall(), call_id) == CallTaken()
    assert owing.call_back(owed).state is CallBackState.DONE
    assert do(owing, StopCalls(), call_id) == CallsStopped()
    assert owing.person().no_calls_at is not None
    assert owing.call_back(owed).why == "talked"


# An officer's answer ------------------------------------------------------------------------------------------------


def answered_case(owing: Line, reach: Reach | None, words: str = "Silakan datang ke loket dua.") -> int:
    """An officer answers the case of a citizen who wants news in this way."""
    owing.contact(reach=reach)
    sender = owing.office.texts.sender
    with owing.database.write() as session:
        officer = Officer(username="siti", name="Siti", password_hash="x", created_at=owing.at)
        session.add(officer)
        case = cases.open_case(session, channel="call", contact_id=owing_id(owing), at=owing.at)
        cases.take(case, officer, at=owing.at)
        session.flush()
        notices.answer(
            session, owing.office, case, officer, answer.signed(words, sender),
            signature=answer.signature(sender), at=owing.at,
        )  # fmt: skip
        return case.id


def test_an_answer_is_read_out_without_the_signature_of_texts(owing: Line) -> None:
    case_id = answered_case(owing, Reach.CALL)
    owing.run_for(MINUTE)
    assert len(owing.carrier.rung) == 1
    assert owing.texts() == []
    call_id = owing.answered()
    with owing.database.read() as session:
        code = session.get_one(Case, case_id).code
    assert do(owing, OpenNotice(digits=code[-4:]), call_id) == AnswerFound(
        words="Silakan datang ke loket dua."
    )
    do(owing, ConfirmNotice(), call_id)
    with owing.database.read() as session:
        kinds = [event.kind for event in session.get_one(Case, case_id).timeline]
    assert kinds[-2:] == [CaseEventKind.CALL_PLANNED, CaseEventKind.CALL_ENDED]


@pytest.mark.parametrize(("reach", "calls", "texts"), [(None, 0, 1), (Reach.TEXT, 0, 1), (Reach.BOTH, 1, 1)])
def test_an_answer_goes_as_a_text_where_no_call_was_chosen(
    owing: Line, reach: Reach | None, calls: int, texts: int
) -> None:
    answered_case(owing, reach)
    owing.run_for(MINUTE)
    assert (len(owing.carrier.rung), len(owing.texts())) == (calls, texts)


def test_an_answer_that_reaches_nobody_is_texted_and_the_case_says_so(owing: Line) -> None:
    case_id = answered_case(owing, Reach.CALL)
    for _ in range(3):
        owing.run_for(timedelta(minutes=61))
        owing.ends("no-answer")
    assert [text[:14] for text in owing.texts()] == ["Silakan datang"]
    with owing.database.read() as session:
        assert session.get_one(Case, case_id).timeline[-1].detail == {"how": "unreached"}


def test_where_neither_may_go_the_officer_is_told(owing: Line) -> None:
    owing.contact(no_texts_at=owing.at, no_calls_at=owing.at)
    with pytest.raises(notices.CannotTell):
        answered_case(owing, Reach.CALL)


def test_no_job_and_no_cause_holds_what_is_private(owing: Line) -> None:
    told_by(owing, Reach.CALL)
    answered_case(owing, Reach.CALL)
    with owing.database.read() as session:
        written = str([(job.payload, job.dedupe) for job in session.scalars(select(Job))])
    written += str([one.cause for one in owing.all_owed()])
    assert "81234567890" not in written
    assert CODE not in written
    assert "loket" not in written
