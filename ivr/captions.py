"""What was said and understood in a call, and where it stands, for whoever tries the line out. Served in development
only.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException
from sqlalchemy import select

from casework.call_ways import BETWEEN
from deps import ServicesDep
from ivr.patience import SIGN_S
from ivr.position import load
from ivr.questions import wait_for
from ivr.turns import find_call
from ivr.values import Ask, Record, Wait
from models import CallTurn

router = APIRouter(prefix="/ivr")


@router.get("/captions/{provider_id}")
def captions(here: ServicesDep, provider_id: str, after: int = 0) -> dict[str, Any]:
    """The turns of this call after that number."""
    with here.database.read() as session:
        call = find_call(session, provider_id)
        if call is None:
            raise HTTPException(404)
        turns = session.scalars(
            select(CallTurn)
            .where(CallTurn.call_id == call.id, CallTurn.number > after)
            .order_by(CallTurn.number)
        )
        ended = call.ended_at is not None
        shown = [_turn(turn) for turn in turns if ended or _settled(turn)]
        return {"turns": shown, "ended": ended}


@router.get("/captions/{provider_id}/now")
def now(here: ServicesDep, provider_id: str) -> dict[str, Any]:
    """Where this call stands: the step, what it waits for, and how long it waits before it speaks again."""
    with here.database.read() as session:
        call = find_call(session, provider_id)
        if call is None:
            raise HTTPException(404)
        last = session.scalar(
            select(CallTurn).where(CallTurn.call_id == call.id, CallTurn.number == call.turn)
        )
        position = load(call.position)
        standing = bool(position.step) and not position.ended
        return {
            "turn": call.turn,
            "step": position.step,
            "said": last.said if last else "",
            **_waits(wait_for(here.phone.script, position) if standing else None),
        }


def _waits(wait: Wait | None) -> dict[str, Any]:
    """`patience_s`: without a sound from the caller; `pause_s`: after one; `keys`: how many make the answer."""
    match wait:
        case Ask(speech=grammar, patience_s=patience, hold=hold, keys=keys):
            pause = grammar.end_silence_ms / 1000 if grammar is not None else 0.0
            quiet = min(SIGN_S, patience / 2) if hold else patience
            return {"waits": "ask", "patience_s": quiet, "pause_s": pause, "keys": keys}
        case Record(patience_s=patience, end_silence_s=pause):
            return {"waits": "record", "patience_s": patience, "pause_s": pause}
        case None:
            return {"waits": "nothing"}
        case _:
            return {"waits": "transfer"}


def _settled(turn: CallTurn) -> bool:
    """Whether the time to the first sound is known, or will not come any more: not every turn is spoken live."""
    return turn.ms_to_first_audio is not None or datetime.now(UTC) - turn.at > timedelta(seconds=1)


def _turn(turn: CallTurn) -> dict[str, Any]:
    return {
        "number": turn.number,
        "step": turn.step,
        "heard": {"kind": turn.heard_kind, "text": turn.heard or "", "confidence": turn.confidence},
        "said": turn.said,
        "reached": turn.way.split(BETWEEN) if turn.way else [],
        "wait": {"ask": "speech", "record": "recording", "transfer": "transfer"}.get(turn.waits_for, "none"),
        "ms_to_first_audio": turn.ms_to_first_audio,
    }
