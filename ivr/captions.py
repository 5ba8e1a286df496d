"""What was said and understood in a call, for whoever tries the line out. Served in development only."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException
from sqlalchemy import select

from deps import ServicesDep
from ivr.turns import find_call
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


def _settled(turn: CallTurn) -> bool:
    """Whether the time to the first sound is known, or will not come any more: not every turn is spoken live."""
    return turn.ms_to_first_audio is not None or datetime.now(UTC) - turn.at > timedelta(seconds=1)


def _turn(turn: CallTurn) -> dict[str, Any]:
    return {
        "number": turn.number,
        "step": turn.step,
        "heard": {"kind": turn.heard_kind, "text": turn.heard or "", "confidence": turn.confidence},
        "said": turn.said,
        "wait": {"ask": "speech", "record": "recording", "transfer": "transfer"}.get(turn.waits_for, "none"),
        "ms_to_first_audio": turn.ms_to_first_audio,
    }
