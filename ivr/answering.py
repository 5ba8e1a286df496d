"""Somebody, or something, answers a call that we placed: the dialogue begins at its own first step. Blocks; knows no
carrier.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from casework import call_tries
from casework.callbacks import WANTED
from ivr.position import Position, dump
from ivr.script import Script
from models import OWED, Call, CallReason, CallTry, TryState

REASON = "sebab"
"""The answer by which content/call.yaml tells apart who asked for our call ("diminta"), whom an officer wants to
talk with ("petugas") and who rang and hung up,
and the reminder of a number at a counter ("tiket") from other news."""
WHY = {CallReason.ASKED: "diminta", CallReason.OFFICER: "petugas"}
MACHINES = ("machine", "fax")
"""How the carrier's word begins for whoever is no person."""


def answered(
    session: Session, script: Script, found: CallTry, *, provider_id: str, answered_by: str = "", at: datetime
) -> Call | None:
    """The dialogue of this try, made if need be. None: a second call for it, one that nobody wants any more, or a
    machine. `answered_by` is the carrier's word for who took it, where it can tell.
    """
    call_back = found.call_back
    ours = call_tries.is_its_call(found, provider_id)
    if answered_by and ours:
        found.answered_by = answered_by
    if not ours or answered_by.startswith(MACHINES) or found.state is TryState.ENDED:
        return None
    if found.call is not None:
        return found.call
    if call_back.state not in OWED:
        return None
    call = Call(
        provider_id=provider_id,
        contact_id=call_back.contact_id,
        started_at=at,
        position=dump(beginning(script, CallReason(call_back.reason))),
    )
    session.add(call)
    session.flush()
    found.call_id = call.id
    return call


def beginning(script: Script, reason: CallReason) -> Position:
    """Where such a call begins, and what it knows: it says truly why we ring."""
    if reason not in (*WANTED, CallReason.OFFICER):
        return Position(start=script.notice, answers={REASON: "tiket"} if reason is CallReason.TICKET else {})
    return Position(start=script.call_back, answers={REASON: WHY[reason]} if reason in WHY else {})
