"""The inbox: texts and receipts that a carrier brings. Each is one transaction, and a repeat changes nothing.

Knows no carrier and no web framework: the routes of each carrier read what it brought, and hand it over here.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeVar

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casework.messages import record_receipt
from casework.office import Office
from models import Database, Delivery
from sms.incoming import receive

log = structlog.get_logger()

Result = TypeVar("Result")
TRIES = 3


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
    """A receipt for one of our texts; `message_id` is our own id of it. One for an unknown text is kept for later."""

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
