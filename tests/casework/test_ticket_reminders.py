"""The reminder on the day before: by text, by call, or both, as the citizen chose; of nothing that changed since."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from casework import ticket_reminders, tickets
from casework.contacts import contact_for
from models import CallBackState, CallReason, Job, QueueTicket, Reach, TicketState
from tests.ivr.ringing import CITIZEN, Line

THURSDAY = datetime.fromisoformat("2026-11-26T09:00+07:00")
DUE = datetime.fromisoformat("2026-11-25T15:00+07:00")


class Reminding(Line):
    """A line that does the reminders' jobs too."""

    def run(self, job: Job) -> None:
        if job.kind == tickets.REMIND:
            ticket_reminders.remind(self.database, self.office, job, now=partial(getattr, self, "at"))
        else:
            super().run(job)

    def books(self, service: str = "ktp_hilang", when: datetime = THURSDAY, **changed: object) -> int:
        self.contact(**changed)
        with self.database.write() as session:
            contact = contact_for(session, self.database.vault, CITIZEN, at=self.at)
            counter = self.office.counters.by_name[self.office.catalogue.get(service).counter]
            ticket = tickets.book(
                session, self.office, counter, when, at=self.at, contact=contact, service_id=service
            )
            return ticket.id

    def ticket(self, ticket_id: int, do) -> None:  # type: ignore[no-untyped-def]
        with self.database.write() as session:
            do(session, session.get_one(QueueTicket, ticket_id))

    def runs_until(self, at: datetime) -> None:
        self.run_for(at - self.at)


@pytest.fixture
def line(owing: Line) -> Reminding:
    return Reminding(owing.database, owing.office)


@pytest.mark.parametrize(
    ("reach", "calls", "texts"),
    [(None, 0, 1), (Reach.TEXT, 0, 1), (Reach.CALL, 1, 0), (Reach.BOTH, 1, 1)],
)
def test_in_the_way_that_they_chose(line: Reminding, reach: Reach | None, calls: int, texts: int) -> None:
    line.books(reach=reach)
    line.runs_until(DUE - timedelta(minutes=1))
    assert (line.carrier.rung, line.texts()) == ([], [])
    line.runs_until(DUE + timedelta(minutes=2))
    assert len(line.carrier.rung) == calls
    assert len(line.texts()) == texts
    assert all(text.startswith("Jangan lupa: Kamis 26 Nov jam 09.00, nomor A 1, loket Dukcapil. Bawa: ")
               for text in line.texts())  # fmt: skip


def test_a_landline_is_rung(line: Reminding) -> None:
    with line.database.write() as session:
        contact = contact_for(session, line.database.vault, "02150001234", at=line.at)
        counter = line.office.counters.by_name["Dukcapil"]
        tickets.book(session, line.office, counter, THURSDAY, at=line.at, contact=contact)
    line.runs_until(DUE + timedelta(minutes=2))
    assert (len(line.carrier.rung), line.texts()) == (1, [])


def test_what_to_bring_that_does_not_fit_can_be_asked_for(line: Reminding) -> None:
    line.books("skck")
    line.runs_until(DUE + timedelta(minutes=2))
    assert "Yang dibawa? Balas SYARAT SKCK." in line.texts()[0]


def test_a_moved_ticket_is_reminded_of_once_and_for_its_new_day(line: Reminding) -> None:
    mine = line.books()
    monday = THURSDAY + timedelta(days=4)
    line.ticket(mine, lambda session, one: tickets.move(session, line.office, one, monday, at=line.at))
    line.runs_until(monday)
    assert [text[:36] for text in line.texts()] == ["Jangan lupa: Senin 30 Nov jam 09.00,"]


def test_a_cancelled_one_is_not_reminded_of(line: Reminding) -> None:
    mine = line.books()
    line.ticket(mine, lambda session, one: tickets.change(session, one.id, TicketState.CANCELLED, at=line.at))
    line.runs_until(THURSDAY)
    assert line.texts() == []


def test_who_wants_no_notices_gets_none(line: Reminding) -> None:
    line.books(stopped_at=line.at, reach=Reach.BOTH)
    line.runs_until(THURSDAY)
    assert (line.carrier.rung, line.texts()) == ([], [])


def test_a_shared_telephone_is_not_told_what_to_bring(line: Reminding) -> None:
    line.books(shared=True)
    line.runs_until(DUE + timedelta(minutes=2))
    assert "Bawa" not in line.texts()[0]
    assert "KTP" not in line.texts()[0]


def test_a_call_that_reaches_nobody_becomes_the_text(line: Reminding) -> None:
    line.books(reach=Reach.CALL)
    line.runs_until(DUE + timedelta(minutes=2))
    for number in range(line.office.mpp.calls.tries):
        assert len(line.carrier.rung) == number + 1
        line.ends("no-answer")
        line.run_for(line.office.mpp.calls.apart + timedelta(minutes=1))
    [owed] = line.all_owed()
    assert (owed.reason, owed.state) == (CallReason.TICKET, CallBackState.UNREACHED)
    assert [text for text in line.texts() if "Jangan lupa: Kamis" in text]


def test_the_job_is_written_in_the_transaction_that_books(line: Reminding) -> None:
    def books_and_breaks() -> None:
        with line.database.write() as session:
            contact = contact_for(session, line.database.vault, CITIZEN, at=line.at)
            counter = line.office.counters.by_name["Dukcapil"]
            tickets.book(session, line.office, counter, THURSDAY, at=line.at, contact=contact)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        books_and_breaks()
    with line.database.read() as session:
        assert session.scalars(select(Job)).all() == []
