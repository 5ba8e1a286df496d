"""An outbox whose carrier can be told what to answer, and a process that can die at any point."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from casework import jobs
from casework.contacts import contact_for
from casework.messages import queue_text, record_receipt
from casework.office import Office
from models import Database, Delivery, Job, JobState, Message
from sms.carrier import Found, NoAnswer, Refused, Sent
from sms.outbox import send_text
from tests.sms.citizen import NOON

Answer = Sent | Refused | NoAnswer
BUSY = Refused(error="20429", permanent=False)


class Died(BaseException):
    """The process ends here."""


class RecordingCarrier:
    """Takes texts, and answers what it is told to. What it took, `find` finds."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.asked: list[str] = []
        self.taken: list[tuple[str, str, str]] = []
        self.answers: list[Answer] = []
        self.finding: list[Found | NoAnswer] = []
        self.takes_silently = False
        self.meanwhile: Callable[[str], None] = lambda provider_id: None

    def send(self, to: str, body: str, message_id: int) -> Answer:
        self.asked.append("send")
        with self.database.write():
            pass  # nobody holds the one writer while we are asked
        provider_id = f"SM{len(self.taken):032}"
        answer = self.answers.pop(0) if self.answers else Sent(provider_id=provider_id)
        if isinstance(answer, Sent) or self.takes_silently:
            self.taken.append((to, body, provider_id))
        self.meanwhile(provider_id)
        return answer

    def find(self, to: str, body: str, after: datetime) -> Found | NoAnswer:
        self.asked.append("find")
        if self.finding:
            return self.finding.pop(0)
        return Found(provider_ids=tuple(sid for one, text, sid in self.taken if (one, text) == (to, body)))


class Post:
    """The line's end: texts are queued, and jobs run when they are due."""

    def __init__(self, database: Database, office: Office) -> None:
        self.database, self.office, self.at = database, office, NOON
        self.carrier = RecordingCarrier(database)

    def queue(self, body: str = "Silakan datang. -MPP Contoh") -> int:
        with self.database.write() as session:
            contact = contact_for(session, self.office.vault, "081234567890", at=self.at)
            return queue_text(session, contact, body, at=self.at).id

    def claim(self) -> Job | None:
        with self.database.write() as session:
            return jobs.claim(session, at=self.at)

    def run(self, job: Job) -> None:
        send_text(self.database, self.carrier, job, now=lambda: self.at)

    def run_due(self) -> bool:
        job = self.claim()
        if job is not None:
            self.run(job)
        return job is not None

    def run_for(self, time: timedelta) -> None:
        until = self.at + time
        while (due := self.next_due()) is not None and due <= until:
            self.at = max(self.at, due)
            self.run_due()
        self.at = until

    def next_due(self) -> datetime | None:
        with self.database.read() as session:
            open_jobs = select(Job.run_at).where(Job.state.in_([JobState.READY, JobState.RUNNING]))
            return session.scalar(open_jobs.order_by(Job.run_at))

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
