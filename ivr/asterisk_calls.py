"""Calls that come in through Asterisk, in the database: opened, gone on with, and over. Blocks; knows no socket.

Asterisk has no webhooks. Its dialplan asks us what comes next whenever the stream has ended (`what_next`): an
officer, the line once more, or the end. A call of which the dialplan says nothing any more is ended by a job.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from casework import call_tries
from casework.jobs import enqueue, finish
from casework.office import Office
from casework.officer_rings import Ring, ring_of
from casework.officer_rings import over as over_ring
from ivr import missed
from ivr.answering import answered
from ivr.crowd import offer_call_back
from ivr.position import load
from ivr.questions import wait_for
from ivr.script import Script
from ivr.store import CallStore, Opening
from ivr.turns import begin_call, current_turn, end_call, find_call, take_turn
from ivr.values import StreamLost, Transfer, TransferEnded
from models import Call, Database, Job

OVER = "asterisk.over"
"""The job that ends a call whose dialplan has fallen silent."""
BY_ASTERISK = "asterisk-"
"""How our names for Asterisk's calls begin."""
COMES_BACK = timedelta(minutes=1)
"""Within this the dialplan asks what comes next, after the stream has ended, and dials the line when told to."""
LONGEST_TALK = timedelta(minutes=45)
"""Within this it asks after a talk with an officer."""


class Next(StrEnum):
    """What the dialplan does next."""

    HANGUP = "hangup"
    RING = "ring"
    """Rings the officer whose number follows, briefs them with the token that follows it, then asks again."""
    LINE = "line"
    """Dials the line again, with the same id."""


def told(following: Next | Ring) -> str:
    """The answer for the dialplan: one word, or "ring-+622150001235-TOKEN"."""
    return (
        f"{Next.RING}-{following.number}-{following.token}" if isinstance(following, Ring) else str(following)
    )


def open_call(
    database: Database,
    office: Office,
    script: Script,
    *,
    call_id: str,
    caller: str,
    answered_by: str = "",
    at: datetime,
    crowded: bool = False,
) -> Opening | None:
    """The call with Asterisk's id, made if it is new. None when its stream is open already, it is over, or a machine
    took it.

    A call that we placed has its try's token for an id; who calls is then whom we rang. `crowded`: there is no room
    for one that comes in, and it begins with the offer to ring back.
    """
    with database.write() as session:
        tried, call = call_tries.find(session, call_id), None
        if tried is not None:
            ours = provider_id(call_id)
            call = answered(session, script, tried, provider_id=ours, answered_by=answered_by, at=at)
        else:
            call = begin_call(session, office, provider_id=provider_id(call_id), caller=caller, at=at)
        if call is None or call.streamed or call.ended_at is not None or load(call.position).ended:
            return None
        if crowded and call.turn == 0 and tried is None:
            offer_call_back(script, call)
        call.streamed = True
        store = CallStore(database=database, office=office, script=script, call_id=call.id)
        going_on = current_turn(session, script, call) if call.turn else None
    return Opening(store=store, going_on=going_on)


def stream_ended(
    database: Database, office: Office, script: Script, call_id: int, *, hung_up: bool, at: datetime
) -> None:
    """The stream of this call is gone. What the caller had not finished is settled now if they hung up, else when
    the dialplan says so, or by the job.
    """
    with database.write() as session:
        call = session.get_one(Call, call_id)
        call.streamed = False
        if hung_up or load(call.position).ended:
            missed.hung_up(session, office, call, seconds=None, at=at)
            end_call(session, office, script, call, at=at)
            return
        talking = call.turn > 0 and isinstance(wait_for(script, load(call.position)), Transfer)
        _end_if_silent(session, call, at=at + (LONGEST_TALK if talking else COMES_BACK))


def what_next(
    session: Session, office: Office, script: Script, call_id: str, *, dialled: str, over: bool, at: datetime
) -> Next | Ring:
    """What the dialplan does next with this call. `dialled` is Asterisk's DIALSTATUS after ringing an officer, of
    which only that it is over counts: a voicemail answers too. `over` says that the caller is gone.
    """
    call = find_call(session, provider_id(call_id))
    if call is None or call.ended_at is not None:
        return Next.HANGUP
    call.streamed = False
    position = load(call.position)
    if over or position.ended:
        missed.hung_up(session, office, call, seconds=None, at=at)
        end_call(session, office, script, call, at=at)
        return Next.HANGUP
    if not call.turn:
        pass  # it broke before its first word: the line begins once more
    elif not isinstance(wait_for(script, position), Transfer):
        take_turn(session, office, script, call, StreamLost(), at=at)
    elif dialled or ring_of(session, office, call.id) is None:
        talked = over_ring(session, call.id, at=at)
        take_turn(session, office, script, call, TransferEnded(answered=talked), at=at)
    position = load(call.position)
    if not position.ended and call.turn and isinstance(wait_for(script, position), Transfer):
        ring = ring_of(session, office, call.id)
        if ring is not None:
            return ring
    if position.ended:
        end_call(session, office, script, call, at=at)
        return Next.HANGUP
    _end_if_silent(session, call, at=at + COMES_BACK)
    return Next.LINE


def end_silent_call(database: Database, office: Office, script: Script, job: Job) -> None:
    """Ends the call, unless it has gone on, and finishes the job."""
    with database.write() as session:
        call = session.get(Call, job.payload["call"])
        silent = call is not None and not call.streamed and call.turn == job.payload["turn"]
        if call is not None and silent and call.ended_at is None:
            end_call(session, office, script, call, at=datetime.now(UTC))
        finish(session, job)


def _end_if_silent(session: Session, call: Call, *, at: datetime) -> None:
    """Ends this call then, unless it has gone on by that time."""
    enqueue(session, OVER, {"call": call.id, "turn": call.turn}, at=at)


def provider_id(call_id: str) -> str:
    """As the call is known to us: ids of two carriers never meet."""
    return f"{BY_ASTERISK}{call_id}"
