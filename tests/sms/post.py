"""An outbox whose carrier can be told what to answer, and a process that can die at any point."""

from datetime import datetime

from sqlalchemy import select

from casework.contacts import contact_for
from casework.messages import queue_text, record_receipt
from casework.office import Office
from casework.route_state import RouteBook
from models import Database, Delivery, Job, Message, Purpose
from sms.carrier import Found, NoAnswer, Refused, Sent
from sms.outbox import Outbox
from tests.due import DueJobs, RecordingCarrier
from tests.sms.citizen import NOON

Answer = Sent | Refused | NoAnswer
BUSY = Refused(error="20429", permanent=False)


class TextCarrier(RecordingCarrier):
    """Takes texts; what it took, `find` finds. Its ids begin with `prefix`: no two carriers give the same."""

    def __init__(self, database: Database, prefix: str = "SM") -> None:
        super().__init__(database)
        self.prefix = prefix

    def send(self, to: str, body: str, message_id: int) -> Answer:
        return self.take("send", to, body, prefix=self.prefix, answer=lambda sid: Sent(provider_id=sid))

    def find(self, to: str, body: str, after: datetime) -> Found | NoAnswer:
        self.asked.append("find")
        if self.finding:
            return self.finding.pop(0)
        return Found(provider_ids=tuple(sid for one, text, sid in self.taken if (one, text) == (to, body)))


class Post(DueJobs):
    """The line's end: texts are queued, and jobs run when they are due."""

    def __init__(self, database: Database, office: Office, names: tuple[str, ...] = ("one",)) -> None:
        super().__init__(database, office, NOON)
        self.carriers = {
            name: TextCarrier(database, prefix) for name, prefix in zip(names, ("SM", "TX"), strict=False)
        }
        self.carrier: TextCarrier = self.carriers[names[0]]
        self.outbox = self.another_process()

    def another_process(self) -> Outbox:
        """An outbox that shares nothing with the others but the database and the carriers."""
        book = RouteBook(self.office.sending, tuple(self.carriers))
        return Outbox(database=self.database, book=book, carriers=self.carriers, now=lambda: self.at)

    def queue(
        self,
        body: str = "Silakan datang. -MPP Contoh",
        *,
        to: str = "081234567890",
        purpose: Purpose = Purpose.ANSWER,
    ) -> int:
        with self.database.write() as session:
            contact = contact_for(session, self.office.vault, to, at=self.at)
            return queue_text(session, contact, body, at=self.at, purpose=purpose).id

    def run(self, job: Job) -> None:
        self.outbox.send(job)

    def receipt(self, provider_id: str, status: str, delivery: Delivery, message_id: int) -> None:
        with self.database.write() as session:
            record_receipt(
                session,
                provider_id=provider_id,
                status=status,
                delivery=delivery,
                error=None,
                at=self.at,
                message_id=message_id,
            )

    def message(self, message_id: int) -> Message:
        with self.database.read() as session:
            return session.get_one(Message, message_id)

    def stopped_at(self, message_id: int) -> datetime | None:
        with self.database.read() as session:
            return session.get_one(Message, message_id).contact.stopped_at

    def job(self) -> Job:
        with self.database.read() as session:
            return session.scalars(select(Job)).one()
