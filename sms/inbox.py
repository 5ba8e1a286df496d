"""The inbox: texts and receipts that a carrier brings. Each is one transaction, and a repeat changes nothing.

Knows no carrier and no web framework: the routes of each carrier read what it brought, and hand it over here. A
carrier that listens by itself gets an `Inbox`.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casework.messages import record_receipt
from casework.office import Office
from models import Database, Delivery, Message
from sms import parts
from sms.incoming import receive
from sms.parts import REPEATED_WITHIN, Part

log = structlog.get_logger()

Result = TypeVar("Result")
TRIES = 3


@dataclass(slots=True, kw_only=True)
class Inbox:
    """Where a carrier that listens hands over what came. Each call has committed when it returns, or raises."""

    database: Database
    office: Office
    """Replaced when other content is published."""

    def text(self, *, provider_id: str, sender: str, body: str) -> None:
        """A text with an id of the carrier's."""
        take_text(self.database, self.office, provider_id=provider_id, sender=sender, body=body)

    def nameless_text(self, *, carrier: str, session: str, number: int, sender: str, body: str) -> None:
        """A text without an id: SMPP gives none. `session` is its connection, `number` the text's in it.

        Cut off after we kept a text and before our answer got through, the carrier brings it again by its next
        connection. So the same words of the same sender by another connection within minutes are a repeat; by the
        same connection they are a second text.
        """
        same = f"{carrier}-in-{self.office.vault.index(f'{carrier}:{sender}:{body}')[:24]}-"
        this = f"{same}{session}-"

        def take(database_session: Session) -> int | None:
            at = datetime.now(UTC)
            elsewhere = select(Message.id).where(
                Message.provider_id.startswith(same, autoescape=True),
                Message.provider_id.not_like(f"{this}%"),
                Message.created_at > at - REPEATED_WITHIN,
            )
            if database_session.scalar(elsewhere.limit(1)) is not None:
                return None
            provider_id = f"{this}{number:x}"
            message = receive(
                database_session, self.office, provider_id=provider_id, sender=sender, body=body, at=at
            )
            return None if message is None else message.id

        message_id = store(self.database, take)
        log.info("text received", message=message_id, repeated=message_id is None)

    def part(self, part: Part) -> None:
        """One part of a long text."""

        def take(session: Session) -> int | None:
            message = parts.take_part(session, self.office, part, at=datetime.now(UTC))
            return None if message is None else message.id

        message_id = store(self.database, take)
        log.info("part received", message=message_id, of=part.place.total)

    def receipt(
        self,
        *,
        provider_id: str,
        status: str,
        delivery: Delivery | None,
        error: str | None,
        message_id: int | None,
    ) -> None:
        """A receipt; `message_id` is our own id of the text, if the carrier knows it."""
        take_receipt(
            self.database,
            provider_id=provider_id,
            status=status,
            delivery=delivery,
            error=error,
            message_id=message_id,
        )

    def knows(self, provider_id: str) -> bool:
        """Whether a text with this id of the carrier's is stored."""
        with self.database.read() as session:
            return session.scalar(select(Message.id).where(Message.provider_id == provider_id)) is not None


def take_text(database: Database, office: Office, *, provider_id: str, sender: str, body: str) -> None:
    """A citizen's text. The reply goes out by the outbox."""

    def take(session: Session) -> int | None:
        at = datetime.now(UTC)
        message = receive(session, office, provider_id=provider_id, sender=sender, body=body, at=at)
        return None if message is None else message.id

    message_id = store(database, take)
    log.info("text received", message=message_id, repeated=message_id is None)


def take_receipt(
    database: Database,
    *,
    provider_id: str,
    status: str,
    delivery: Delivery | None,
    error: str | None,
    message_id: int | None,
) -> None:
    """A receipt for one of our texts; `message_id` is our own id of it. One for an unknown text is kept for
    later.
    """

    def take(session: Session) -> bool:
        return record_receipt(
            session,
            provider_id=provider_id,
            status=status,
            delivery=delivery,
            error=error,
            at=datetime.now(UTC),
            message_id=message_id,
        )

    log.info("receipt", message=message_id, status=status, repeated=not store(database, take))


def store(database: Database, take: Callable[[Session], Result]) -> Result:
    """One transaction; tried again when another process stored the same thing in between.

    Two webhooks may bring the same text, or two texts the same new number, and an officer may change the case.
    """
    for _ in range(TRIES - 1):
        with suppress(IntegrityError, StaleDataError), database.write() as session:
            return take(session)
    with database.write() as session:
        return take(session)
