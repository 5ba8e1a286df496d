"""What the conformance suite asks of every carrier: to bring a text, a part, a receipt, and to answer what it is
told.

A rig is a carrier with its other side: it plays the network behind the real adapter, over the real protocol.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import select

from casework.contacts import contact_for
from casework.messages import queue_text
from casework.office import Office
from models import Database, Delivery, Direction, Job, JobState, Message, Receipt
from sms.carrier import NoAnswer, Refused, Sent, TextCarrier
from sms.inbox import Inbox
from sms.parts import JOIN, join_late
from tests.sms.citizen import row_counts

CITIZEN = "+6281234567890"
TO, BODY = "+6281234567891", "Silakan ambil KTP di loket é @.\n-MPP Contoh"
TIMEOUT_S = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One answer of a carrier to a text, and what it means to us."""

    answer: Any
    """As the rig understands it."""
    means: Sent | Refused | NoAnswer | type[Sent]


class Rig(ABC):
    """One carrier and a line of its own."""

    told: ClassVar[Sequence[Told]] = ()
    """The table of its answers."""
    brings = True
    """Whether texts come in by it."""
    reports = True
    """Whether receipts come by it."""
    joins = True
    """Whether the line joins long texts; else the carrier has done so."""
    finds = False
    """Whether a text can be looked up by its number and body."""
    carrier: TextCarrier

    def __init__(self, database: Database, office: Office) -> None:
        self.database, self.office = database, office
        self.inbox = Inbox(database=database, office=office)

    def bring(self, body: str, sender: str = CITIZEN) -> Callable[[], None]:
        """A citizen's text comes in. Returned: what the carrier does to bring the very same once more."""
        raise NotImplementedError

    def bring_part(
        self, body: str, reference: int, total: int, position: int, sender: str
    ) -> Callable[[], None]:
        """A part of a long text comes in. Returned: as above."""
        raise NotImplementedError

    @abstractmethod
    def answer(self, how: Any) -> None:
        """What the carrier answers to texts from now on; "takes", or an answer of `told`."""

    def report(self, sent: Sent, message_id: int, kind: str) -> None:
        """A receipt comes: kind is "taken", "delivered", "failed" or "odd", which says nothing that we know."""
        raise NotImplementedError

    def close(self) -> None:
        self.database.close()

    # A look at the line -----------------------------------------------------------------------------------------

    def queued(self, delivery: Delivery, provider_id: str | None = None) -> int:
        now = datetime.now(UTC)
        with self.database.write() as session:
            contact = contact_for(session, self.office.vault, TO, at=now)
            message = queue_text(session, contact, BODY, at=now)
            message.delivery, message.provider_id = delivery, provider_id
            return message.id

    def handed(self, *, stored: bool = True) -> tuple[int, Sent]:
        """A text that the carrier took. Not `stored`: its answer has not been written down yet."""
        message_id = self.queued(Delivery.SENDING)
        self.answer("takes")
        sent = self.carrier.send(TO, BODY, message_id)
        assert isinstance(sent, Sent)
        if stored:
            with self.database.write() as session:
                message = session.get_one(Message, message_id)
                message.delivery, message.provider_id = Delivery.SENT, sent.provider_id
        return message_id, sent

    def message(self, message_id: int) -> Message:
        with self.database.read() as session:
            return session.get_one(Message, message_id)

    def came(self) -> list[Message]:
        """Citizens' texts, the newest last."""
        with self.database.read() as session:
            found = list(
                session.scalars(select(Message).where(Message.direction == Direction.IN).order_by(Message.id))
            )
            for message in found:
                _ = message.contact.phone
            return found

    def reply_to(self, message: Message) -> str | None:
        with self.database.read() as session:
            return session.scalar(select(Message.body).where(Message.reply_to_id == message.id))

    def statuses(self, message_id: int) -> list[str]:
        with self.database.read() as session:
            return list(session.scalars(select(Receipt.status).where(Receipt.message_id == message_id)))

    def rows(self) -> dict[str, int]:
        return row_counts(self.database)

    def join_late(self) -> None:
        """The time for the other parts is over."""
        with self.database.write() as session:
            jobs = list(session.scalars(select(Job).where(Job.kind == JOIN, Job.state == JobState.READY)))
            for job in jobs:
                job.state, job.token = JobState.RUNNING, "now"
        for job in jobs:
            join_late(self.database, self.office, job)
