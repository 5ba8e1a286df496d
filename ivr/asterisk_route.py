"""Asterisk's two doors: the socket of a call's sound, and the dialplan's question what comes next.

Both take one thing only, checked before anything else: HTTP Basic with this installation's secret. Asterisk's
websocket_client.conf sends it with the upgrade, CURL() in the dialplan with the question.
"""

import asyncio
import base64
import contextlib
import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import structlog
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response, WebSocket
from fastapi.responses import PlainTextResponse
from starlette.datastructures import FormData, Headers

from casework import officer_rings
from config import Settings
from deps import Services, ServicesDep
from ivr import asterisk_calls, briefing
from ivr.asterisk_stream import AsteriskStream
from ivr.call import RunningCall
from ivr.crowd import Level
from ivr.media import StreamRefused
from ivr.stream_route import BROKEN, MALFORMED, UNACCEPTABLE
from ivr.twiml import ACCEPT
from ivr.wire import Closed, Wire

log = structlog.get_logger()
router = APIRouter(prefix="/ivr/asterisk")

USER = "suara"
GOING_AWAY = 1001
PROTOCOL = "media"
"""The WebSocket protocol that websocket_client.conf asks for."""
MAX_QUESTION = 4096
"""Bytes of a question's body."""
NOTICED_WITHIN_S = 0.5
"""How long a question waits until we have noticed as well that the stream is over."""
ENDS_WITHIN_S = 5.0
"""How long it waits then until what the caller had said so far is stored."""
HUNG_UP = (1000, 1001)
"""Asterisk closes so when its channel was hung up; a network that fails does not."""

RING = "^[0-9a-f]{32}$"
CONNECT, REFUSE = "connect", "refuse"
"""What the dialplan does with an officer who was briefed."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A stream that is open in this process, and whether it is over."""

    wire: Wire
    over: asyncio.Event = field(default_factory=asyncio.Event)


_LIVE: dict[str, Live] = {}
"""By Asterisk's id of the call."""


def knows_secret(settings: Settings, headers: Headers) -> bool:
    """Whether whoever asks has this installation's secret. Takes the same time for every wrong answer."""
    wanted = base64.b64encode(f"{USER}:{settings.asterisk_secret}".encode()).decode()
    given = headers.get("authorization", "")
    right = hmac.compare_digest(f"Basic {wanted}".encode(), given.encode())
    return right and settings.asterisk and settings.asterisk_secret != ""


@router.websocket("")
async def stream(socket: WebSocket) -> None:
    """One live call. MEDIA_START must bring the dialplan's variables."""
    here: Services = socket.app.state.services
    if not knows_secret(here.settings, socket.headers):
        log.warning("stream refused: wrong secret")
        await socket.close(UNACCEPTABLE)
        return
    if here.stopping.begun:  # the dialplan rings the officers
        await socket.close(GOING_AWAY)
        return
    offered = socket.headers.get("sec-websocket-protocol", "").split(",")
    await socket.accept(PROTOCOL if PROTOCOL in map(str.strip, offered) else None)
    wire = Wire(socket)
    line = AsteriskStream(wire)
    code = 1000
    try:
        code = await _carry(here, wire, line)
    except StreamRefused as error:
        log.warning("stream refused", reason=str(error))
        code = MALFORMED
    except Closed:
        log.info("stream ended before it began")
    except Exception as error:  # whatever broke, the dialplan asks what comes next
        log.exception("stream broke", error=type(error).__name__)
        code = BROKEN
    await line.close(code)


