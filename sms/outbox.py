"""The outbox: hands queued texts to a carrier, each once as far as can be known.

    queued -> sending by a route (committed) -> [the carrier, no transaction open] -> sent | failed | unknown
                        ^                                                 │
                        └──── refused for now: the next route, or later ──┘

A text that is found `sending` (a crash) or `unknown` (no answer) is looked up at the carrier that may have it before
anything else, and goes to another only when that one surely has not got it. Receipts move it on to delivered or
failed, and what is final stays. What may wait, and why, is in `casework.text_limits`.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import assert_never

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import jobs
from casework.consent import stop_notices
from casework.jobs import Answered
from casework.messages import STOPPED, hasten_next, hasten_text
from casework.route_choice import operator_of
from casework.route_state import Chosen, RouteBook
from casework.text_limits import RATE, Leaving, Wait, in_order, leaving, not_now, settling
from models import Database, Delivery, HandOver, Job, Message, Purpose
from sms.carrier import Found, NoAnswer, Refused, Sent, TextCarrier
from sms.retrying import ErrorClass, class_of, waits

log = structlog.get_logger()

GRACE = timedelta(seconds=45)
"""How long after a missing answer the carrier's "I do not have it" is believed."""
OPEN = frozenset({Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN})
"""States in which something is still to be done."""

