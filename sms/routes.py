"""The carrier's text webhooks: each is verified, and handed over to the inbox."""

import re
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Response
from starlette.datastructures import FormData

from deps import ServicesDep, VerifiedForm, field_of
from sms import inbox
from sms.carrier import DELIVERIES

router = APIRouter(prefix="/sms")


@router.post("/incoming")
def incoming(here: ServicesDep, form: VerifiedForm) -> Response:
    """A citizen's text. The reply goes out by the outbox; the TwiML is always empty."""
    provider_id, sender, body = _id(form), field_of(form, "From"), field_of(form, "Body")
    inbox.take_text(here.database, here.office, provider_id=provider_id, sender=sender, body=body)
    return Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', media_type="application/xml")


@router.post("/status", status_code=204)
def status(
    here: ServicesDep, form: VerifiedForm, m: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None
) -> None:
    """A receipt for one of our texts. `m` is our own id of it; a text unknown to us is kept for later."""
    provider_id, state, error = _id(form), field_of(form, "MessageStatus")[:20], form.get("ErrorCode")
    inbox.take_receipt(
        here.database,
        provider_id=provider_id,
        status=state,
        delivery=DELIVERIES.get(state),
        error=str(error)[:20] if error else None,
        message_id=m,
    )


def _id(form: FormData) -> str:
    """The carrier's id of the text."""
    given = field_of(form, "MessageSid")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", given):
        raise HTTPException(400, "MessageSid is not an id")
    return given
