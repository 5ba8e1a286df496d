"""Calls that nobody speaks of any more: a process died in their middle, or a carrier's last word was lost. Closes
them.

What the caller had said is kept as when they hang up, and they can go on at the same place when they call again. A
call is closed only when it has been quiet for minutes, and not while its carrier says that somebody still talks. The
carriers are asked while no transaction is open.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import call_ringing, call_tries, jobs
from casework.jobs import LostJob
from casework.office import Office
from ivr.calling import CallCarrier, Forgotten, NoAnswer, State
from ivr.position import load
from ivr.questions import wait_for
from ivr.script import Script
from ivr.turns import end_call
from ivr.values import Transfer
from models import Call, CallTry, CallTurn, Database, Job

log = structlog.get_logger()

SWEEP = "sweep_calls"
"""The kind of job."""
EVERY = timedelta(minutes=2)
QUIET = timedelta(minutes=15)
"""So long no turn may be taken: longer than the line waits for who said "tunggu", and than any story; shorter than
the time in which who calls again may go on."""
LONGEST_TALK = timedelta(minutes=45)
"""So long a caller may talk with an officer, or a carrier may say that a call goes on of which we hear nothing."""
AT_ONCE = 50
"""Calls looked at in one go; the others come next time."""


def _now() -> datetime:
    return datetime.now(UTC)


def schedule(session: Session, *, at: datetime) -> None:
    """The next sweep after `at`, unless it is scheduled: several processes agree without knowing of each other."""
    number = int(at.timestamp() // EVERY.total_seconds()) + 1
    due = datetime.fromtimestamp(number * EVERY.total_seconds(), UTC)
    jobs.enqueue(session, SWEEP, {}, at=due, dedupe=f"{SWEEP}:{number}")


def sweep(
    database: Database,
    office: Office,
    script: Script,
    carriers: Sequence[CallCarrier],
    job: Job,
    *,
    now: Callable[[], datetime] = _now,
) -> None:
    """Does one claimed job: schedules the next, and closes what is over. Raises LostJob."""
    at = now()
    with database.write() as session:
        schedule(session, at=at)
        if not jobs.finish(session, job):
            raise LostJob(job.id)
    with database.read() as session:
        quiet = [(call.id, call.provider_id, call.turn, last) for call, last in _quiet(session, script, at)]
    for call_id, provider_id, turn, last in quiet:
        state = _asked(carriers, provider_id)
        if isinstance(state, State) and state.status not in call_tries.FINAL and last > at - LONGEST_TALK:
            continue
        with database.write() as session:
            tried = _try_of(session, call_id)  # before the call, as everywhere: no two wait for each other
            call = session.get_one(Call, call_id, with_for_update=True)
            if call.ended_at is None and call.turn == turn:
                _close(session, office, script, call, tried, state, last=last, at=at)
                log.warning("call closed that nobody ended", call=call_id)


def _quiet(session: Session, script: Script, at: datetime) -> list[tuple[Call, datetime]]:
    """(open calls of which nothing was heard for long, when their last turn was or they began)."""
    last = func.coalesce(func.max(CallTurn.at), Call.started_at)
    found = session.execute(
        select(Call.id, func.max(CallTurn.at))
        .outerjoin(CallTurn, CallTurn.call_id == Call.id)
        .where(Call.ended_at.is_(None))
        .group_by(Call.id, Call.started_at)
        .having(last < at - QUIET)
        .order_by(Call.id)
        .limit(AT_ONCE)
    ).all()
    calls = [(session.get_one(Call, call_id), turned) for call_id, turned in found]
    since = [(call, turned or call.started_at) for call, turned in calls]
    return [(call, quiet) for call, quiet in since if quiet < at - _patience(script, call)]


def _patience(script: Script, call: Call) -> timedelta:
    """Who talks with an officer takes no turns of ours."""
    position = load(call.position)
    if call.turn and not position.ended and isinstance(wait_for(script, position), Transfer):
        return LONGEST_TALK
    return QUIET


def _asked(carriers: Sequence[CallCarrier], provider_id: str) -> State | Forgotten | NoAnswer:
    """What the carrier says whose call this is; NoAnswer when none can say anything."""
    for carrier in carriers:
        state = carrier.state(provider_id)
        if not isinstance(state, NoAnswer):
            return state
    return NoAnswer()


def _close(
    session: Session,
    office: Office,
    script: Script,
    call: Call,
    tried: CallTry | None,
    state: State | Forgotten | NoAnswer,
    *,
    last: datetime,
    at: datetime,
) -> None:
    """Ends it as if they had hung up when they were last heard, so that they can go on within the time promised."""
    call.streamed = False
    call.ended_at = last
    end_call(session, office, script, call, at=at)
    session.flush()
    if tried is not None:
        final = isinstance(state, State) and state.status in call_tries.FINAL
        status = state.status if final and isinstance(state, State) else call_ringing.without_a_word(tried)
        call_tries.ended(session, office, tried, status=status, at=at)


def _try_of(session: Session, call_id: int) -> CallTry | None:
    """The try by which we placed this call, for changing it. None: it came in."""
    try_id = session.scalar(select(CallTry.id).where(CallTry.call_id == call_id))
    return None if try_id is None else call_tries.locked(session, try_id)
