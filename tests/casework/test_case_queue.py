"""Which cases are shown, in which order, and how many there are."""

from datetime import timedelta

from casework import case_queue, cases
from casework.case_queue import Among, Wanted
from models import (
    Case,
    CaseStatus,
    Contact,
    Database,
)
from tests.casework.people import NOW, People, a_case
from tests.postgresql import ON_BOTH

pytestmark = ON_BOTH

HOUR = timedelta(hours=1)


def test_the_queue_is_oldest_first_and_resolved_cases_newest_first(
    database: Database, people: People
) -> None:
    new = [a_case(database, people, at=NOW - timedelta(hours=hours)) for hours in (1, 3, 2)]
    done = [
        a_case(database, people, status=CaseStatus.RESOLVED, at=NOW - timedelta(hours=hours))
        for hours in (1, 3, 2)
    ]
    with database.read() as session:
        found = case_queue.page(session, Wanted(status=CaseStatus.NEW)).cases
        assert [case.id for case in found] == [new[1], new[2], new[0]]
        assert [
            case.id for case in case_queue.page(session, Wanted(status=CaseStatus.NEW), limit=2).cases
        ] == [new[1], new[2]]
        resolved = [case.id for case in case_queue.page(session, Wanted(status=CaseStatus.RESOLVED)).cases]
        assert resolved == [done[0], done[2], done[1]]


def test_counts(database: Database, people: People) -> None:
    for status in (CaseStatus.NEW, CaseStatus.NEW, CaseStatus.TAKEN, CaseStatus.WAITING, CaseStatus.RESOLVED):
        a_case(database, people, status=status)
    with database.read() as session:
        assert case_queue.count_by_status(session) == {
            "new": 2,
            "taken": 1,
            "waiting": 1,
            "resolved": 1,
            "merged": 0,
        }
        assert case_queue.count_held(session, people.siti) == {"taken": 1, "waiting": 1}
        assert case_queue.count_held(session, people.budi) == {}


def test_a_contacts_open_case_is_the_newest_that_is_not_resolved(database: Database, people: People) -> None:
    a_case(database, people)
    newest = a_case(database, people, status=CaseStatus.WAITING)
    a_case(database, people, status=CaseStatus.RESOLVED)
    with database.read() as session:
        found = cases.open_case_of(session, session.get_one(Contact, people.contact))
        assert found is not None
        assert found.id == newest


def test_pages_follow_each_other_without_gaps_or_repeats(database: Database, people: People) -> None:
    same = [a_case(database, people, at=NOW - timedelta(hours=hour // 2)) for hour in range(9)]
    done = [a_case(database, people, status=CaseStatus.RESOLVED, at=NOW) for _ in range(5)]
    for status, all_of in ((CaseStatus.NEW, same), (CaseStatus.RESOLVED, done)):
        seen: list[int] = []
        after = None
        with database.read() as session:
            while True:
                page = case_queue.page(session, Wanted(status=status), after=after, limit=2)
                seen += [case.id for case in page.cases]
                after = page.after
                if after is None:
                    break
        assert sorted(seen) == sorted(all_of)
        assert len(seen) == len(all_of)


def test_what_is_asked_for_narrows_the_queue(database: Database, people: People) -> None:
    late, mine, old = (a_case(database, people, status=CaseStatus.TAKEN) for _ in range(3))
    with database.write() as session:
        found = session.get_one(Case, late)
        found.due_at, found.counter, found.service_id, found.priority = NOW - HOUR, "Dukcapil", "kk", 2
        session.get_one(Case, mine).officer_id = people.budi
        session.get_one(Case, old).opened_at = NOW - timedelta(days=3)
    for wanted, ids in (
        (Wanted(status=CaseStatus.TAKEN, among=Among(late_at=NOW)), [late]),
        (Wanted(status=CaseStatus.TAKEN, among=Among(late_at=NOW - 2 * HOUR)), []),
        (
            Wanted(status=CaseStatus.TAKEN, among=Among(counter="Dukcapil"), service_id="kk", priority=2),
            [late],
        ),
        (Wanted(status=CaseStatus.TAKEN, priority=1), []),
        (Wanted(status=CaseStatus.TAKEN, holder=people.budi), [mine]),
        (Wanted(status=CaseStatus.TAKEN, opened_before=NOW - timedelta(days=2)), [old]),
        (Wanted(status=CaseStatus.TAKEN, opened_from=NOW - timedelta(days=2)), [late, mine]),
    ):
        with database.read() as session:
            assert [case.id for case in case_queue.page(session, wanted).cases] == ids


def test_the_most_urgent_come_first_then_the_soonest_due(database: Database, people: People) -> None:
    usual, due, urgent = (a_case(database, people) for _ in range(3))
    with database.write() as session:
        session.get_one(Case, usual).due_at = NOW + 3 * HOUR
        session.get_one(Case, due).due_at = NOW + 2 * HOUR
        session.get_one(Case, urgent).due_at, session.get_one(Case, urgent).priority = NOW + 9 * HOUR, 2
    with database.read() as session:
        found = case_queue.page(session, Wanted(status=CaseStatus.NEW)).cases
        assert [case.id for case in found] == [urgent, due, usual]
        session.expunge_all()
