"""Twilio's webhooks for an officer's telephone that rings: what they hear, and the key with which they take the call.

`r` in an address is the ring's token (`casework.officer_rings`); which number is rung was decided before, from what
an administrator set.
"""

from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import APIRouter, HTTPException, Path, Query, Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from casework import officer_rings
from deps import ServicesDep, VerifiedForm
from ivr import briefing, twiml
from ivr.routes import addresses, xml
from ivr.sounds import STILL_HERE_PATH, briefing_path
from models import WaitingCaller
from speech import audio

log = structlog.get_logger()
router = APIRouter()

_RING = "^[0-9a-f]{32}$"
Token = Annotated[str, Query(alias="r", pattern=_RING)]
STILL_HERE = audio.wav(audio.tone(440, 120, 0.03) + audio.silence(80))


@router.post("/ivr/officer/briefed")
def briefed(here: ServicesDep, form: VerifiedForm, token: Token) -> Response:
    """Somebody, or something, answered an officer's telephone: it is told what the call is about."""
    with here.database.read() as session:
        row = officer_rings.ringing(session, token)
        there = row is not None and _is_its_call(session, row, form)
    if not there:
        return xml(twiml.goodbye())
    return xml(twiml.briefing(addresses(here), token, here.settings.base_url + briefing_path(token)))


@router.post("/ivr/officer/answered")
def answered(here: ServicesDep, form: VerifiedForm, token: Token) -> Response:
    """A key: only the right one connects."""
    with here.database.write() as session:
        row = officer_rings.ringing(session, token)
        ours = row is None or _is_its_call(session, row, form)
        accepted = (
            ours
            and form.get("Digits") == twiml.ACCEPT
            and officer_rings.accept(session, here.office, token, at=datetime.now(UTC))
        )
    log.info("officer answered", accepted=accepted)
    return xml(twiml.connected() if accepted else twiml.goodbye())


@router.get("/ivr/officer/briefing/{token}.wav")
def heard(here: ServicesDep, token: Annotated[str, Path(pattern=_RING)]) -> Response:
    """The briefing as one WAV file, while it rings. The token in the address is the guard."""
    mulaw = briefing.sound(here.database, here.phone, token)
    if mulaw is None:
        raise HTTPException(404)
    return Response(audio.wav(mulaw), media_type="audio/wav", headers={"Cache-Control": "private, no-store"})


@router.get(STILL_HERE_PATH)
def still_here() -> Response:
    """A soft sound for whoever waits by keys."""
    return Response(STILL_HERE, media_type="audio/wav", headers={"Cache-Control": "public, max-age=86400"})


def _is_its_call(session: Session, row: WaitingCaller, form: FormData) -> bool:
    """Whether the carrier rings this telephone for the caller that it was offered to."""
    parent = form.get("ParentCallSid")
    return parent is None or parent == row.call.provider_id
