"""What a telephone number brings along from its earlier calls: pace and loudness, and a place to go on at.

A number is a hint who is calling, never a proof: of the last call only the place is said, and nothing at all where
somebody said that the telephone is shared.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.position import Position, load
from ivr.values import Started
from models import Call, CallTurn, Contact

RESUME_WITHIN = timedelta(minutes=20)


def with_memory(session: Session, call: Call, started: Started, *, at: datetime) -> Started:
    """The beginning of this call, with what is known of the number."""
    contact = session.get_one(Contact, call.contact_id)
    before = None if contact.shared else _unfinished(session, call, at)
    return replace(started, unfinished=before, pace=contact.pace, louder=contact.louder)


def remember(session: Session, call: Call, before: Position, after: Position) -> None:
    """What the caller has just chosen is kept for their next call."""
    if (before.pace, before.louder) != (after.pace, after.louder):
        contact = session.get_one(Contact, call.contact_id)
        contact.pace, contact.louder = after.pace, after.louder


def _unfinished(session: Session, call: Call, at: datetime) -> Mapping[str, Any] | None:
    """Where this number's last call stood when it was hung up, if that is not long ago.

    One of which nobody has said yet that it is over has broken off as well: a telephone makes one call at a time.
    """
    earlier = (Call.contact_id == call.contact_id) & (Call.id < call.id)
    last = session.scalar(select(Call).where(earlier).order_by(Call.id.desc()).limit(1))
    if last is None or (last.ended_at or last.started_at) < at - RESUME_WITHIN:
        return None
    turn = session.scalar(select(CallTurn).where(CallTurn.call_id == last.id, CallTurn.number == last.turn))
    if turn is None or turn.at < at - RESUME_WITHIN:
        return None
    broken = last.ended_at is None and not load(last.position).ended
    if not broken and turn.heard_kind != "hung_up":
        return None
    return {name: last.position[name] for name in ("step", "answers", "trail")}
