"""Rings telephones for calls that we owe, each once as far as can be known. The job's side of `casework.call_tries`.

The carrier is asked while no transaction is open. Knows no table of its own and no words.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import assert_never

import structlog
from sqlalchemy import select

from casework import call_tries, jobs
from casework.call_ringing import without_a_word
from casework.call_tries import FINAL, Ring
from casework.jobs import LostJob
from casework.office import Office
from ivr.calling import CallCarrier, Forgotten, Found, NoAnswer, Placed, Refused, State
from models import CallTry, Database, Job, TryState

log = structlog.get_logger()

HANG_UP = "hang_up_call_out"
"""The kind of job that ends a call which an answering machine took."""
GRACE = timedelta(minutes=1)
"""How long after a missing answer the carrier's "I do not have it" is believed: its list runs a little behind."""
ASKED_FOR = timedelta(days=1)
"""So long a carrier that does not answer is asked how a call ended."""


def _now() -> datetime:
    return datetime.now(UTC)


def place_call(
    database: Database,
    office: Office,
    carrier: CallCarrier,
    job: Job,
    *,
    now: Callable[[], datetime] = _now,
) -> None:
    """Does one claimed job of the kind `callbacks.CALL`. Raises LostJob."""
    with database.write() as session:
        ring = call_tries.begin(session, office, job, at=now())
    if ring is None:
        return
    result: Placed | Refused | NoAnswer | None = None
    if ring.found is not TryState.REFUSED:
        result = _look_up(database, carrier, ring, now())
        if result is None:  # since then it may have become night
            with database.write() as session:
                call_tries.not_there(session, ring.try_id)
                ring = call_tries.begin(session, office, job, at=now())
            if ring is None:
                return
    if result is None:
        result = carrier.place(ring.to, ring.token)
    with database.write() as session:
        match result:
            case Placed(provider_id=provider_id):
                call_tries.placed(session, job, ring.try_id, provider_id)
            case Refused(error=error, permanent=permanent):
                call_tries.refused(session, office, job, ring.try_id, error, permanent=permanent, at=now())
            case NoAnswer():
                call_tries.unknown(session, job, ring.try_id, at=now())
            case _:
                assert_never(result)
    log.info("call out", attempt=ring.try_id, result=type(result).__name__)


def check_call(
    database: Database,
    office: Office,
    carrier: CallCarrier,
    job: Job,
    *,
    now: Callable[[], datetime] = _now,
) -> None:
    """Does one claimed job of the kind `call_tries.CHECK`: learns how a try ended that nobody told us of."""
    with database.read() as session:
        found = session.get_one(CallTry, job.payload["try"])
        over = found.state is TryState.ENDED or call_tries.is_being_placed(session, found)
        provider_id, to = found.provider_id, found.call_back.contact.phone
        ring = Ring(
            try_id=found.id, to=to, token=found.token, written_at=found.placed_at, found=TryState(found.state)
        )
    looked: Placed | NoAnswer | None = None
    state: State | Forgotten | NoAnswer = NoAnswer()
    if not over:
        looked = Placed(provider_id=provider_id) if provider_id else _look_up(database, carrier, ring, now())
        if isinstance(looked, Placed):
            state = carrier.state(looked.provider_id)
    with database.write() as session:
        found = call_tries.locked(session, ring.try_id)
        if not over and looked is None and found.provider_id is None:
            call_tries.ended(session, office, found, status="never placed", at=now())
        elif isinstance(looked, NoAnswer) and (status := _how_it_ended(found, looked, now())) is not None:
            call_tries.ended(session, office, found, status=status, at=now())
        elif isinstance(looked, Placed):
            call_tries.is_its_call(found, looked.provider_id)
            if (status := _how_it_ended(found, state, now())) is not None:
                call_tries.ended(session, office, found, status=status, at=now())
        if found.state is not TryState.ENDED:
            call_tries.check_again(session, found.id, at=now())
        if not jobs.finish(session, job):
            raise LostJob(job.id)


def hang_up(
    database: Database, carrier: CallCarrier, job: Job, *, now: Callable[[], datetime] = _now
) -> None:
    """Does one claimed job of the kind HANG_UP; ending a call twice does no harm."""
    done = carrier.hang_up(job.payload["provider_id"])
    with database.write() as session:
        if done:
            jobs.finish(session, job)
        else:
            jobs.fail(session, job, "no answer", at=now())


def _how_it_ended(found: CallTry, state: State | Forgotten | NoAnswer, at: datetime) -> str | None:
    """The carrier's last word. One that knows the call no more, or has not answered for a day, will not say it any
    more: whether somebody answered stands in our own tables.
    """
    match state:
        case State(status=status):
            return status if status in FINAL else None
        case Forgotten():
            return without_a_word(found)
        case NoAnswer():
            return without_a_word(found) if at - found.placed_at > ASKED_FOR else None


def _look_up(database: Database, carrier: CallCarrier, ring: Ring, at: datetime) -> Placed | NoAnswer | None:
    """What the carrier has of a call whose answer is missing. None: surely nothing, it may be placed."""
    match carrier.find(ring.to, ring.token, ring.written_at):
        case Found(provider_ids=provider_ids):
            with database.read() as session:
                known = select(CallTry.provider_id).where(
                    CallTry.provider_id.in_(provider_ids), CallTry.id != ring.try_id
                )
                others = set(session.scalars(known))
            ours = next((one for one in provider_ids if one not in others), None)
            if ours is not None:
                return Placed(provider_id=ours)
            return NoAnswer() if at - ring.written_at < GRACE else None
        case NoAnswer():
            return NoAnswer()
