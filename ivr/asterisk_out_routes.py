"""What Asterisk's dialplan asks and tells about telephones that ring: one that we let ring, and one that rang us.

Verified like every question of the dialplan. Each is one transaction; a repeat changes nothing. Numbers and tokens
come in the body, never in an address.
"""

from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends
from fastapi.responses import PlainTextResponse
from sqlalchemy import select
from starlette.datastructures import FormData

from casework import call_ringing, call_tries
from deps import ServicesDep
from ivr import missed
from ivr.asterisk_calls import provider_id
from ivr.asterisk_ends import outcome
from ivr.asterisk_route import question
from ivr.asterisk_stream import caller_of, is_id
from ivr.turns import end_call, find_call
from models import CallTry

log = structlog.get_logger()
router = APIRouter(prefix="/ivr/asterisk", default_response_class=PlainTextResponse)

RING, HANGUP, TOLD = "ring", "hangup", "ok"
"""The words that the dialplan gets."""

Question = Annotated[FormData, Depends(question)]


@router.post("/ring")
def ring(here: ServicesDep, form: Question) -> str:
    """May this telephone ring? Yes is said once for each try, and only for the number that it was written for."""
    token, at = _text(form, "try"), datetime.now(UTC)
    with here.database.write() as session:
        found = call_tries.find(session, token)
        if found is None:
            log.warning("dialplan may not ring: no such try")
            return HANGUP
        may = call_ringing.may_ring(
            session,
            here.office,
            found,
            number=_text(form, "number"),
            provider_id=provider_id(token),
            at=at,
        )
    log.info("call out rings" if may else "call out may not ring", attempt=found.id)
    return RING if may else HANGUP


@router.post("/rung")
def rung(here: ServicesDep, form: Question) -> str:
    """How it went: DIALSTATUS and HANGUPCAUSE, from the hang-up extension of the side that rang."""
    token, at = _text(form, "try"), datetime.now(UTC)
    status = outcome(_text(form, "how"), _text(form, "cause"))
    with here.database.write() as session:
        found = call_tries.find(session, token)
        if found is None:
            log.warning("dialplan tells of no try of ours")
            return TOLD
        call = find_call(session, provider_id(token))
        if call is not None:
            end_call(session, here.office, here.phone.script, call, at=at)
            session.flush()
        if call_tries.is_its_call(found, provider_id(token)):
            call_tries.ended(session, here.office, found, status=status, at=at)
    log.info("call out ended", attempt=found.id, status=status)
    return TOLD


@router.post("/missed")
def not_answered(here: ServicesDep, form: Question) -> str:
    """Somebody rang and hung up before an answer, on the number for missed calls or on the line. We owe them a call,
    unless the line has met this call after all.
    """
    call_id = _text(form, "call")
    if not is_id(call_id):
        log.warning("dialplan tells of no call")
        return TOLD
    with here.database.read() as session:
        known = find_call(session, provider_id(call_id)) or session.scalar(
            select(CallTry.id).where(CallTry.token == call_id)
        )
    if known is None:
        caller = caller_of(_text(form, "caller"), _text(form, "presentation"))
        missed.rung(here.database, here.office, provider_id=provider_id(call_id), caller=caller)
    return TOLD


def _text(form: FormData, name: str) -> str:
    """A field, or "". No field of these is longer than a token."""
    return str(form.get(name, ""))[:60]