Result = Sent | Refused | NoAnswer
Asked = Result | Found
Texts = Mapping[int, tuple[Message, int | None]]
"""Texts by their ids, locked, each with the id of the one to the same number that waits for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What is needed of a message while no transaction is open."""

    message_id: int
    to: str
    body: str
    queued_at: datetime
    handed_at: datetime | None
    route: str | None
    found: Delivery
    """The state in which it was found: only what was queued may be sent."""
    refused: frozenset[str] = frozenset()
    """Routes that refused it for now, in this attempt."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """Hands over texts by these carriers."""

    database: Database
    book: RouteBook
    carriers: Mapping[str, TextCarrier]
    now: Callable[[], datetime] = _now

    def begin(self, session: Session, claimed: Sequence[Job]) -> list[Envelope | None]:
        """Marks queued texts as sending. None: nothing is to be done now, and the job is closed or waits.

        The jobs are of the kind `casework.messages.SEND`, claimed by the caller. Raises LostJob.
        """
        at = self.now()
        texts = leaving(session, [_message_of(job) for job in claimed], self.book.rules, at)
        return [self._begin(session, job, texts.get(_message_of(job)), at) for job in claimed]

    def _begin(self, session: Session, job: Job, text: Leaving | None, at: datetime) -> Envelope | None:
        if text is None or text.message.delivery not in OPEN:
            jobs.finish(session, job)
            return None
        message = text.message
        if message.delivery is not Delivery.QUEUED:
            return _envelope(message, found=message.delivery)
        if message.purpose is Purpose.NOTICE and message.contact.stopped_at is not None:
            message.delivery, message.error, message.held = Delivery.FAILED, STOPPED, None
            hasten_next(session, message, at=at)
            jobs.finish(session, job)
            return None
        wait = in_order(text, at) or not_now(session, self.book.rules, text, self.book.spent(session, at), at)
        chosen = wait or self._choose(session, message, frozenset())
        if isinstance(chosen, Wait):
            _hold(session, job, message, chosen)
            return None
        return self._mark(message, chosen)

    def ask(self, envelope: Envelope) -> tuple[Asked, int]:
        """Asks the carrier, with no transaction open. What it said, and after how many milliseconds."""
        began = time.monotonic()
        answer: Asked
        if envelope.found is Delivery.QUEUED and envelope.route is not None:
            answer = self.carriers[envelope.route].send(envelope.to, envelope.body, envelope.message_id)
        else:
            carrier = self.carriers.get(envelope.route or next(iter(self.carriers)))
            # One that is not in the settings any more cannot be asked, and nobody else can know.
            answer = (
                NoAnswer()
                if carrier is None
                else carrier.find(envelope.to, envelope.body, envelope.queued_at)
            )
        return answer, round((time.monotonic() - began) * 1000)

    def end(self, session: Session, answered: Sequence[Answered]) -> list[Envelope | None]:
        """Writes down what came of them. An envelope: this text is to be handed over now. Raises LostJob."""
        texts = settling(session, [one.asking.message_id for one in answered])
        return [self._end(session, one.job, one.asking, one.answer, texts) for one in answered]

    def _end(
        self, session: Session, job: Job, envelope: Envelope, asked: tuple[Asked, int], texts: Texts
    ) -> Envelope | None:
        answer, ms = asked
        message, waiting = texts[envelope.message_id]
        if isinstance(answer, Found):
            return self._looked_up(session, job, envelope, answer, message, waiting)
        if envelope.found is Delivery.QUEUED and envelope.route is not None:
            self.book.record(session, envelope.route, _hand_over(answer), ms, self.now())
        log.info(
            "text",
            message=envelope.message_id,
            route=envelope.route,
            result=type(answer).__name__,
            attempt=job.attempts,
            ms=ms,
        )
        return self._settle(session, job, envelope, answer, message, waiting)

    def send(self, job: Job) -> None:
        """All of it for one claimed job, each step in a transaction of its own. Raises LostJob."""
        with self.database.write() as session:
            jobs.must_hold(session, job)
            (envelope,) = self.begin(session, [job])
        while envelope is not None:
            answered = Answered(job=job, asking=envelope, answer=self.ask(envelope))
            with self.database.write() as session:
                (envelope,) = self.end(session, [answered])

    def _looked_up(
        self,
        session: Session,
        job: Job,
        envelope: Envelope,
        found: Found,
        message: Message,
        waiting: int | None,
    ) -> Envelope | None:
        """Settles a text whose answer was missing; one that no carrier has is sent."""
        known = select(Message.provider_id).where(
            Message.provider_id.in_(found.provider_ids), Message.id != envelope.message_id
        )
        others = set(session.scalars(known)) if found.provider_ids else set()
        ours = next((one for one in found.provider_ids if one not in others), None)
        if ours is not None:
            return self._settle(session, job, envelope, Sent(provider_id=ours), message, waiting)
        early = envelope.handed_at is not None and self.now() - envelope.handed_at < GRACE
        if envelope.found is Delivery.UNKNOWN and early:
            return self._settle(session, job, envelope, NoAnswer(), message, waiting)
        jobs.must_hold(session, job)
        if message.delivery in OPEN:  # else a receipt was faster
            message.delivery, message.route = Delivery.QUEUED, None
            session.flush()
        (following,) = self.begin(session, [job])
        return following

    def _choose(self, session: Session, message: Message, but: frozenset[str]) -> Chosen | Wait:
        return self.book.choose(
            session,
            operator=operator_of(self.book.rules.prefixes, message.contact.phone),
            purpose=message.purpose,
            but=but,
            at=self.now(),
            reserved=message.route if message.held == RATE else None,
            free=message.released_at is not None,
        )

    def _mark(self, message: Message, chosen: Chosen) -> Envelope:
        message.delivery, message.held = Delivery.SENDING, None
        message.route, message.cost, message.handed_at = chosen.route.name, chosen.cost, self.now()
        return _envelope(message, found=Delivery.QUEUED)

    def _settle(
        self,
        session: Session,
        job: Job,
        envelope: Envelope,
        result: Result,
        message: Message,
        waiting: int | None,
    ) -> Envelope | None:
        """Moves the text on and closes the job in the same transaction. Raises LostJob.

        An envelope: this route refused for now, and another takes its turn.
        """
        at = self.now()
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
                    stop_notices(session, message.contact, at=at)
                if still_open:
                    message.delivery, message.error, message.cost = Delivery.FAILED, result.error, None
                closed = jobs.finish(session, job)
            case Refused():
                if still_open:
                    jobs.must_hold(session, job)
                    message.delivery, message.error = Delivery.QUEUED, result.error
                    message.route = message.cost = None
                    refused = envelope.refused | {envelope.route or ""}
                    following = self._choose(session, message, refused)
                    if isinstance(following, Chosen):
                        return replace(self._mark(message, following), refused=refused)
                closed = self._later(session, job, message, result.error, still_open)
            case NoAnswer():
                if still_open:
                    message.delivery = Delivery.UNKNOWN
                closed = jobs.fail(session, job, "no answer", at=at, waits=waits(ErrorClass.NO_ANSWER))
            case _:
                assert_never(result)
        if not closed:
            raise jobs.LostJob(job.id)
        if message.delivery not in OPEN:
            hasten_text(session, waiting, at=at)
        return None

    def _later(self, session: Session, job: Job, message: Message, error: str, still_open: bool) -> bool:
        """No route takes it now: another attempt, or it has failed after the last."""
        schedule = waits(class_of(error))
        if still_open and job.attempts > len(schedule):
            message.delivery = Delivery.FAILED
        return jobs.fail(session, job, f"refused {error}", at=self.now(), waits=schedule)


def _message_of(job: Job) -> int:
    found: int = job.payload["message"]
    return found


def _hold(session: Session, job: Job, message: Message, wait: Wait) -> None:
    message.held, message.route = wait.why, wait.route
    if not jobs.defer(session, job, until=wait.until):
        raise jobs.LostJob(job.id)


def _envelope(message: Message, *, found: Delivery) -> Envelope:
    return Envelope(
        message_id=message.id,
        to=message.contact.phone,
        body=message.body,
        queued_at=message.created_at,
        handed_at=message.handed_at,
        route=message.route,
        found=found,
    )


def _hand_over(result: Result) -> HandOver:
    match result:
        case Sent():
            return HandOver.TAKEN
        case Refused(permanent=True):
            return HandOver.REFUSED
        case Refused():
            return HandOver.BUSY
        case NoAnswer():
            return HandOver.SILENT
        case _:
            assert_never(result)
