"""The queue of work to be done later: one table, no other server.

A job is enqueued in the caller's transaction, claimed with a lease and a token, and finished in the same
transaction as its effect. A worker that dies keeps the lease only until it runs out.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from models import Job, JobState

LEASE = timedelta(seconds=60)
RETRY_AFTER = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""Waits before the next attempts; after the last of them the job is dead and shows on the health page."""


_DUE = or_(Job.state == JobState.READY, Job.state == JobState.RUNNING)


def enqueue(
    session: Session, kind: str, payload: dict[str, Any], *, at: datetime, dedupe: str | None = None
) -> None:
    """Puts a job for `at` or as soon after as may be; one with a `dedupe` that is known already is dropped."""
    if dedupe is not None and session.scalar(select(Job.id).where(Job.dedupe == dedupe)) is not None:
        return
    session.add(Job(kind=kind, payload=payload, run_at=at, dedupe=dedupe))


def is_due(session: Session, *, at: datetime) -> bool:
    """Whether any job is due."""
    return session.scalar(select(Job.id).where(_DUE, Job.run_at <= at).limit(1)) is not None


class LostJob(RuntimeError):
    """Another worker has taken this job over; what this one was about to write is rolled back."""


def must_hold(session: Session, job: Job) -> None:
    """Raises LostJob when another worker has the job by now."""
    held = select(Job.id).where(Job.id == job.id, Job.token == job.token, Job.state == JobState.RUNNING)
    if session.scalar(held) is None:
        raise LostJob(job.id)


def claim(session: Session, *, at: datetime) -> Job | None:
    """The next due job, leased to the caller under a fresh `token`."""
    job = session.scalar(
        select(Job)
        .where(_DUE, Job.run_at <= at)
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if job is not None:
        job.state, job.token, job.run_at = JobState.RUNNING, secrets.token_hex(16), at + LEASE
        job.attempts += 1
    return job


def finish(session: Session, job: Job) -> bool:
    """Marks it done, in the transaction of its effect. False: another worker took it over; roll back."""
    return _close(session, job, JobState.DONE, job.run_at, None)


def fail(session: Session, job: Job, error: str, *, at: datetime) -> bool:
    """Schedules the next attempt, or gives up after the last. `error` is a class name, never a text."""
    if job.attempts > len(RETRY_AFTER):
        return _close(session, job, JobState.DEAD, at, error)
    return _close(session, job, JobState.READY, at + RETRY_AFTER[job.attempts - 1], error)


def _close(session: Session, job: Job, state: JobState, run_at: datetime, error: str | None) -> bool:
    done = session.execute(
        update(Job)
        .where(Job.id == job.id, Job.token == job.token, Job.state == JobState.RUNNING)
        .values(state=state, run_at=run_at, error=error)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
