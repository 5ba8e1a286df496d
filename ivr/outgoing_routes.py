"""Twilio's webhooks for calls that we made. Each is verified, is one transaction, and a repeat changes nothing.

`t` in an address is the token of the try (`models.CallTry`). Words and keys of the call go to the same addresses as
those of calls that come in.
"""

from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import APIRouter, HTTPException, Query, Response
from sqlalchemy.orm import Session

from casework import call_tries
from casework.call_tries import FINAL
from casework.jobs import enqueue
from deps import ServicesDep, VerifiedForm, field_of
from ivr import twiml
from ivr.answering import MACHINES, answered
from ivr.placing import HANG_UP
from ivr.routes import addresses, xml
from ivr.sounds import stream_token
from ivr.turns import end_call, find_call
from models import CallTry, TryState

log = structlog.get_logger()
router = APIRouter(prefix="/ivr/out")

Token = Annotated[str, Query(alias="t", pattern="^[0-9a-f]{32}$")]


@router.post("/answer")
def answer(here: ServicesDep, form: VerifiedForm, token: Token) -> Response:
    """Somebody, or something, took our call: the dialogue begins. Hangs up when this call must not be."""
    provider_id, answered_by = field_of(form, "CallSid"), str(form.get("AnsweredBy", ""))[:30]
    with here.database.write() as session:
        found = _try(session, token)
        call = answered(
            session,
            here.phone.script,
            found,
            provider_id=provider_id,
            answered_by=answered_by,
            at=datetime.now(UTC),
        )
        streamed = call is not None and call.streamed
    if call is None:
        log.warning("call out hung up", attempt=found.id)
        return xml(twiml.goodbye())
    log.info("call out answered", attempt=found.id, call=call.id)
    stream = "" if streamed else stream_token(here.office.vault, provider_id)
    return xml(twiml.connect(addresses(here), stream))


@router.post("/status", status_code=204)
def status(here: ServicesDep, form: VerifiedForm, token: Token) -> None:
    """How the call goes; only its end matters. It may come late, twice, or before everything else."""
    given, provider_id = str(form.get("CallStatus", "")), field_of(form, "CallSid")
    if given not in FINAL:
        return
    with here.database.write() as session:
        found = _try(session, token)
        ours = call_tries.is_its_call(found, provider_id)
        call = find_call(session, provider_id)
        at = datetime.now(UTC)
        if call is not None:
            end_call(session, here.office, here.phone.script, call, at=at)
            session.flush()
        if ours:
            call_tries.ended(session, here.office, found, status=given, at=at)
    log.info("call out ended", attempt=found.id, status=given, ours=ours)


@router.post("/machine", status_code=204)
def machine(here: ServicesDep, form: VerifiedForm, token: Token) -> None:
    """The carrier has listened who took the call. A machine hears no more of us: we hang up.

    The carrier takes some people for machines. Who has pressed a key by now is none.
    """
    provider_id, answered_by = field_of(form, "CallSid"), str(form.get("AnsweredBy", ""))[:30]
    with here.database.write() as session:
        found = _try(session, token)
        if not call_tries.is_its_call(found, provider_id) or found.state is TryState.ENDED:
            return
        found.answered_by = found.answered_by or answered_by
        if found.answered_by.startswith(MACHINES) and not call_tries.was_a_person(session, found):
            wanted = {"provider_id": provider_id}
            enqueue(session, HANG_UP, wanted, at=datetime.now(UTC), dedupe=f"{HANG_UP}:{found.id}")
    log.info("call out heard", attempt=found.id, by=answered_by)


def _try(session: Session, token: str) -> CallTry:
    found = call_tries.find(session, token)
    if found is None:
        raise HTTPException(404, "no such try")
    return found
