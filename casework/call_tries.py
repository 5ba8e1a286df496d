"""One ring after the other for a call that we owe: what is to be placed, what came of it, and what follows.

    placing (committed) -> [the carrier, no transaction open] -> placed | refused | unknown -> ended

A try that is found `placing` (a crash) or `unknown` (no answer) is looked up at the carrier before anything else. The
carrier's word on how it ended comes by webhook, or is asked for by a job that was written together with the try.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import jobs
from casework.call_limits import capped, on_the_line, rung_now
from casework.callbacks import CALL, WANTED, end, not_wanted, plan, tell, when
from casework.letters import Letter
from casework.notices import unreached
from casework.office import Office
from casework.special_days import quiet_with_special_days
from models import (
    CallBack,
    CallBackState,
    CallReason,
    CallTry,
    CallTurn,
    Contact,
    Job,
    JobState,
    TryState,
)

CHECK = "check_call_out"
"""The kind of job that asks how a try ended, for when no webhook ever says so."""
CHECK_AFTER = timedelta(minutes=45)
"""Longer than the longest call and than all attempts to place one, so that nobody is ringing any more."""
IN_USE = timedelta(minutes=2)
"""How much later, when this telephone talks with us or is rung by us already."""
OPEN = frozenset({TryState.PLACING, TryState.REFUSED, TryState.UNKNOWN})
"""States in which the carrier must still be asked."""
FINAL = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
"""The carrier's last words on a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """What is needed of a try while no transaction is open. `found` is the state in which it was found."""

    try_id: int
    to: str
    token: str
    written_at: datetime
    found: TryState


def begin(session: Session, office: Office, job: Job, *, at: datetime) -> Ring | None:
    """The telephone to ring now, written down as a try. None: there is nothing to ring, and the job is finished.

    Everything is looked at again: a citizen may have said "jangan hubungi", and quiet hours may have begun. Raises
    LostJob.
    """
    jobs.must_hold(session, job)
    call_back = _locked(session, job.payload["call_back"])
    last = call_back.tries[-1] if call_back.tries else None
    if call_back.state is CallBackState.CALLING and last is not None and last.state in OPEN:
        if last.state is not TryState.REFUSED:
            return _ring(call_back, last, TryState(last.state))
        if (why := not_wanted(call_back.contact, CallReason(call_back.reason))) is not None:
            end(call_back, CallBackState.DROPPED, why, at=at)
            ended(session, office, last, status="refused", at=at)
        elif not quiet_with_special_days(session, office.mpp.calls, at=at).may_ring(at):
            ended(session, office, last, status="refused", at=at)
        else:  # surely nobody was rung
            last.state, last.placed_at = TryState.PLACING, at
            return _ring(call_back, last, TryState.REFUSED)
    elif (
        call_back.state is CallBackState.WAITING
        and call_back.due_at <= at
        and (new := _new_try(session, office, call_back, at)) is not None
    ):
        return _ring(call_back, new, TryState.REFUSED)
    jobs.finish(session, job)
    return None


def not_there(session: Session, try_id: int) -> None:
    """The carrier was asked, and surely does not have it: `begin` looks again whether it may ring now."""
    found = locked(session, try_id)
    if found.state in OPEN:
        found.state = TryState.REFUSED


def placed(session: Session, job: Job, try_id: int, provider_id: str) -> None:
    """The carrier has it. A webhook may have said so, or how it ended, before. Raises LostJob."""
    found = locked(session, try_id)
    found.provider_id = found.provider_id or provider_id
    if found.state in OPEN:
        found.state = TryState.PLACED
    if not jobs.finish(session, job):
        raise jobs.LostJob(job.id)


def refused(
    session: Session, office: Office, job: Job, try_id: int, error: str, *, permanent: bool, at: datetime
) -> None:
    """The carrier does not have it. What passes is asked for again, and after the last time it is a try that failed.

    Raises LostJob.
    """
    found = locked(session, try_id)
    still_open = found.state in OPEN
    if still_open and permanent:
        found.state, found.status, found.ended_at = TryState.ENDED, error[:20], at
        if found.call_back.state is CallBackState.CALLING:  # and nobody said "jangan hubungi" meanwhile
            _give_up(session, office, found.call_back, f"refused {error}", at=at)
    elif still_open and job.attempts > len(jobs.RETRY_AFTER):
        ended(session, office, found, status=error, at=at)
    elif still_open:
        found.state, found.status = TryState.REFUSED, error[:20]
    closed = (
        jobs.finish(session, job)
        if permanent or not still_open
        else jobs.fail(session, job, f"refused {error}", at=at)
    )
    if not closed:
        raise jobs.LostJob(job.id)


def unknown(session: Session, job: Job, try_id: int, *, at: datetime) -> None:
    """No answer: it may ring or not, and is looked up before anything else. Raises LostJob."""
    found = locked(session, try_id)
    if found.state in OPEN:
        found.state = TryState.UNKNOWN
    if not jobs.fail(session, job, "no answer", at=at):
        raise jobs.LostJob(job.id)


def find(session: Session, token: str) -> CallTry | None:
    """The try with this token, for changing it."""
    try_id = session.scalar(select(CallTry.id).where(CallTry.token == token))
    return None if try_id is None else locked(session, try_id)


def locked(session: Session, try_id: int) -> CallTry:
    """The try, for changing it and what it was for."""
    call_back_id = session.scalars(select(CallTry.call_back_id).where(CallTry.id == try_id)).one()
    _locked(session, call_back_id)
    return session.get_one(CallTry, try_id, with_for_update=True)


def is_its_call(found: CallTry, provider_id: str) -> bool:
    """Whether this call of the carrier's belongs to the try; the first one that reports is taken for it.

    A second one is a call that must not be: it was placed twice.
    """
    if found.provider_id is None:
        found.provider_id = provider_id
        if found.state in OPEN:
            found.state = TryState.PLACED
    return found.provider_id == provider_id


