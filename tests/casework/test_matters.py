"""What belongs to a telephone number."""

from datetime import UTC, datetime

from casework.applications import ApplicationData, put_application
from casework.cases import open_case
from casework.commands import Channel
from casework.contacts import contact_for
from casework.matters import codes_of
from models import ApplicationStatus, Database

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
MINE, THEIRS = "081234567890", "081298765432"


def test_the_codes_of_a_number_are_its_applications_and_cases(database: Database) -> None:
    with database.write() as session:
        for code, phone in (("48213096", MINE), ("12345671", THEIRS)):
            data = ApplicationData(
                code=code, service_id="ktp_hilang", status=ApplicationStatus.RECEIVED, phone=phone
            )
            put_application(session, database.vault, data, source="csv", at=AT)
        contact = contact_for(session, database.vault, MINE, at=AT)
        case = open_case(session, channel=Channel.CALL, contact_id=contact.id, at=AT, service_id=None)
        session.flush()
        assert codes_of(session, contact) == ("48213096", case.code)


def test_callers_without_a_number_own_no_application(database: Database) -> None:
    with database.write() as session:
        data = ApplicationData(code="48213096", service_id="ktp_hilang", status=ApplicationStatus.RECEIVED)
        put_application(session, database.vault, data, source="csv", at=AT)
        hidden = contact_for(session, database.vault, "anonymous", at=AT, hidden_id="one")
        assert codes_of(session, hidden) == ()