async def _carry(here: Services, wire: Wire, line: AsteriskStream) -> int:
    """Runs the call that this stream belongs to. The code to close with."""
    opened = await line.open()
    opening = await _blocking(
        here,
        lambda: asterisk_calls.open_call(
            here.database,
            here.office,
            here.phone.script,
            call_id=opened.call_id,
            caller=opened.caller,
            answered_by=opened.answered_by,
            at=datetime.now(UTC),
            crowded=here.level is Level.CALL_BACK,
        ),
    )
    if opening is None:
        log.warning("stream refused: this call has one, is over, or a machine took it")
        return UNACCEPTABLE
    log.info("call", call=opening.store.call_id)
    with _living(opened.call_id, wire):
        try:
            with here.stopping.living(wire.give_up):
                await RunningCall(line, here.phone, opening.store).run(opening.going_on)
        finally:
            await asyncio.shield(asyncio.ensure_future(_left(here, opening.store.call_id, wire)))
    return 1000


@contextlib.contextmanager
def _living(call_id: str, wire: Wire) -> Iterator[None]:
    """So long the dialplan's question finds this stream. One that was given up may end after its successor began."""
    live = _LIVE[call_id] = Live(wire=wire)
    try:
        yield
    finally:
        live.over.set()
        if _LIVE.get(call_id) is live:
            del _LIVE[call_id]


async def _left(here: Services, call_id: int, wire: Wire) -> None:
    """Notes that the stream has ended, and how."""
    await _blocking(
        here,
        lambda: asterisk_calls.stream_ended(
            here.database,
            here.office,
            here.phone.script,
            call_id,
            hung_up=wire.closed_with in HUNG_UP,
            at=datetime.now(UTC),
        ),
    )


async def question(request: Request, here: ServicesDep) -> FormData:
    """The dialplan's form. 401 without the secret, before anything is read; 411 and 413 for a body of unknown or too
    great length.
    """
    _must_know_secret(here.settings, request.headers)
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        raise HTTPException(411)
    if int(length) > MAX_QUESTION:
        raise HTTPException(413)
    return await request.form(max_fields=10)


@router.post("/next", response_class=PlainTextResponse)
async def what_next(here: ServicesDep, form: Annotated[FormData, Depends(question)]) -> str:
    """One answer for the dialplan: see asterisk_calls.told. A stream of this call that still lives here is ended."""
    call_id = str(form.get("call", ""))
    if (live := _LIVE.get(call_id)) is not None and not await _happens(live.over, NOTICED_WITHIN_S):
        live.wire.give_up()
        await _happens(live.over, ENDS_WITHIN_S)

    def ask() -> str:
        with here.database.write() as session:
            following = asterisk_calls.what_next(
                session,
                here.office,
                here.phone.script,
                call_id,
                dialled=str(form.get("dialled", "")),
                over=form.get("over") == "1",
                at=datetime.now(UTC),
            )
        return asterisk_calls.told(following)

    return await _blocking(here, ask)


@router.get("/briefing")
async def briefed(request: Request, here: ServicesDep, ring: Annotated[str, Query(pattern=RING)]) -> Response:
    """What the officer of this ring hears, as mu-law without a header; empty when the ring is over."""
    _must_know_secret(here.settings, request.headers)
    mulaw = await _blocking(here, lambda: briefing.sound(here.database, here.phone, ring))
    return Response(mulaw or b"", media_type="audio/basic", headers={"Cache-Control": "no-store"})


@router.post("/answered", response_class=PlainTextResponse)
async def answered(here: ServicesDep, form: Annotated[FormData, Depends(question)]) -> str:
    """The key of an officer who was briefed: CONNECT or REFUSE."""

    def accept() -> bool:
        with here.database.write() as session:
            ring = str(form.get("ring", ""))
            return officer_rings.accept(session, here.office, ring, at=datetime.now(UTC))

    pressed = str(form.get("key", ""))
    accepted = pressed == ACCEPT and await _blocking(here, accept)
    log.info("officer answered", accepted=accepted)
    return CONNECT if accepted else REFUSE


def _must_know_secret(settings: Settings, headers: Headers) -> None:
    if not knows_secret(settings, headers):
        log.warning("question refused: wrong secret")
        raise HTTPException(401, headers={"WWW-Authenticate": "Basic"})


async def _happens(event: asyncio.Event, within_s: float) -> bool:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), within_s)
    return event.is_set()


async def _blocking(here: Services, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(here.phone.threads, work)
