"""The queue of work to be done later: one table, no other server.

A job is enqueued in the caller's transaction, claimed with a lease and a token, and finished in the same
transaction as its effect. A worker that dies keeps the lease only until it runs out.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from models import Job, JobState, rings

LEASE = timedelta(seconds=60)
RETRY_AFTER = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""Waits before the next attempts; after the last of them the job is dead and shows on the health page."""

_OPEN = Job.state.in_([JobState.READY, JobState.RUNNING])
_TABLE = Job.metadata.tables[Job.__tablename__]
# Done for every job, so made once, and on the table: a session need not look for objects that this would change.
_CLOSE = (
    update(_TABLE)
    .where(
        _TABLE.c.id == bindparam("its_id"),
        _TABLE.c.token == bindparam("its_token"),
        _TABLE.c.state == JobState.RUNNING,
    )
    .values({name: bindparam(name) for name in ("state", "run_at", "error", "attempts")})
)


def enqueue(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    at: datetime,
    dedupe: str | None = None,
    surely_new: bool = False,
) -> None:
    """Puts a job for `at` or as soon after as may be; one with a `dedupe` that is known already is dropped.

    `surely_new`: that name was never used, and nobody needs to look.
    """
    if (
        dedupe is not None
        and not surely_new
        and session.scalar(select(Job.id).where(Job.dedupe == dedupe)) is not None
    ):
        return
    session.add(Job(kind=kind, payload=payload, run_at=at, dedupe=dedupe))
    rings(session, kind)


def next_due(
    session: Session, *, only: Collection[str] | None = None, but: Collection[str] = ()
) -> datetime | None:
    """When the next job of these kinds is due; None when there is none at all."""
    return session.scalar(select(func.min(Job.run_at)).where(_OPEN, *_kinds(only, but)))


def _kinds(only: Collection[str] | None, but: Collection[str]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if only is not None:
        found.append(Job.kind.in_(only))
    if but:
        found.append(Job.kind.not_in(but))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A job of which the question was asked, and what came of it."""

    job: Job
    asking: Any
    answer: Any


class LostJob(RuntimeError):
    """Another worker has taken this job over; what this one was about to write is rolled back."""


def must_hold(session: Session, job: Job) -> None:
    """Raises LostJob when another worker has the job by now."""
    held = select(Job.id).where(Job.id == job.id, Job.token == job.token, Job.state == JobState.RUNNING)
    if session.scalar(held) is None:
        raise LostJob(job.id)


def claim(
    session: Session,
    *,
    at: datetime,
    only: Collection[str] | None = None,
    but: Collection[str] = (),
    lease: timedelta = LEASE,
) -> Job | None:
    """The next due job of these kinds, leased to the caller under a fresh `token`."""
    found = claim_several(session, at=at, most=1, only=only, but=but, lease=lease)
    return found[0] if found else None


def claim_several(
    session: Session,
    *,
    at: datetime,
    most: int,
    only: Collection[str] | None = None,
    but: Collection[str] = (),
    lease: timedelta = LEASE,
    in_hand: Collection[int] = (),
) -> list[Job]:
    """The next due jobs of these kinds, those that were written first first. `in_hand`: ids of jobs that are being
    done, whatever their lease says.
    """
    values = {
        "now": at,
        "most": most,
        "until": at + lease,
        "its_token": secrets.token_hex(16),
        "in_hand": list(in_hand),
    }
    claiming = _claiming(None if only is None else tuple(only), tuple(but))
    return sorted(session.scalars(claiming, values), key=lambda job: job.id)


@cache
def _claiming(only: tuple[str, ...] | None, but: tuple[str, ...]) -> ReturningUpdate[Job]:
    due = (
        select(Job.id)
        .where(
            _OPEN,
            Job.run_at <= bindparam("now"),
            Job.id.not_in(bindparam("in_hand", expanding=True)),
            *_kinds(only, but),
        )
        .order_by(Job.run_at, Job.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("due")  # which PostgreSQL looks at once only, unlike a subquery with a limit
    )
    return (
        update(Job)
        .where(Job.id.in_(select(due.c.id)))
        .values(
            state=JobState.RUNNING,
            token=bindparam("its_token"),
            run_at=bindparam("until"),
            attempts=Job.attempts + 1,
        )
        .returning(Job)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


def finish(session: Session, job: Job) -> bool:
    """Marks it done, in the transaction of its effect. False: another worker took it over; roll back."""
    return _close(session, job, JobState.DONE, job.run_at, None)


def fail(
    session: Session,
    job: Job,
    error: str,
    *,
    at: datetime,
    waits: Sequence[timedelta] = RETRY_AFTER,
) -> bool:
    """Schedules the next attempt, or gives up after the last wait. `error` is a class name, never a text."""
    if job.attempts > len(waits):
        return _close(session, job, JobState.DEAD, at, error)
    return _close(session, job, JobState.READY, at + waits[job.attempts - 1], error)


def defer(session: Session, job: Job, *, until: datetime) -> bool:
    """Puts it back for later, without counting this as an attempt. False: as in `finish`."""
    return _close(session, job, JobState.READY, until, None, attempts=job.attempts - 1)


def hasten(session: Session, kind: str, dedupe: str, *, at: datetime) -> None:
    """What waits under this name need not wait any longer; what runs or is done stays as it is."""
    waiting = update(Job).where(Job.dedupe == dedupe, Job.state == JobState.READY, Job.run_at > at)
    session.execute(waiting.values(run_at=at).execution_options(synchronize_session=False))
    rings(session, kind)


def _close(
    session: Session,
    job: Job,
    state: JobState,
    run_at: datetime,
    error: str | None,
    attempts: int | None = None,
) -> bool:
    values = {"its_id": job.id, "its_token": job.token, "state": state, "run_at": run_at, "error": error}
    values["attempts"] = job.attempts if attempts is None else attempts
    with session.no_autoflush:  # what else this transaction changes is written together, at its end
        done = session.execute(_CLOSE, values)
    return bool(done.rowcount)  # type: ignore[attr-defined]
