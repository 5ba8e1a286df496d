"""Texts to and from citizens, as rows. Sending them is the outbox's business, reading them `sms`'s."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.jobs import enqueue, hasten
from casework.text_limits import next_waiting
from models import FINAL, Contact, Delivery, Direction, Message, Purpose, Receipt

SEND = "send_text"
"""The kind of job that hands a queued text to a carrier."""
STOPPED = "stopped"
"""The error of a notice that did not leave because its citizen said BERHENTI."""


def queue_text(
    session: Session,
    contact: Contact,
    body: str,
    *,
    at: datetime,
    case_id: int | None = None,
    reply_to: Message | None = None,
    purpose: Purpose = Purpose.ANSWER,
) -> Message:
    """Puts a text into the outbox; it leaves after the transaction has committed, a notice not in quiet hours."""
    message = Message(
        direction=Direction.OUT,
        contact_id=contact.id,
        body=body,
        delivery=Delivery.QUEUED,
        case_id=case_id,
        reply_to_id=reply_to.id if reply_to else None,
        purpose=purpose,
        created_at=at,
    )
    session.add(message)
    session.flush()
    enqueue(session, SEND, {"message": message.id}, at=at, dedupe=_job_of(message.id), surely_new=True)
    return message


def hasten_next(session: Session, message: Message, *, at: datetime) -> None:
    """This text is on its way or never will be: the one to the same number that waits for it may leave."""
    hasten_text(session, next_waiting(session, message), at=at)


def hasten_text(session: Session, message_id: int | None, *, at: datetime) -> None:
    """This text need not wait any longer."""
    if message_id is not None:
        hasten(session, SEND, _job_of(message_id), at=at)


def release(session: Session, message: Message, *, at: datetime) -> None:
    """An officer lets a text go that a cap held back. Quiet hours stay."""
    message.released_at, message.held = at, None
    hasten_text(session, message.id, at=at)


def _job_of(message_id: int) -> str:
    return f"{SEND}:{message_id}"


def receive_text(session: Session, contact: Contact, body: str, *, provider_id: str, at: datetime) -> Message:
    """Keeps a text that came in. Its id of the carrier's must be new."""
    message = Message(
        direction=Direction.IN,
        provider_id=provider_id,
        contact_id=contact.id,
        body=body,
        delivery=Delivery.RECEIVED,
        created_at=at,
    )
    session.add(message)
    session.flush()
    return message


def record_receipt(
    session: Session,
    *,
    provider_id: str,
    status: str,
    delivery: Delivery | None,
    error: str | None,
    at: datetime,
    message_id: int | None = None,
) -> bool:
    """Keeps what the carrier says of a text and moves it on, unless it has its final state already.

    Receipts come twice, out of order, and before we know the carrier's id; `message_id` (our own, from the
    address the receipt came to) finds the text then. False: this receipt is known already.
    """
    known = select(Receipt.id).where(Receipt.provider_id == provider_id, Receipt.status == status)
    if session.scalar(known) is not None:
        return False
    ours = select(Message).where(Message.provider_id == provider_id, Message.direction == Direction.OUT)
    message = session.scalar(ours.with_for_update())
    if message is None and message_id is not None:
        message = session.get(Message, message_id, with_for_update=True)
        if message is not None and message.provider_id:  # the carrier knows that one by another id
            message = None
    session.add(
        Receipt(
            provider_id=provider_id,
            status=status,
            error=error,
            at=at,
            message_id=message.id if message else None,
        )
    )
    if message is None or delivery is None or message.delivery in FINAL:
        return True
    message.provider_id = message.provider_id or provider_id
    if delivery is Delivery.SENT and message.delivery in (Delivery.SENDING, Delivery.UNKNOWN):
        message.sent_at = message.sent_at or at
    message.delivery, message.error = delivery, error
    session.flush()
    hasten_next(session, message, at=at)
    return True
