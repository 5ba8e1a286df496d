"""The time of a case: sorted when opened, stopped while waiting, reminded, overdue, given back, never twice."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import case_queue, cases, clocks, jobs
from casework.case_queue import Among, Wanted
from casework.commands import CaseOpened, Channel, OpenCase, Origin
from casework.office import Office
from casework.perform import perform
from casework.special_days import write_down
from casework.triage import Priority
from models import Case, CaseEventKind, CaseStatus, Database, Job, JobState, Officer
from tests.casework.people import People

OPENED = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday, 10.00 in Jakarta
FIRST_DUE = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
DUE = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def case_id(database: Database, office: Office, people: People) -> int:
    return opened(database, office, people, "Saya mau tanya.")


def opened(database: Database, office: Office, people: People, story: str | None) -> int:
    with database.write() as session:
        origin = Origin(channel=Channel.TEXT, contact_id=people.contact, at=OPENED)
        outcome = perform(session, office, OpenCase(story=story), origin)
        assert isinstance(outcome, CaseOpened)
        case = cases.find_case(session, outcome.code)
        assert case is not None
        return case.id


def pass_time(database: Database, office: Office, until: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs the clock's jobs, each when it is due, until then."""

    class Then(datetime):
        moment = OPENED

        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return cls.moment

    monkeypatch.setattr(clocks, "datetime", Then)
    while True:
        with database.write() as session:
            due = select(Job.run_at).where(Job.kind == clocks.CLOCK, Job.state == JobState.READY)
            Then.moment = min([moment for moment in session.scalars(due) if moment <= until], default=until)
            other = select(Job).where(Job.kind != clocks.CLOCK, Job.state == JobState.READY)
            for one in session.scalars(other):
                one.state = JobState.DONE
            session.flush()
            job = jobs.claim(session, at=Then.moment)
        if job is None:
            return
        clocks.check(database, office, job)


def told(database: Database, case_id: int) -> list[tuple[str, str]]:
    with database.read() as session:
        return [
            (event.kind.name, event.detail["which"])
            for event in session.get_one(Case, case_id).timeline
            if event.kind in (CaseEventKind.REMINDED, CaseEventKind.OVERDUE)
        ]


def test_a_new_case_is_sorted_in_the_same_transaction(database: Database, case_id: int) -> None:
    with database.read() as session:
        case = session.get_one(Case, case_id)
        assert (case.counter, case.priority, case.kind) == ("Informasi", Priority.USUAL, "ringan")
        assert (case.first_due_at, case.due_at) == (FIRST_DUE, DUE)
        assert case.timeline[-1].kind == CaseEventKind.SORTED
        assert case.timeline[-1].detail["why"]["prioritas"] == "biasanya"


