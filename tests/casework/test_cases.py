"""Cases: opened once, moved only as allowed, and never forgotten on the timeline."""

import pytest
from sqlalchemy import select

from casework import cases
from casework.codes import is_code
from casework.messages import SEND
from models import (
    MOVES,
    Case,
    CaseEvent,
    CaseEventKind,
    CaseStatus,
    Database,
    Delivery,
    Job,
    MoveNotAllowed,
    Officer,
    TimelineChanged,
)
from tests.casework.people import NOW, People, a_case


def test_a_new_case_has_a_code_and_begins_its_timeline(database: Database, people: People) -> None:
    case_id = a_case(database, people)
    with database.read() as session:
        case = session.get_one(Case, case_id)
        assert is_code(case.code)
        assert cases.find_case(session, case.code) is case
        assert case.status == CaseStatus.NEW
        assert [(event.kind, event.detail) for event in case.timeline] == [
            (CaseEventKind.OPENED, {"channel": "text"})
        ]


def test_the_same_recording_opens_one_case_however_often_it_is_told(
    database: Database, people: People
) -> None:
    def open_case(recording_id: int | None) -> int:
        with database.write() as session:
            return cases.open_case(session, channel="call", contact_id=people.contact, at=NOW, call_id=people.call,
                                   recording_id=recording_id).id  # fmt: skip

    with_sound = [open_case(people.recording) for _ in range(3)]
    without = [open_case(None) for _ in range(3)]
    assert len(set(with_sound)) == 1
    assert len(set(without)) == 1
    assert with_sound[0] != without[0]


def test_two_texts_open_two_cases(database: Database, people: People) -> None:
    assert a_case(database, people) != a_case(database, people)


@pytest.mark.parametrize("status", CaseStatus)
def test_a_case_moves_only_as_the_table_allows(
    database: Database, people: People, status: CaseStatus
) -> None:
    for to in CaseStatus:
        case_id = a_case(database, people, status=status)
        with database.write() as session:
            case = session.get_one(Case, case_id)
            if to in MOVES[status]:
                case.move(to, at=NOW, by=None)
                assert case.timeline[-1].detail == {"from": status, "to": to}
            else:
                with pytest.raises(MoveNotAllowed):
                    case.move(to, at=NOW, by=None)
                assert case.status == status


def test_an_answer_is_queued_in_the_same_transaction(database: Database, people: People) -> None:
    case_id = a_case(database, people, status=CaseStatus.TAKEN)

    def answer(*, fail: bool) -> None:
        with database.write() as session:
            case = session.get_one(Case, case_id)
            message = cases.answer(
                session, case, session.get_one(Officer, people.siti), "Silakan datang.", at=NOW
            )
            assert (message.case_id, message.delivery) == (case_id, Delivery.QUEUED)
            if fail:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answer(fail=True)
    with database.read() as session:
        assert session.scalars(select(Job)).all() == []
    answer(fail=False)
    with database.read() as session:
        assert [job.kind for job in session.scalars(select(Job))] == [SEND]
        assert session.get_one(Case, case_id).timeline[-1].kind == CaseEventKind.TEXT_SENT


def test_what_the_citizen_was_told_is_kept(database: Database, people: People) -> None:
    case_id = a_case(database, people, status=CaseStatus.RESOLVED)
    with database.read() as session:
        told = session.get_one(Case, case_id).timeline[-1]
        assert told.detail == {"text": "Sudah jadi.", "told_citizen": True}


def test_history_cannot_be_changed(database: Database, people: People) -> None:
    a_case(database, people)

    def rewrite() -> None:
        with database.write() as session:
            session.scalars(select(CaseEvent)).one().detail = {"channel": "lain"}

    def remove() -> None:
        with database.write() as session:
            session.delete(session.scalars(select(CaseEvent)).one())

    for change in (rewrite, remove):
        with pytest.raises(TimelineChanged):
            change()
