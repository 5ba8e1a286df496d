"""Who holds a case: one officer, until they give it back or another takes it over."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from casework import cases
from models import (
    Case,
    CaseStatus,
    Database,
    Job,
    Officer,
)
from tests.casework.people import NOW, People, a_case


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