def test_reminded_then_overdue_each_once_and_open_forms_stay_valid(
    database: Database, office: Office, case_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.read() as session:
        version = session.get_one(Case, case_id).version
    pass_time(database, office, FIRST_DUE - timedelta(minutes=1), monkeypatch)
    assert told(database, case_id) == [("REMINDED", "first")]
    pass_time(database, office, DUE + timedelta(days=30), monkeypatch)
    wanted = [("REMINDED", "first"), ("OVERDUE", "first"), ("REMINDED", "whole"), ("OVERDUE", "whole")]
    assert sorted(told(database, case_id)) == sorted(wanted)
    with database.read() as session:
        case = session.get_one(Case, case_id)
        assert case.version == version
        assert clocks.is_late(case, DUE)


def test_an_answer_ends_the_first_clock_and_the_end_the_other(
    database: Database, office: Office, people: People, case_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        case, siti = session.get_one(Case, case_id), session.get_one(Officer, people.siti)
        cases.take(case, siti, at=OPENED)
        cases.answer(session, case, siti, "Silakan datang.", at=OPENED)
        cases.resolve(case, siti, "Sudah.", at=OPENED)
        clocks.keep(session, office, case, at=OPENED)
    pass_time(database, office, DUE + timedelta(days=30), monkeypatch)
    assert told(database, case_id) == []


def test_waiting_for_the_citizen_stops_the_clock(
    database: Database, office: Office, people: People, case_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = OPENED + timedelta(days=7)  # five working days of open time
    with database.write() as session:
        case, siti = session.get_one(Case, case_id), session.get_one(Officer, people.siti)
        cases.take(case, siti, at=OPENED)
        cases.wait(case, siti, at=OPENED)
        clocks.keep(session, office, case, at=OPENED)
    pass_time(database, office, later, monkeypatch)
    assert told(database, case_id) == []
    with database.write() as session:
        case, siti = session.get_one(Case, case_id), session.get_one(Officer, people.siti)
        cases.take(case, siti, at=later)
        clocks.keep(session, office, case, at=later)
        clocks.keep(session, office, case, at=later)
        assert case.due_at == DUE + timedelta(days=7)
        assert case.waiting_since is None


def test_a_case_that_its_officer_never_opens_comes_back(
    database: Database, office: Office, people: People, case_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take_and_see(seen: datetime) -> None:
        with database.write() as session:
            case = session.get_one(Case, case_id)
            cases.take(case, session.get_one(Officer, people.siti), at=OPENED)
            clocks.keep(session, office, case, at=OPENED)
        with database.write() as session:
            cases.seen(session, case_id, people.siti, at=seen)

    take_and_see(OPENED + timedelta(days=1))
    pass_time(database, office, OPENED + timedelta(days=1, hours=6), monkeypatch)
    with database.read() as session:
        assert session.get_one(Case, case_id).status == CaseStatus.TAKEN
    pass_time(database, office, OPENED + timedelta(days=2, hours=6), monkeypatch)
    with database.read() as session:
        case = session.get_one(Case, case_id)
        assert (case.status, case.officer) == (CaseStatus.NEW, None)


def test_what_is_heard_later_makes_it_more_urgent_never_less(
    database: Database, office: Office, people: People
) -> None:
    case_id = opened(database, office, people, None)

    def tell(story: str) -> Case:
        with database.write() as session:
            session.get_one(Case, case_id).story = story
        with database.write() as session:
            clocks.sort_again(session, office, case_id, at=OPENED)
        with database.read() as session:
            return session.get_one(Case, case_id)

    urgent = tell("saya dipukuli")
    assert (urgent.priority, urgent.first_due_at) == (
        Priority.URGENT,
        datetime(2026, 11, 25, 8, 0, tzinfo=UTC),
    )
    again = tell("tidak jadi")
    assert (again.priority, again.first_due_at) == (urgent.priority, urgent.first_due_at)


def test_a_day_that_officers_close_moves_what_is_due(
    database: Database, office: Office, people: People
) -> None:
    with database.write() as session:
        siti = session.get_one(Officer, people.siti)
        day = FIRST_DUE.date()
        write_down(session, office.mpp, siti, day=day, hours="", reason="Upacara", at=OPENED)
    case_id = opened(database, office, people, "Saya mau tanya.")
    with database.read() as session:
        assert session.get_one(Case, case_id).first_due_at == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def test_reopened_within_ten_days_and_no_later(
    database: Database, office: Office, people: People, case_id: int
) -> None:
    with database.write() as session:
        case, siti = session.get_one(Case, case_id), session.get_one(Officer, people.siti)
        cases.take(case, siti, at=OPENED)
        cases.resolve(case, siti, "Sudah.", at=OPENED)
        with pytest.raises(cases.TooLongAgo):
            cases.reopen(case, siti, at=OPENED + timedelta(days=11))
        again = OPENED + timedelta(days=9)
        cases.reopen(case, siti, at=again)
        clocks.reopened(session, office, case, at=again)
        assert case.status == CaseStatus.TAKEN
        assert case.due_at is not None
        assert case.due_at > again
        assert case.resolved_at is None


def test_forwarding_brings_it_to_the_queue_of_the_other_counter(
    database: Database, people: People, case_id: int
) -> None:
    with database.write() as session:
        case = session.get_one(Case, case_id)
        siti, budi = session.get_one(Officer, people.siti), session.get_one(Officer, people.budi)
        cases.take(case, siti, at=OPENED)
        with pytest.raises(cases.NotHeld):
            cases.forward(case, budi, "Dukcapil", "Salah loket", at=OPENED)
        cases.forward(case, siti, "Dukcapil", "Salah loket", at=OPENED)
        assert (case.status, case.officer, case.counter) == (CaseStatus.NEW, None, "Dukcapil")
        assert case.timeline[-1].detail["text"] == "Salah loket"
        for counter, there in (("Dukcapil", [case_id]), ("Samsat", [])):
            wanted = Wanted(status=CaseStatus.NEW, among=Among(counter=counter))
            assert [one.id for one in case_queue.page(session, wanted).cases] == there
