"""What a telephone number brings along from its earlier calls: pace and loudness, and a place to go on at.

A number is a hint who is calling, never a proof: of the last call only the place is said, and nothing at all where
somebody said that the telephone is shared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.position import Position, load
from ivr.resuming import undecided
from ivr.script import Script
from ivr.values import Started
from models import Call, CallTurn, Contact

RESUME_WITHIN = timedelta(minutes=20)
LETTERS_A_SECOND = 12.0
"""Our voice says a few more at its usual pace; who hung up in the last words may not have heard them."""


def with_memory(session: Session, script: Script, call: Call, started: Started, *, at: datetime) -> Started:
    """The beginning of this call, with what is known of the number."""
    contact = session.get_one(Contact, call.contact_id)
    before = None if contact.shared else _unfinished(session, script, call, at)
    return replace(started, unfinished=before, pace=contact.pace, louder=contact.louder)


def remember(session: Session, call: Call, before: Position, after: Position) -> None:
    """What the caller has just chosen is kept for their next call."""
    if (before.pace, before.louder) != (after.pace, after.louder):
        contact = session.get_one(Contact, call.contact_id)
        contact.pace, contact.louder = after.pace, after.louder


def _unfinished(session: Session, script: Script, call: Call, at: datetime) -> Mapping[str, Any] | None:
    """Where this number's last call stood when it was hung up, if that is not long ago and there is more to come.

    One of which nobody has said yet that it is over has broken off as well: a telephone makes one call at a time. A
    ring that was never answered is no call.
    """
    earlier = (Call.contact_id == call.contact_id) & (Call.id < call.id) & (Call.turn > 0)
    last = session.scalar(select(Call).where(earlier).order_by(Call.id.desc()).limit(1))
    if last is None or (last.ended_at or last.started_at) < at - RESUME_WITHIN:
        return None
    *_, told, turn = (None, *_last_turns(session, last))
    if turn is None or turn.at < at - RESUME_WITHIN:
        return None
    position = load(last.position)
    broken = last.ended_at is None and not position.ended
    if not broken and turn.heard_kind != "hung_up":
        return None
    if (before := undecided(position)) is not None:
        return before
    if told is not None and not broken and position.step in script.told and _heard_out(last, told):
        return None
    return {name: last.position[name] for name in ("step", "answers", "trail")}


def _last_turns(session: Session, call: Call) -> Sequence[CallTurn]:
    """The last two turns, the last one last."""
    wanted = select(CallTurn).where(CallTurn.call_id == call.id, CallTurn.number > call.turn - 2)
    return session.scalars(wanted.order_by(CallTurn.number)).all()


def _heard_out(call: Call, told: CallTurn) -> bool:
    """Whether they hung up only after what was said last was over."""
    ended = call.ended_at or told.at
    return (ended - told.at).total_seconds() >= len(told.voiced) / LETTERS_A_SECOND
