"""What administrators do with officers, and where cases go when somebody leaves or a supervisor says so."""

import pytest

from casework import audit, case_queue, cases, clocks, handing_over, officers, staff, today
from casework.case_queue import Among, Wanted
from casework.office import Office
from casework.officers import OfficerRefused
from casework.roles import RolesRefused
from casework.staff import Entry, LastAdministrator
from models import (
    Case,
    CaseEventKind,
    CaseStatus,
    Database,
    Deed,
    MoveNotAllowed,
    Officer,
    OfficerSession,
)
from tests.casework.people import NOW, People, a_case
from tests.casework.quick_passwords import hash_quickly


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def boss(database: Database, office: Office) -> int:
    with database.write() as session:
        entry = Entry(username="bos", name="Bos Contoh", roles=("administrator",))
        return staff.add(session, office, entry, by=None, at=NOW)[0].id


def deeds(database: Database) -> list[Deed]:
    with database.read() as session:
        return [entry.deed for entry in reversed(audit.entries(session))]


def test_a_new_officer_gets_a_password_for_one_signing_in(
    database: Database, office: Office, boss: int
) -> None:
    with database.write() as session:
        entry = Entry(username="rina", name="Rina", roles=("officer",), counters=("Dukcapil",))
        rina, given = staff.add(session, office, entry, by=session.get_one(Officer, boss), at=NOW)
        assert rina.must_change
        assert (rina.roles, rina.counters) == (["officer"], ["Dukcapil"])
    assert len(given) >= officers.SHORTEST_PASSWORD
    assert officers.sign_in(database, "rina", given, at=NOW) is not None
    with database.read() as session:
        entry = audit.entries(session, deeds=[Deed.OFFICER_ADDED])[0]
        assert (entry.officer_id, entry.about_id) == (boss, rina.id)
        assert entry.detail == {"roles": ["officer"], "counters": ["Dukcapil"]}


@pytest.mark.parametrize(
    ("roles", "counters", "error"),
    [
        (("officer",), (), OfficerRefused),
        (("officer",), ("Loket Hantu",), OfficerRefused),
        ((), ("Dukcapil",), RolesRefused),
        (("auditor", "supervisor"), (), RolesRefused),
    ],
)
def test_what_makes_no_sense_is_refused(
    database: Database,
    office: Office,
    roles: tuple[str, ...],
    counters: tuple[str, ...],
    error: type[Exception],
) -> None:
    entry = Entry(username="rina", name="Rina", roles=roles, counters=counters)
    with pytest.raises(error), database.write() as session:
        staff.add(session, office, entry, by=None, at=NOW)
    assert deeds(database) == []


def test_the_last_administrator_stays_one(database: Database, office: Office, boss: int) -> None:
    with database.write() as session:
        own = session.get_one(Officer, boss)
        with pytest.raises(LastAdministrator):
            staff.stop(session, office, own, by=own, at=NOW)
        entry = Entry(name="Bos", roles=("supervisor",))
        with pytest.raises(LastAdministrator):
            staff.change(session, office, own, entry, by=own, at=NOW)
        second = Entry(username="wakil", name="Wakil", roles=("administrator",))
        staff.add(session, office, second, by=own, at=NOW)
        staff.change(session, office, own, entry, by=own, at=NOW)
        assert [one.username for one in staff.administrators(session)] == ["wakil"]


@pytest.mark.parametrize("status", [CaseStatus.TAKEN, CaseStatus.WAITING])
def test_who_leaves_is_out_at_once_and_their_cases_are_in_the_queue(
    database: Database, office: Office, people: People, boss: int, status: CaseStatus
) -> None:
    held, done = a_case(database, people, status=status), a_case(database, people, status=CaseStatus.RESOLVED)
    with database.write() as session:
        case = session.get_one(Case, held)
        clocks.sort(session, office, case, at=NOW)
        clocks.keep(session, office, case, at=NOW)
        session.add(
            OfficerSession(
                token_hash="x", csrf_token="y", officer_id=people.siti, created_at=NOW, seen_at=NOW
            )
        )
    with database.write() as session:
        siti, by = session.get_one(Officer, people.siti), session.get_one(Officer, boss)
        assert staff.stop(session, office, siti, by=by, at=NOW) == 1
    with database.read() as session:
        assert session.query(OfficerSession).count() == 0
        case = session.get_one(Case, held)
        assert (case.status, case.officer_id, case.waiting_since) == (CaseStatus.NEW, None, None)
        last = case.timeline[-1]
        assert (last.detail, last.officer_id) == ({"from": "taken", "to": "new"}, boss)
        assert session.get_one(Case, done).status == CaseStatus.RESOLVED
        entry = audit.entries(session, deeds=[Deed.OFFICER_STOPPED])[0]
        assert entry.detail == {"cases": 1}


def test_a_new_password_and_a_lost_telephone_end_all_sessions(
    database: Database, office: Office, boss: int
) -> None:
    for help_with in (staff.reset_password, staff.reset_second_factor):
        with database.write() as session:
            own = session.get_one(Officer, boss)
            session.add(
                OfficerSession(token_hash="x", csrf_token="y", officer_id=boss, created_at=NOW, seen_at=NOW)
            )
            session.flush()
            help_with(session, own, by=own, at=NOW)
            assert session.query(OfficerSession).count() == 0
            assert not own.totp_on
            assert own.must_change


