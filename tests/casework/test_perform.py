"""The one door into casework, on the real database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from casework.applications import ApplicationData, put_application
from casework.codes import is_code
from casework.commands import (
    ApplicationFound,
    CaseFound,
    CaseOpened,
    Channel,
    Command,
    FindOfficer,
    LookUp,
    NobodyReachable,
    NothingFound,
    NoticesStopped,
    OpenCase,
    Origin,
    Outcome,
    SendService,
    SendStatus,
    StopNotices,
    TextImpossible,
    TextQueued,
    TooManyWrongCodes,
)
from casework.contacts import contact_for
from casework.office import Office
from casework.perform import perform
from casework.recordings import keep
from models import ApplicationStatus, Call, Case, Contact, Database, Job, Message

OPEN = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CLOSED = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Citizen:
    """Asks casework, as calls do."""

    def __init__(self, database: Database, office: Office, number: str = "081234567890") -> None:
        self.database, self.office = database, office
        with database.write() as session:
            self.id = contact_for(session, office.vault, number, at=OPEN, hidden_id="CA1").id

    def ask(self, command: Command, at: datetime = OPEN) -> Outcome:
        origin = Origin(channel=Channel.CALL, contact_id=self.id, at=at)
        with self.database.write() as session:
            return perform(session, self.office, command, origin)

    def texts(self) -> list[str]:
        with self.database.read() as session:
            return list(
                session.scalars(
                    select(Message.body).where(Message.contact_id == self.id).order_by(Message.id)
                )
            )


@pytest.fixture
def citizen(database: Database, office: Office) -> Citizen:
    with database.write() as session:
        data = ApplicationData(
            code="48213096",
            service_id="kk",
            status=ApplicationStatus.IN_PROCESS,
            expected_on=date(2026, 11, 27),
        )
        put_application(session, office.vault, data, source="api", at=OPEN)
    return Citizen(database, office)


def test_an_application_is_found_by_its_code(citizen: Citizen) -> None:
    assert citizen.ask(LookUp(code="48213096")) == ApplicationFound(
        code="48213096", service_id="kk", status="diproses", missing=None, expected_on=date(2026, 11, 27)
    )


def test_a_case_is_found_by_its_code_and_gets_a_text(citizen: Citizen) -> None:
    opened = citizen.ask(OpenCase(service_id="kk", story="KK hilang"))
    assert isinstance(opened, CaseOpened)
    assert is_code(opened.code)
    assert opened.texted
    assert opened.code[:4] + " " + opened.code[4:] in citizen.texts()[0]
    assert citizen.ask(LookUp(code=opened.code)) == CaseFound(code=opened.code, status="new")


@pytest.mark.parametrize(
    ("story", "service"),
    [("KTP saya hilang waktu banjir", "ktp_hilang"), ("KTP saya bermasalah", None), ("Tolong saya", None)],
)
def test_a_story_names_its_service_when_it_plainly_does(
    citizen: Citizen, database: Database, story: str, service: str | None
) -> None:
    citizen.ask(OpenCase(story=story))
    with database.read() as session:
        assert session.scalars(select(Case)).one().service_id == service


def test_wrong_codes_lock_the_number_even_for_the_right_code(citizen: Citizen) -> None:
    for _ in range(4):
        assert citizen.ask(LookUp(code="51730424")) == NothingFound(code="51730424")
    locked = citizen.ask(LookUp(code="51730424"))
    assert locked == TooManyWrongCodes(until=OPEN + timedelta(minutes=30))
    assert citizen.ask(LookUp(code="48213096")) == locked
    later = citizen.ask(LookUp(code="48213096"), at=OPEN + timedelta(minutes=31))
    assert isinstance(later, ApplicationFound)


def test_a_right_code_forgets_the_wrong_ones(citizen: Citizen) -> None:
    for _ in range(3):
        for _ in range(3):
            citizen.ask(LookUp(code="51730424"))
        assert isinstance(citizen.ask(LookUp(code="48213096")), ApplicationFound)


def test_a_code_of_ones_own_does_not_forget_the_wrong_ones(
    citizen: Citizen, database: Database, office: Office
) -> None:
    """Else who guesses could go on for ever: four guesses, one's own code, four guesses."""
    with database.write() as session:
        mine = ApplicationData(
            code="26094174", service_id="kk", status=ApplicationStatus.RECEIVED, phone="081234567890"
        )
        put_application(session, database.vault, mine, source="csv", at=OPEN)
    for _ in range(4):
        citizen.ask(LookUp(code="51730424"))
    assert isinstance(citizen.ask(LookUp(code="26094174")), ApplicationFound)
    assert isinstance(citizen.ask(LookUp(code="51730424")), TooManyWrongCodes)


