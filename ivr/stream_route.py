"""The media stream's socket: checked before it is accepted, then handed to a running call."""

import asyncio
import hmac

import structlog
from fastapi import APIRouter, WebSocket

from deps import Services, signed
from ivr.call import RunningCall
from ivr.media import StreamRefused
from ivr.sounds import stream_token
from ivr.store import CallStore, Opening
from ivr.turns import current_turn, find_call
from ivr.twilio_stream import Opened, TwilioStream
from ivr.wire import Closed, Wire

log = structlog.get_logger()
router = APIRouter(prefix="/ivr")

UNACCEPTABLE = 1008
MALFORMED = 1007
BROKEN = 1011


@router.websocket("/stream")
async def stream(socket: WebSocket) -> None:
    """One live call. The upgrade must be signed, and `start` must bring the call's own token, which works once."""
    here: Services = socket.app.state.services
    if not signed(here.settings, here.settings.stream_url, {}, socket.headers):
        log.warning("stream refused: bad signature")
        await socket.close(UNACCEPTABLE)
        return
    await socket.accept()
    wire = Wire(socket)
    line = TwilioStream(wire)
    code = 1000
    try:
        opened = await line.open()
        opening = await asyncio.get_running_loop().run_in_executor(
            here.phone.threads, open_call, here, opened
        )
        if opening is None:
            log.warning("stream refused: token")
            code = UNACCEPTABLE
        else:
            with here.stopping.living(wire.give_up):
                await RunningCall(line, here.phone, opening.store).run(opening.going_on)
    except StreamRefused as error:
        log.warning("stream refused", reason=str(error))
        code = MALFORMED
    except Closed:
        log.info("stream ended before it began")
    except Exception as error:  # whatever broke, the call goes on by keys at /ivr/continue
        log.exception("stream broke", error=type(error).__name__)
        code = BROKEN
    await line.close(code)


def open_call(here: Services, opened: Opened) -> Opening | None:
    """The call that this stream belongs to, unless its token is wrong, of another turn, or was used."""
    if opened.account_sid != here.settings.twilio_account_sid:
        return None
    script = here.phone.script
    with here.database.write() as session:
        call = find_call(session, opened.call_sid)
        if call is None or call.streamed or call.ended_at is not None:
            return None
        wanted = stream_token(here.office.vault, opened.call_sid, call.turn)
        if not hmac.compare_digest(opened.token.encode(errors="replace"), wanted.encode()):
            return None
        call.streamed = True
        store = CallStore(database=here.database, office=here.office, script=script, call_id=call.id)
        return Opening(store=store, going_on=current_turn(session, script, call) if call.turn else None)
