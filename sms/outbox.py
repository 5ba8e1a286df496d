"""The outbox: hands queued texts to the carrier, each once as far as can be known.

    queued -> sending (committed) -> [the carrier, no transaction open] -> sent | failed | unknown

A text that is found `sending` (a crash) or `unknown` (no answer) is looked up at the carrier before anything else.
Receipts move it on to delivered or failed, and what is final stays. Texts answer people who wrote to us, so they
go out to those who want no notices too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import assert_never

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import jobs
from casework.contacts import stop_notices
from models import Database, Delivery, Job, Message
from sms.carrier import Found, NoAnswer, Refused, Sent, TextCarrier

log = structlog.get_logger()

GRACE = timedelta(minutes=1)
"""How long after a missing answer the carrier's "I do not have it" is believed."""
OPEN = frozenset({Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN})
"""States in which something is still to be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Envelope:
    """What is needed of a message while no transaction is open."""

    message_id: int
    to: str
    body: str
    queued_at: datetime
    found: Delivery
    """The state in which it was found."""


def _now() -> datetime:
    return datetime.now(UTC)


def send_text(
    database: Database,
    carriers: Mapping[str, TextCarrier],
    job: Job,
    *,
    now: Callable[[], datetime] = _now,
) -> None:
    """Does one claimed job of the kind `casework.messages.SEND`: finishes it or schedules its next attempt.

    Raises LostJob.
    """
    with database.write() as session:
        envelope = _take_out(session, job, now())
    if envelope is None:
        return
    carrier = next(iter(carriers.values()))
    result: Sent | Refused | NoAnswer | None = None
    if envelope.found is not Delivery.QUEUED:
        result = _look_up(database, carrier, envelope, job)
    if result is None:
        result = carrier.send(envelope.to, envelope.body, envelope.message_id)
    with database.write() as session:
        _settle(session, job, envelope.message_id, result, now())
    log.info("text", message=envelope.message_id, result=type(result).__name__, attempt=job.attempts)


def _take_out(session: Session, job: Job, at: datetime) -> _Envelope | None:
    """Marks a queued text as sending. None: there is nothing to do any more, and the job is finished."""
    jobs.must_hold(session, job)
    message = session.get(Message, job.payload["message"], with_for_update=True)
    if message is None or message.delivery not in OPEN:
        jobs.finish(session, job)
        return None
    found = Delivery(message.delivery)
    if found is Delivery.QUEUED:
        message.delivery = Delivery.SENDING
    return _Envelope(
        message_id=message.id,
        to=message.contact.phone,
        body=message.body,
        queued_at=message.created_at,
        found=found,
    )


def _look_up(
    database: Database, carrier: TextCarrier, envelope: _Envelope, job: Job
) -> Sent | NoAnswer | None:
    """What the carrier has of a text whose answer is missing. None: surely nothing, it must be sent."""
    match carrier.find(envelope.to, envelope.body, envelope.queued_at):
        case Found(provider_ids=provider_ids):
            with database.read() as session:
                known = select(Message.provider_id).where(
                    Message.provider_id.in_(provider_ids), Message.id != envelope.message_id
                )
                others = set(session.scalars(known))
            ours = next((one for one in provider_ids if one not in others), None)
            if ours is not None:
                return Sent(provider_id=ours)
            return NoAnswer() if envelope.found is Delivery.UNKNOWN and _too_soon(job) else None
        case NoAnswer():
            return NoAnswer()


def _too_soon(job: Job) -> bool:
    """Whether the attempt before this one was less than GRACE ago."""
    waited = jobs.RETRY_AFTER[: job.attempts - 1]
    return bool(waited) and waited[-1] < GRACE


def _settle(
    session: Session, job: Job, message_id: int, result: Sent | Refused | NoAnswer, at: datetime
) -> None:
    """Writes down what came of it, and closes the job in the same transaction. Raises LostJob."""
    message = session.get_one(Message, message_id, with_for_update=True)
    still_open = message.delivery in OPEN  # a receipt may have been faster
    match result:
        case Sent(provider_id=provider_id):
            message.provider_id = message.provider_id or provider_id
            message.sent_at = message.sent_at or at
            if still_open:
                message.delivery, message.error = Delivery.SENT, None
            closed = jobs.finish(session, job)
        case Refused(permanent=True):
            if result.opted_out:
                stop_notices(message.contact, at)
            if still_open:
                message.delivery, message.error = Delivery.FAILED, result.error
            closed = jobs.finish(session, job)
        case Refused():
            last = job.attempts > len(jobs.RETRY_AFTER)
            if still_open:
                message.delivery = Delivery.FAILED if last else Delivery.QUEUED
                message.error = result.error
            closed = jobs.fail(session, job, f"refused {result.error}", at=at)
        case NoAnswer():
            if still_open:
                message.delivery = Delivery.UNKNOWN
            closed = jobs.fail(session, job, "no answer", at=at)
        case _:
            assert_never(result)
    if not closed:
        raise jobs.LostJob(job.id)
