"""The reminder on the day before: when, which number, and what to bring, by the way that the citizen chose.

The job is written in the transaction that takes or moves the ticket, and looks at the ticket again when it is due.
Knows no carrier.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from casework import callbacks, jobs, letters, ticket_letters, tickets
from casework.messages import queue_text
from casework.notices import BY_CALL
from casework.office import Office
from casework.ticket_desk import found
from models import CallReason, Database, Job, Purpose, QueueTicket, Reach, TicketState

KIND = tickets.REMIND


def _now() -> datetime:
    return datetime.now(UTC)


def remind(database: Database, office: Office, job: Job, *, now: Callable[[], datetime] = _now) -> None:
    """Does one job of the kind `tickets.REMIND`, in one transaction."""
    with database.write() as session:
        if not jobs.finish(session, job):
            return
        ticket = session.get(QueueTicket, job.payload["ticket"])
        when = datetime.fromisoformat(job.payload["when"])
        if ticket is None or ticket.state is not TicketState.BOOKED:
            return
        if (
            tickets.when_of(office.mpp, ticket) == when and now() < when
        ):  # else it was moved, or the job comes late
            tell(session, office, ticket, at=now())


def tell(session: Session, office: Office, ticket: QueueTicket, *, at: datetime) -> None:
    """By call, by text, or both; nothing to who wants no notices. A call that reaches nobody becomes the text."""
    contact = ticket.contact
    if contact is None:
        return
    wants_call = contact.reach in BY_CALL or not contact.can_text  # a landline has no other way
    by_call = wants_call and callbacks.not_wanted(contact, CallReason.TICKET) is None
    text = letters.write(office, ticket_letters.of_reminder(office, found(office, ticket)))
    if by_call:
        words = text.removesuffix(f"-{office.texts.sender}").strip()
        cause = f"ticket:{ticket.id}:{ticket.day}:{ticket.start}"
        callbacks.owe(session, office, contact, reason=CallReason.TICKET, cause=cause, words=words, at=at)
    if contact.may_text and contact.stopped_at is None and (contact.reach is not Reach.CALL or not by_call):
        queue_text(session, contact, text, at=at, purpose=Purpose.NOTICE)
