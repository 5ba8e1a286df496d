"""Twilio's voice webhooks. Each is verified, is one transaction, and answers TwiML; a repeat changes nothing.

`turn` in an address says which turn the webhook answers: one for another turn is late or repeated, and gets the
present turn once more.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, HTTPException, Request, Response
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from casework import officer_rings
from casework.jobs import enqueue
from deps import Services, ServicesDep, VerifiedForm, field_of
from ivr import missed, twiml
from ivr.crowd import Level, offer_call_back
from ivr.position import load
from ivr.questions import wait_for
from ivr.recordings import FETCH, is_carriers
from ivr.sounds import is_sound_key, sound_path, stream_token
from ivr.standing import spoken_pace
from ivr.turns import Taken, begin_call, current_turn, end_call, find_call, take_turn
from ivr.values import (
    Ask,
    Heard,
    Pressed,
    Record,
    Recorded,
    Silence,
    Started,
    StreamLost,
    Transfer,
    TransferEnded,
    Wait,
)
from models import Call, CallTurn, Recording
from speech import audio
from speech.phrases import pieces
from speech.synthesizer import Pace

log = structlog.get_logger()
router = APIRouter(prefix="/ivr")

AGAIN = "x-suara-again"
"""nginx sends it where it can ask another process when one answers 503."""
FINISHED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


@router.post("/answer")
def answer(request: Request, here: ServicesDep, form: VerifiedForm) -> Response:
    """A call comes in: it is stored, and its media stream is asked for."""
    provider_id, caller = field_of(form, "CallSid"), field_of(form, "From")
    if here.settings.miskol_number and form.get("To") == here.settings.miskol_number:
        missed.rung(here.database, here.office, provider_id=provider_id, caller=caller)
        return xml(twiml.reject())
    if here.stopping.begun:  # nginx asks another process; where there is none, the caller hears why
        words = here.phone.script.lines["gangguan"]
        return xml(twiml.trouble(addresses(here), words), 503 if AGAIN in request.headers else 200)
    with here.database.write() as session:
        call = begin_call(session, here.office, provider_id=provider_id, caller=caller, at=datetime.now(UTC))
        streamed, over = call.streamed, call.ended_at is not None
        offered = None if over else _offered(here, session, call)
    log.info("call", call=call.id, offered=offered is not None)
    if offered is not None:
        return _turn(here, offered)
    if over:
        return xml(twiml.goodbye())
    if streamed:
        return xml(twiml.connect(addresses(here), ""))
    return xml(twiml.connect(addresses(here), stream_token(here.office.vault, provider_id)))


def _offered(here: Services, session: Session, call: Call) -> Taken | None:
    """The first turn of a call that there is no room for, by keys and without a stream; None: there is room."""
    if call.turn:
        return None if call.streamed or load(call.position).speech else _current(here, session, call)
    if here.level is not Level.CALL_BACK:
        return None
    offer_call_back(here.phone.script, call)
    return _take(here, session, call, Started(speech=False))


@router.post("/continue")
def go_on(here: ServicesDep, form: VerifiedForm) -> Response:
    """The stream has ended or never started: the call goes on by keys, or ends when all is said."""
    script = here.phone.script
    with here.database.write() as session:
        call = _call(session, form)
        position = load(call.position)
        if here.stopping.over and not position.ended:
            return xml(twiml.farewell(script.lines["pembaruan"]))
        if position.ended:
            return xml(twiml.goodbye())
        if call.turn == 0:
            taken = _take(here, session, call, Started(speech=False))
        elif not position.speech:
            taken = _current(here, session, call)
        elif isinstance(wait_for(script, position), Transfer):
            taken = replace(_current(here, session, call), say=())  # the stream has said it already
        else:
            taken = _take(here, session, call, StreamLost())
    return _turn(here, taken)


@router.post("/keys")
def keys(request: Request, here: ServicesDep, form: VerifiedForm, turn: int) -> Response:
    """Keys, or none in the time given."""
    request.state.again = (
        "/ivr/continue"  # keys may be a code, which is in no address: they are asked for again
    )
    digits = str(form.get("Digits", ""))[:32]
    heard: Heard = Pressed(keys=digits) if digits else Silence()
    return _heard(here, form, turn, Ask, lambda _session, _call: heard)


@router.post("/recorded")
def recorded(request: Request, here: ServicesDep, form: VerifiedForm, turn: int) -> Response:
    """A story that Twilio recorded; without a RecordingUrl nothing was said. Asked again after a trouble of ours, the
    address says which one it was: the carrier tells it once only."""
    told = request.query_params
    url = str(form.get("RecordingUrl") or told.get("rekaman", ""))
    length = str(form.get("RecordingDuration") or told.get("detik", ""))
    request.state.again = f"/ivr/recorded?{urlencode({'turn': turn, 'rekaman': url, 'detik': length})}"
    if url and not is_carriers(here.settings, url):
        log.warning("webhook refused: a recording elsewhere")
        raise HTTPException(400, "RecordingUrl is not the carrier's")

    def hear(session: Session, call: Call) -> Heard:
        if not url:
            return Silence()
        at, seconds = datetime.now(UTC), _seconds(length)
        recording = Recording(call_id=call.id, provider_url=url, seconds=seconds, created_at=at)
        session.add(recording)
        session.flush()
        enqueue(session, FETCH, {"recording": recording.id}, at=at, dedupe=f"{FETCH}:{recording.id}")
        return Recorded(recording_id=recording.id, seconds=seconds)

    return _heard(here, form, turn, Record, hear)


@router.post("/dialled")
def dialled(here: ServicesDep, form: VerifiedForm, turn: int) -> Response:
    """The officer's telephone does not ring any more, or the talk is over. Whether there was one we know ourselves: a
    voicemail answers too."""

    def hear(session: Session, call: Call) -> Heard:
        call.streamed = False
        return TransferEnded(answered=officer_rings.over(session, call.id, at=datetime.now(UTC)))

    return _heard(here, form, turn, Transfer, hear)


@router.post("/status", status_code=204)
def status(here: ServicesDep, form: VerifiedForm) -> None:
    """The carrier tells how the call goes; only its end matters."""
    if form.get("CallStatus") not in FINISHED:
        return
    try:
        _over(here, form)
    except IntegrityError:  # /ivr/answer has just stored the same call
        _over(here, form)


def _over(here: Services, form: FormData) -> None:
    """The call is over. Whoever hangs up at once may be gone before we were asked what to do with their call."""
    provider_id, at = field_of(form, "CallSid"), datetime.now(UTC)
    with here.database.write() as session:
        call = find_call(session, provider_id)
        if call is None and _unanswered(form):
            call = begin_call(
                session, here.office, provider_id=provider_id, caller=field_of(form, "From"), at=at
            )
        if call is not None:
            missed.hung_up(session, here.office, call, seconds=_talked(form), at=at)
            end_call(session, here.office, here.phone.script, call, at=at)


@router.get("/sound/{call_id}/{turn}.wav")
def sound(here: ServicesDep, call_id: int, turn: int, key: str) -> Response:
    """What the line says in this turn, as one WAV file. The key in the address is the guard."""
    if not is_sound_key(here.office.vault, call_id, turn, key):
        raise HTTPException(403)
    with here.database.read() as session:
        call = session.get(Call, call_id)
        voiced = session.scalar(
            select(CallTurn.voiced).where(CallTurn.call_id == call_id, CallTurn.number == turn)
        )
        if call is None or voiced is None:
            raise HTTPException(404)
        position = load(call.position)
    lines, pace = [pieces(line) for line in voiced.split("\n") if line], Pace(spoken_pace(position))
    mulaw = here.phone.speaker.turn_sound(lines, pace, keep=False, louder=position.louder)
    return Response(audio.wav(mulaw), media_type="audio/wav", headers={"Cache-Control": "private, no-store"})


def _heard(
    here: Services, form: FormData, turn: int, to: type[Wait], hear: Callable[[Session, Call], Heard]
) -> Response:
    """Takes the turn, unless this webhook answers an earlier one, or something that is not waited for: `to` is."""
    with here.database.write() as session:
        call = _call(session, form)
        if load(call.position).ended:
            return xml(twiml.goodbye())
        if call.turn == 0:
            taken = _take(here, session, call, Started(speech=False))
        elif turn != call.turn or not isinstance(wait_for(here.phone.script, load(call.position)), to):
            log.info("webhook for another turn", call=call.id, turn=turn)
            taken = _current(here, session, call)
        else:
            taken = _take(here, session, call, hear(session, call))
        heard_again = not call.streamed and load(call.position).speech
        provider_id = call.provider_id
    if heard_again and isinstance(taken.wait, Ask | Record):
        return xml(twiml.connect(addresses(here), stream_token(here.office.vault, provider_id, taken.number)))
    return _turn(here, taken)


def _take(here: Services, session: Session, call: Call, heard: Heard) -> Taken:
    return take_turn(session, here.office, here.phone.script, call, heard, at=datetime.now(UTC))


def _current(here: Services, session: Session, call: Call) -> Taken:
    return current_turn(session, here.phone.script, call)


def _call(session: Session, form: FormData) -> Call:
    call = find_call(session, field_of(form, "CallSid"))
    if call is None:
        raise HTTPException(404, "no such call")
    return call


def _turn(here: Services, taken: Taken) -> Response:
    path, ring = sound_path(here.office.vault, taken.call_id, taken.number), None
    if isinstance(taken.wait, Transfer):
        with here.database.read() as session:
            ring = officer_rings.ring_of(session, here.office, taken.call_id)
    return xml(twiml.turn(addresses(here), taken, here.settings.base_url + path, ring))


def addresses(here: Services) -> twiml.Addresses:
    """What our TwiML points to."""
    return twiml.Addresses(
        base_url=here.settings.base_url,
        stream_url=here.settings.stream_url,
        line_number=here.settings.line_number,
        officer_numbers=here.office.mpp.officer_numbers,
    )


def _talked(form: FormData) -> int | None:
    """How long the call lasted from its answer on, as the carrier counts it."""
    if form.get("CallStatus") in ("no-answer", "canceled"):
        return 0
    text = str(form.get("CallDuration", ""))
    return int(text) if text.isdigit() and len(text) < 8 else None


def _unanswered(form: FormData) -> bool:
    """Whether a call to us that we know nothing of was hung up before its greeting was over."""
    seconds = _talked(form)
    return (
        form.get("CallStatus") in ("completed", "no-answer", "canceled")
        and form.get("Direction", "inbound") == "inbound"
        and seconds is not None
        and seconds < missed.GREETING_S
    )


def _seconds(text: str) -> float:
    return float(text) if text.isdigit() and len(text) < 8 else 0.0


def xml(document: str, status: int = 200) -> Response:
    """A TwiML document as an answer."""
    return Response(document, status, media_type="application/xml")