def test_one_number_locked_does_not_lock_another(
    citizen: Citizen, database: Database, office: Office
) -> None:
    for _ in range(5):
        citizen.ask(LookUp(code="51730424"))
    other = Citizen(database, office, "081298765432")
    assert isinstance(other.ask(LookUp(code="48213096")), ApplicationFound)


def test_a_status_and_a_service_are_sent_as_one_text(citizen: Citizen) -> None:
    assert citizen.ask(SendStatus(code="48213096")) == TextQueued()
    assert citizen.ask(SendService(service_id="skck")) == TextQueued()
    status, service = citizen.texts()
    assert "27 Nov" in status
    assert service.startswith("SKCK: Bawa KTP")


@pytest.mark.parametrize("number", ["0215551234", "anonymous", ""])
def test_a_telephone_that_cannot_read_texts_is_told_so(
    database: Database, office: Office, number: str
) -> None:
    citizen = Citizen(database, office, number)
    assert citizen.ask(SendService(service_id="kk")) == TextImpossible()
    opened = citizen.ask(OpenCase())
    assert isinstance(opened, CaseOpened)
    assert not opened.texted
    assert citizen.texts() == []


def test_hidden_callers_are_kept_apart(database: Database, office: Office) -> None:
    with database.write() as session:
        one = contact_for(session, office.vault, "anonymous", at=OPEN, hidden_id="CA1")
        two = contact_for(session, office.vault, "", at=OPEN, hidden_id="CA2")
        three = contact_for(session, office.vault, "", at=OPEN, hidden_id="CA3")
        assert len({one.id, two.id, three.id}) == 3


def test_one_number_in_any_writing_is_one_contact(database: Database, office: Office) -> None:
    writings = (
        "0812-3456-7890",
        "6281234567890",
        "+62 812 3456 7890",
        "0062 812 3456 7890",
        "+6281234567890",
    )
    with database.write() as session:
        found = {contact_for(session, office.vault, text, at=OPEN).id for text in writings}
        assert len(found) == 1
        assert session.get_one(Contact, found.pop()).phone == "+6281234567890"


def test_a_recording_opens_one_case_and_one_draft(
    citizen: Citizen, database: Database, office: Office
) -> None:
    with database.write() as session:
        call = Call(provider_id="CA1", contact_id=citizen.id, started_at=OPEN)
        session.add(call)
        session.flush()
        folder = office.recordings
        recording = keep(session, folder, call_id=call.id, wav=b"RIFF", seconds=1.0, at=OPEN)
    assert b"RIFF" not in (office.recordings / str(recording.file)).read_bytes()
    codes = {citizen.ask(OpenCase(recording_id=recording.id)).code for _ in range(2)}
    assert len(codes) == 1
    with database.read() as session:
        assert len(session.scalars(select(Case)).all()) == 1
        assert len(session.scalars(select(Job).where(Job.kind == "transcribe")).all()) == 1


def test_who_can_be_rung(citizen: Citizen) -> None:
    assert citizen.ask(FindOfficer()) == NobodyReachable(opens_at=None)
    closed = citizen.ask(FindOfficer(), at=CLOSED)
    assert isinstance(closed, NobodyReachable)
    assert closed.opens_at is not None
    assert closed.opens_at.isoformat() == "2026-11-25T08:00:00+07:00"


def test_notices_stop(citizen: Citizen, database: Database) -> None:
    assert citizen.ask(StopNotices()) == NoticesStopped()
    citizen.ask(StopNotices(), at=CLOSED)
    with database.read() as session:
        assert session.get_one(Contact, citizen.id).stopped_at == OPEN
