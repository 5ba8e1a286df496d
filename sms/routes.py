"""The carrier's text webhooks. Each is verified, is one transaction, and a repeat changes nothing."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import structlog
from fastapi import APIRouter, HTTPException, Query, Response
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from starlette.datastructures import FormData

from casework.messages import record_receipt
from deps import ServicesDep, VerifiedForm
from models import Database
from sms.carrier import DELIVERIES
from sms.incoming import receive

log = structlog.get_logger()
router = APIRouter(prefix="/sms")

Result = TypeVar("Result")
TRIES = 3


@router.post("/incoming")
def incoming(here: ServicesDep, form: VerifiedForm) -> Response:
    """A citizen's text. The reply goes out by the outbox; the TwiML is always empty."""
    provider_id, sender, body = _id(form), _field(form, "From"), _field(form, "Body")

    def take(session: Session) -> int | None:
        message = receive(
            session, here.office, provider_id=provider_id, sender=sender, body=body, at=datetime.now(UTC)
        )
        return None if message is None else message.id

    message_id = store(here.database, take)
    log.info("text received", message=message_id, repeated=message_id is None)
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', media_type="application/xml")


@router.post("/status", status_code=204)
def status(
    here: ServicesDep, form: VerifiedForm, m: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
) -> None:
    """A receipt for one of our texts. `m` is our own id of it; a text unknown to us is kept for later."""
    provider_id, state, error = _id(form), _field(form, "MessageStatus")[:20], form.get("ErrorCode")

    def take(session: Session) -> bool:
        return record_receipt(
            session,
            provider_id=provider_id,
            status=state,
            delivery=DELIVERIES.get(state),
            error=str(error)[:20] if error else None,
            at=datetime.now(UTC),
            message_id=m,
        )

    log.info("receipt", message=m, status=state, repeated=not store(here.database, take))


def store(database: Database, take: Callable[[Session], Result]) -> Result:
    """One transaction; tried again when another process stored the same thing in between.

    Two webhooks may bring the same text, or two texts the same new number, and an officer may change the case.
    """
    for _ in range(TRIES - 1):
        with suppress(IntegrityError, StaleDataError), database.write() as session:
            return take(session)
    with database.write() as session:
        return take(session)


def _id(form: FormData) -> str:
    """The carrier's id of the text."""
    given = _field(form, "MessageSid")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", given):
        raise HTTPException(400, "MessageSid is not an id")
    return given


def _field(form: FormData, name: str) -> str:
    """A field that must be there exactly once. A repeated one could be read two ways under one signature."""
    values = form.getlist(name)
    if len(values) != 1 or not isinstance(values[0], str):
        raise HTTPException(400, f"{name} must be given once")
    return values[0]