def test_who_comes_back_starts_with_a_new_password(
    database: Database, office: Office, people: People
) -> None:
    with database.write() as session:
        siti = session.get_one(Officer, people.siti)
        siti.active = False
        given = staff.bring_back(session, siti, by=None, at=NOW)
        assert siti.active
        assert siti.must_change
    assert officers.sign_in(database, "siti", given, at=NOW) is not None
    assert deeds(database)[0] == Deed.OFFICER_BACK


def with_roles(database: Database, officer_id: int, role: str, *counters: str) -> None:
    with database.write() as session:
        found = session.get_one(Officer, officer_id)
        found.roles, found.counters = [role], list(counters)


@pytest.mark.parametrize("status", [CaseStatus.NEW, CaseStatus.TAKEN, CaseStatus.WAITING])
def test_a_supervisor_gives_a_case_to_an_officer_of_its_counter(
    database: Database, people: People, boss: int, status: CaseStatus
) -> None:
    case_id = a_case(database, people, status=status)
    with_roles(database, people.budi, "officer", "Samsat")
    with_roles(database, boss, "supervisor")
    with database.write() as session:
        case, budi, by = (
            session.get_one(Case, case_id),
            session.get_one(Officer, people.budi),
            session.get_one(Officer, boss),
        )
        case.counter = "Samsat"
        handing_over.give(case, budi, "Siti cuti", by=by, at=NOW)
        session.flush()
        waits = status is CaseStatus.WAITING
        assert case.status == (CaseStatus.WAITING if waits else CaseStatus.TAKEN)
        assert (case.officer_id, case.seen_at) == (people.budi, NOW)
        last = case.timeline[-1]
        assert (last.kind, last.officer_id) == (CaseEventKind.GIVEN, boss)
        assert last.detail == {"to": "Budi", "to_id": people.budi, "text": "Siti cuti"}


def test_an_officer_gives_what_is_new_or_their_own_and_nothing_that_is_done(
    database: Database, people: People, boss: int
) -> None:
    ids = [a_case(database, people, status=status) for status in (CaseStatus.NEW, CaseStatus.TAKEN)]
    done = a_case(database, people, status=CaseStatus.RESOLVED)
    with_roles(database, people.siti, "officer", "Samsat")
    with_roles(database, people.budi, "officer", "Samsat")
    with database.write() as session:
        siti, budi = session.get_one(Officer, people.siti), session.get_one(Officer, people.budi)
        for case_id in ids:
            case = session.get_one(Case, case_id)
            assert handing_over.may_give(siti, case)
            handing_over.give(case, budi, "Mohon dilanjutkan", by=siti, at=NOW)
            assert not handing_over.may_give(siti, case)
            with pytest.raises(cases.NotHeld):
                handing_over.give(case, siti, "Kembali", by=siti, at=NOW)
        with pytest.raises(MoveNotAllowed):
            handing_over.give(session.get_one(Case, done), budi, "-", by=siti, at=NOW)
        assert not handing_over.may_give(session.get_one(Officer, boss), session.get_one(Case, ids[0]))


def test_a_case_is_given_only_to_who_may_hold_it(database: Database, people: People, boss: int) -> None:
    case_id = a_case(database, people)
    with_roles(database, people.siti, "officer", "Samsat")
    with_roles(database, people.budi, "auditor")
    with database.write() as session:
        case, by = session.get_one(Case, case_id), session.get_one(Officer, people.siti)
        case.counter = "Dukcapil"
        for officer_id in (people.siti, people.budi, boss):
            with pytest.raises(handing_over.CannotHold):
                handing_over.give(case, session.get_one(Officer, officer_id), "-", by=by, at=NOW)
        case.counter = "Samsat"
        assert [one.id for one in handing_over.takers(session, case)] == [people.siti]
        cases.take(case, session.get_one(Officer, people.siti), at=NOW)
        session.flush()
        assert handing_over.takers(session, case) == []


def test_the_queue_is_that_of_ones_counters_of_none_and_what_one_holds(
    database: Database, people: People
) -> None:
    mine, none, theirs = (a_case(database, people) for _ in range(3))
    held = a_case(database, people, status=CaseStatus.TAKEN)
    with database.write() as session:
        for case_id, counter in ((mine, "Samsat"), (none, ""), (theirs, "Dukcapil"), (held, "Dukcapil")):
            session.get_one(Case, case_id).counter = counter
    among = Among(counters=("Samsat",), officer_id=people.siti)
    with database.read() as session:
        new = case_queue.page(session, Wanted(status=CaseStatus.NEW, among=among)).cases
        assert {case.id for case in new} == {mine, none}
        assert case_queue.count_by_status(session, among)[CaseStatus.TAKEN] == 1
        assert today.late_in_queue(session, among) == 2
        budi = Among(counters=("Samsat",), officer_id=people.budi)
        assert case_queue.count_by_status(session, budi)[CaseStatus.TAKEN] == 0
        assert case_queue.count_by_status(session)[CaseStatus.NEW] == 3
