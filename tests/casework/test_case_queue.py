"""Which cases are shown, in which order, and how many there are."""

from datetime import timedelta

from casework import cases
from models import (
    CaseStatus,
    Contact,
    Database,
)
from tests.casework.people import NOW, People, a_case


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
