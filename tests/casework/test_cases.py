"""Cases: opened once, moved only as allowed, held by one officer, and never forgotten on the timeline."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from casework import cases
from casework.codes import is_code
from casework.contacts import contact_for
from casework.messages import SEND
from models import (
    MOVES,
    Call,
    Case,
    CaseEvent,
    CaseEventKind,
    CaseStatus,
    Contact,
    Database,
    Delivery,
    Job,
    MoveNotAllowed,
    Officer,
    Recording,
    TimelineChanged,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Ids of a caller with a call and a recording, and of two officers."""

    contact: int
    call: int
    recording: int
    siti: int
    budi: int


@pytest.fixture
def people(database: Database) -> People:
    with database.write() as session:
        contact = contact_for(session, database.vault, "081234567890", at=NOW)
        call = Call(provider_id="CA1", contact_id=contact.id, started_at=NOW)
        siti, budi = (
            Officer(username=name, name=name.title(), password_hash="-", created_at=NOW)
            for name in ("siti", "budi")
        )
        session.add_all([call, siti, budi])
        session.flush()
        recording = Recording(call_id=call.id, seconds=3.0, created_at=NOW)
        session.add(recording)
        session.flush()
        return People(contact=contact.id, call=call.id, recording=recording.id, siti=siti.id, budi=budi.id)


def a_case(
    database: Database, people: People, *, status: CaseStatus = CaseStatus.NEW, at: datetime = NOW
) -> int:
    """A case in this state; taken, waiting and resolved ones are Siti's."""
    with database.write() as session:
        case = cases.open_case(session, channel="text", contact_id=people.contact, at=at)
        siti = session.get_one(Officer, people.siti)
        if status is not CaseStatus.NEW:
            cases.take(case, siti, at=at)
        if status is CaseStatus.WAITING:
            cases.wait(case, siti, at=at)
        if status is CaseStatus.RESOLVED:
            cases.resolve(case, siti, "Sudah jadi.", at=at)
        return case.id


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


def test_a_taken_case_cannot_be_taken_by_another(database: Database, people: People) -> None:
    for status in cases.HELD:
        case_id = a_case(database, people, status=status)
        with database.write() as session:
            case = session.get_one(Case, case_id)
            with pytest.raises(cases.TakenByAnother):
                cases.take(case, session.get_one(Officer, people.budi), at=NOW)
            assert case.officer_id == people.siti


def test_taking_ones_own_case_again_is_nothing(database: Database, people: People) -> None:
    case_id = a_case(database, people, status=CaseStatus.TAKEN)
    with database.write() as session:
        case = session.get_one(Case, case_id)
        events = len(case.timeline)
        cases.take(case, session.get_one(Officer, people.siti), at=NOW)
        assert len(case.timeline) == events


@pytest.mark.parametrize("status", [CaseStatus.WAITING, CaseStatus.RESOLVED])
def test_a_waiting_or_resolved_case_can_be_worked_on_again(
    database: Database, people: People, status: CaseStatus
) -> None:
    case_id = a_case(database, people, status=status)
    officer = people.budi if status is CaseStatus.RESOLVED else people.siti
    with database.write() as session:
        case = session.get_one(Case, case_id)
        cases.take(case, session.get_one(Officer, officer), at=NOW)
    with database.read() as session:
        case = session.get_one(Case, case_id)
        assert (case.status, case.officer_id) == (CaseStatus.TAKEN, officer)


def test_taking_over_is_told_on_the_timeline(database: Database, people: People) -> None:
    for status in cases.HELD:
        case_id = a_case(database, people, status=status)
        with database.write() as session:
            cases.take_over(session.get_one(Case, case_id), session.get_one(Officer, people.budi), at=NOW)
        with database.read() as session:
            case = session.get_one(Case, case_id)
            assert (case.status, case.officer_id) == (CaseStatus.TAKEN, people.budi)
            assert case.timeline[-1].officer_id == people.budi


def test_nothing_is_taken_over_from_nobody(database: Database, people: People) -> None:
    for status in (CaseStatus.NEW, CaseStatus.RESOLVED):
        case_id = a_case(database, people, status=status)
        with database.write() as session, pytest.raises(cases.NotHeld):
            cases.take_over(session.get_one(Case, case_id), session.get_one(Officer, people.budi), at=NOW)


