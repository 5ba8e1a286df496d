"""Reminders: from the transaction of the change, on the days that the content names, until the citizen came."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework import jobs
from casework.applications import REMIND, ApplicationData, put_application
from casework.consent import stop_notices
from casework.contacts import contact_for
from casework.office import Office
from casework.reminders import remind
from models import ApplicationStatus, CallBack, Database, Job, Message, Purpose, Reach
from tests.due import DueJobs
from tests.sms.citizen import NOON

PHONE = "081234567890"
READY, MISSING = ApplicationStatus.READY, ApplicationStatus.INCOMPLETE


class Reminding(DueJobs):
    """The line's end that reminds, and does nothing else."""

    def __init__(self, database: Database, office: Office) -> None:
        sending = replace(office.sending, remind_ready=(2, 9), remind_missing=(7,))
        super().__init__(database, replace(office, sending=sending), NOON)

    def run(self, job: Job) -> None:
        if job.kind == REMIND:
            remind(self.database, self.office, job, now=lambda: self.at)
        else:
            with self.database.write() as session:
                jobs.finish(session, job)

    def put(self, status: ApplicationStatus, *, missing: str | None = None) -> None:
        data = ApplicationData(
            code="48213096", service_id="ktp_hilang", status=status, phone=PHONE, missing=missing
        )
        with self.database.write() as session:
            put_application(session, self.office.vault, data, source="api", at=self.at)

    def wants(self, reach: Reach | None) -> None:
        with self.database.write() as session:
            contact_for(session, self.office.vault, PHONE, at=self.at).reach = reach

    def told(self) -> list[str]:
        with self.database.read() as session:
            found = session.scalars(select(Message).order_by(Message.id)).all()
            assert all(one.purpose is Purpose.NOTICE for one in found)
            return [one.body for one in found]


@pytest.fixture
def reminding(database: Database, office: Office) -> Reminding:
    made = Reminding(database, office)
    made.put(ApplicationStatus.IN_PROCESS)
    made.wants(Reach.TEXT)
    return made


def test_what_lies_ready_is_told_again_on_each_day_of_the_content(reminding: Reminding) -> None:
    reminding.put(READY)
    days = []
    for day in range(14):
        reminding.run_for(timedelta(days=1))
        days += [day + 1] * (len(reminding.told()) - len(days))
    assert days == [2, 9]
    assert reminding.told()[0].startswith("Silakan ambil")
    assert "4821 3096" in reminding.told()[0]


def test_the_jobs_end_with_a_change_of_status(reminding: Reminding) -> None:
    reminding.put(READY)
    reminding.run_for(timedelta(days=4))
    reminding.put(ApplicationStatus.COLLECTED)
    reminding.run_for(timedelta(days=30))
    assert len(reminding.told()) == 1
    assert reminding.next_due() is None


@pytest.mark.parametrize(
    ("missing", "begins"),
    [("pas foto", "Mohon bawa pas foto ke loket"), (None, "Mohon datang ke loket, berkas")],
)
def test_what_is_missing_is_named(reminding: Reminding, missing: str | None, begins: str) -> None:
    reminding.put(MISSING, missing=missing)
    reminding.run_for(timedelta(days=20))
    [text] = reminding.told()
    assert text.startswith(begins)


def test_who_is_told_by_telephone_is_reminded_by_telephone(reminding: Reminding) -> None:
    reminding.wants(Reach.CALL)
    reminding.put(READY)
    reminding.run_for(timedelta(days=4))
    assert reminding.told() == []
    with reminding.database.read() as session:
        assert session.scalars(select(CallBack.cause)).all() == ["remind:2:1"]


def test_nobody_is_reminded_who_wants_no_news(reminding: Reminding) -> None:
    reminding.put(READY)
    reminding.wants(None)
    reminding.run_for(timedelta(days=4))
    reminding.wants(Reach.TEXT)
    with reminding.database.write() as session:
        contact = contact_for(session, reminding.office.vault, PHONE, at=reminding.at)
        stop_notices(session, contact, at=reminding.at)
    reminding.run_for(timedelta(days=20))
    assert reminding.told() == []


def test_a_first_status_is_no_change(database: Database, office: Office) -> None:
    reminding = Reminding(database, office)
    reminding.put(READY)
    assert reminding.next_due() is None
