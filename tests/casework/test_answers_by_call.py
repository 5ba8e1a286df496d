"""An officer's answer by call: read out to who knows the end of the code, texted where no call may or can tell it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework import cases, notices
from casework.call_commands import AnswerFound, ConfirmNotice, OpenNotice
from casework.console import answer
from models import Case, CaseEventKind, Job, Officer, Reach
from tests.ivr.ringing import CODE, Line

MINUTE = timedelta(minutes=1)


def answered_case(owing: Line, reach: Reach | None, words: str = "Silakan datang ke loket dua.") -> int:
    """An officer answers the case of a citizen who wants news in this way."""
    owing.contact(reach=reach)
    sender, contact_id = owing.office.texts.sender, owing.person().id
    with owing.database.write() as session:
        officer = Officer(username="siti", name="Siti", password_hash="x", created_at=owing.at)
        session.add(officer)
        case = cases.open_case(session, channel="call", contact_id=contact_id, at=owing.at)
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
    assert owing.does(OpenNotice(digits=code[-4:]), call_id) == AnswerFound(
        words="Silakan datang ke loket dua."
    )
    owing.does(ConfirmNotice(), call_id)
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
    owing.is_told(Reach.CALL)
    answered_case(owing, Reach.CALL)
    with owing.database.read() as session:
        written = str([(job.payload, job.dedupe) for job in session.scalars(select(Job))])
    written += str([one.cause for one in owing.all_owed()])
    assert "81234567890" not in written
    assert CODE not in written
    assert "loket" not in written