def test_only_who_holds_the_case_answers_waits_resolves_and_gives_back(
    database: Database, people: People
) -> None:
    for status, officer in (
        (CaseStatus.NEW, people.siti),
        (CaseStatus.TAKEN, people.budi),
        (CaseStatus.WAITING, people.budi),
        (CaseStatus.RESOLVED, people.siti),
    ):
        case_id = a_case(database, people, status=status)
        with database.write() as session:
            case, by = session.get_one(Case, case_id), session.get_one(Officer, officer)
            for act in (
                lambda: cases.answer(session, case, by, "Halo.", at=NOW),  # noqa: B023
                lambda: cases.wait(case, by, at=NOW),  # noqa: B023
                lambda: cases.resolve(case, by, "Beres.", at=NOW),  # noqa: B023
                lambda: cases.give_back(case, by, at=NOW),  # noqa: B023
            ):
                with pytest.raises(cases.NotHeld):
                    act()
            assert case.status == status
    with database.read() as session:
        assert session.scalars(select(Job)).all() == []


def test_a_case_given_back_belongs_to_nobody(database: Database, people: People) -> None:
    case_id = a_case(database, people, status=CaseStatus.TAKEN)
    with database.write() as session:
        cases.give_back(session.get_one(Case, case_id), session.get_one(Officer, people.siti), at=NOW)
    with database.read() as session:
        case = session.get_one(Case, case_id)
        assert (case.status, case.officer_id) == (CaseStatus.NEW, None)


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


def test_two_who_change_a_case_at_once_notice_each_other(database: Database, people: People) -> None:
    case_id = a_case(database, people, status=CaseStatus.TAKEN)
    with database.read() as session:
        seen = session.get_one(Case, case_id)
        session.expunge(seen)
    with database.write() as session:
        budi, later = session.get_one(Officer, people.budi), NOW + timedelta(seconds=1)
        cases.note(session.get_one(Case, case_id), budi, "Saya dulu.", at=later)

    def change_what_was_seen() -> None:
        with database.write() as session:
            session.add(seen)
            seen.officer_id = people.budi

    with pytest.raises(StaleDataError):
        change_what_was_seen()
    with database.read() as session:
        assert session.get_one(Case, case_id).officer_id == people.siti


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


def test_the_queue_is_oldest_first_and_resolved_cases_newest_first(
    database: Database, people: People
) -> None:
    new = [a_case(database, people, at=NOW - timedelta(hours=hours)) for hours in (1, 3, 2)]
    done = [
        a_case(database, people, status=CaseStatus.RESOLVED, at=NOW - timedelta(hours=hours))
        for hours in (1, 3, 2)
    ]
    with database.read() as session:
        found = cases.queue(session, status=CaseStatus.NEW)
        assert [case.id for case in found] == [new[1], new[2], new[0]]
        assert [case.id for case in cases.queue(session, status=CaseStatus.NEW, limit=2)] == [new[1], new[2]]
        resolved = [case.id for case in cases.queue(session, status=CaseStatus.RESOLVED)]
        assert resolved == [done[0], done[2], done[1]]


def test_counts(database: Database, people: People) -> None:
    for status in (CaseStatus.NEW, CaseStatus.NEW, CaseStatus.TAKEN, CaseStatus.WAITING, CaseStatus.RESOLVED):
        a_case(database, people, status=status)
    with database.read() as session:
        assert cases.count_by_status(session) == {"new": 2, "taken": 1, "waiting": 1, "resolved": 1}
        assert cases.count_held(session, people.siti) == {"taken": 1, "waiting": 1}
        assert cases.count_held(session, people.budi) == {}


def test_a_contacts_open_case_is_the_newest_that_is_not_resolved(database: Database, people: People) -> None:
    a_case(database, people)
    newest = a_case(database, people, status=CaseStatus.WAITING)
    a_case(database, people, status=CaseStatus.RESOLVED)
    with database.read() as session:
        found = cases.open_case_of(session, session.get_one(Contact, people.contact))
        assert found is not None
        assert found.id == newest