def ended(session: Session, office: Office, found: CallTry, *, status: str, at: datetime) -> None:
    """The telephone does not ring any more and nobody talks. Hearing it twice, or late, changes nothing."""
    if found.state is TryState.ENDED:
        return
    found.state, found.status, found.ended_at = TryState.ENDED, status[:20], at
    call_back = _locked(session, found.call_back_id)
    if call_back.state is not CallBackState.CALLING:
        return
    if status == "completed" and _talked(session, call_back, found):
        end(call_back, CallBackState.DONE, "talked", at=at)
    else:
        again(session, office, call_back, at=at)


def again(session: Session, office: Office, call_back: CallBack, *, at: datetime) -> None:
    """Nobody was reached: another try later, or the end of trying. An officer who waits decides that themselves."""
    if call_back.reason is CallReason.OFFICER or len(call_back.tries) >= office.mpp.calls.tries:
        _give_up(session, office, call_back, "tries", at=at)
        return
    plan(session, office, call_back, at + office.mpp.calls.apart)
    if call_back.reason in WANTED:
        letter = Letter(key="telepon_lagi", values={"waktu": when(office, call_back)})
        tell(session, office, call_back, letter, at=at)


def was_a_person(session: Session, found: CallTry) -> bool:
    """Whether whoever answered pressed a key or told a story: no machine does."""
    wanted = select(CallTurn.id).where(
        CallTurn.call_id == found.call_id, CallTurn.heard_kind.in_(["pressed", "recorded"])
    )
    return found.call_id is not None and session.scalar(wanted.limit(1)) is not None


def is_being_placed(session: Session, found: CallTry) -> bool:
    """Whether a job may still ask the carrier for this try."""
    wanted = select(Job.id).where(
        Job.dedupe.startswith(f"{CALL}:{found.call_back_id}:"),
        Job.state.in_([JobState.READY, JobState.RUNNING]),
    )
    return found.state in OPEN and session.scalar(wanted.limit(1)) is not None


def check_again(session: Session, try_id: int, *, at: datetime) -> None:
    """Asks the carrier for the end of this try later."""
    due = at + CHECK_AFTER
    enqueued = f"{CHECK}:{try_id}:{due.timestamp():.6f}"
    jobs.enqueue(session, CHECK, {"try": try_id}, at=due, dedupe=enqueued)


def _new_try(session: Session, office: Office, call_back: CallBack, at: datetime) -> CallTry | None:
    rules = quiet_with_special_days(session, office.mpp.calls, at=at)
    contact = session.get_one(Contact, call_back.contact_id)
    if (why := not_wanted(contact, CallReason(call_back.reason))) is not None:
        end(call_back, CallBackState.DROPPED, why, at=at)
        return None
    if call_back.reason is CallReason.OFFICER and _not_now(session, office, call_back, at):
        again(session, office, call_back, at=at)
        return None
    if not rules.may_ring(at):
        plan(session, office, call_back, at)
        return None
    if capped(session, office, contact, at):
        plan(session, office, call_back, rules.next_day(at))
        if call_back.reason in WANTED:
            tell(
                session,
                office,
                call_back,
                Letter(key="telepon_akan", values={"waktu": when(office, call_back)}),
                at=at,
            )
        return None
    if rung_now(session, contact) or on_the_line(session, contact, at):
        plan(session, office, call_back, at + IN_USE)
        return None
    new = CallTry(
        number=len(call_back.tries) + 1,
        token=secrets.token_hex(16),
        state=TryState.PLACING,
        placed_at=at,
    )
    call_back.tries.append(new)
    call_back.state = CallBackState.CALLING
    session.flush()
    check_again(session, new.id, at=at)
    return new


def _not_now(session: Session, office: Office, call_back: CallBack, at: datetime) -> bool:
    """Whether this telephone cannot ring now; later the officer waits no more."""
    contact = call_back.contact
    used = rung_now(session, contact) or on_the_line(session, contact, at)
    return not office.mpp.calls.may_ring(at) or capped(session, office, contact, at) or bool(used)


def _give_up(session: Session, office: Office, call_back: CallBack, why: str, *, at: datetime) -> None:
    end(call_back, CallBackState.UNREACHED, why, at=at)
    if call_back.reason in WANTED:
        tell(session, office, call_back, Letter(key="telepon_gagal"), at=at)
    else:
        unreached(session, office, call_back, at=at)


def _talked(session: Session, call_back: CallBack, found: CallTry) -> bool:
    """Whether a person was at the other end: they pressed a key, or came to an officer or left a message.

    News must besides have been read to them; until they say that they understood, we ring again.
    """
    if found.call_id is None:
        return False
    turns = session.execute(
        select(CallTurn.heard_kind, CallTurn.waits_for).where(CallTurn.call_id == found.call_id)
    ).all()
    if any(heard == "recorded" or waits == "transfer" for heard, waits in turns):
        return True
    return call_back.reason in WANTED and any(heard == "pressed" for heard, _ in turns)


def _ring(call_back: CallBack, found: CallTry, state: TryState) -> Ring:
    return Ring(
        try_id=found.id,
        to=call_back.contact.phone,
        token=found.token,
        written_at=found.placed_at,
        found=state,
    )


def _locked(session: Session, call_back_id: int) -> CallBack:
    """Always in the same order, contact, call, try, so that no two processes wait for each other."""
    contact_id = session.scalars(select(CallBack.contact_id).where(CallBack.id == call_back_id)).one()
    session.get_one(Contact, contact_id, with_for_update=True)
    return session.get_one(CallBack, call_back_id, with_for_update=True)
