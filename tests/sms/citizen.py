"""A citizen who texts, and a look at what the line keeps."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from casework import cases
from casework.applications import ApplicationData, put_application
from casework.office import Office
from models import ApplicationStatus, Base, Case, Contact, Database, Direction, Message, Officer
from sms.incoming import receive

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


class Citizen:
    """Texts the line from one telephone, one text a minute."""

    def __init__(self, database: Database, office: Office, number: str = "+6281234567890") -> None:
        self.database, self.office, self.number = database, office, number
        self.at, self.sent = NOON, 0

    def text(self, body: str, *, sid: str | None = None) -> str | None:
        """Sends a text. Returns what the line answers to it, or None."""
        self.at += timedelta(minutes=1)
        self.sent += 1
        sid = sid or f"SM-{id(self)}-{self.sent}"
        with self.database.write() as session:
            message = receive(
                session, self.office, provider_id=sid, sender=self.number, body=body, at=self.at
            )
            if message is None:
                return None
            return session.scalar(select(Message.body).where(Message.reply_to_id == message.id))

    def replies(self) -> list[str]:
        """Everything that the line wrote to this telephone, the oldest first."""
        with self.database.read() as session:
            texts = (
                select(Message)
                .join(Contact)
                .where(
                    Message.direction == Direction.OUT,
                    Contact.phone_index == self.office.vault.index(f"phone:{self.number}"),
                )
            )
            return [message.body for message in session.scalars(texts.order_by(Message.id))]


def row_counts(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def put_ktp(database: Database, office: Office, phone: str | None = None) -> None:
    """An application that is ready, registered with this telephone."""
    data = ApplicationData(
        code="48213096", service_id="ktp_hilang", status=ApplicationStatus.READY, phone=phone
    )
    with database.write() as session:
        put_application(session, office.vault, data, source="api", at=NOON)


def only_case(database: Database) -> Case:
    """The one that there is, with its timeline."""
    with database.read() as session:
        case = session.scalars(select(Case)).one()
        _ = case.timeline, case.contact
        return case


def with_officer(database: Database, then: Callable[[Case, Officer], None]) -> None:
    """An officer takes the only case, and then does this with it."""
    with database.write() as session:
        officer = Officer(username="sari", name="Sari", password_hash="x", created_at=NOON)
        session.add(officer)
        case = session.scalars(select(Case)).one()
        cases.take(case, officer, at=NOON)
        session.flush()
        then(case, officer)


__all__ = ("NOON", "Citizen", "only_case", "put_ktp", "row_counts", "with_officer")
