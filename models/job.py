"""Work to be done later: a row that is written in the transaction that causes it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import Choice, UtcTime


class JobState(StrEnum):
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


_OPEN = "state IN ('ready', 'running')"
"""Done jobs, most of the table, are left out of the index by which due ones are found."""


class Job(Base):
    """One piece of work. `payload` holds ids only, never personal data.

    A running job whose lease is over is due again, so a worker that died loses nothing; `token` keeps a
    worker that was only slow from finishing what another has taken over.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_due", "run_at", "id", sqlite_where=text(_OPEN), postgresql_where=text(_OPEN)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    dedupe: Mapped[str | None] = mapped_column(String(120), unique=True)
    state: Mapped[JobState] = mapped_column(Choice(JobState, 10), default=JobState.READY)
    run_at: Mapped[datetime] = mapped_column(UtcTime)
    """When it is due; while it runs, when its lease is over."""
    token: Mapped[str | None] = mapped_column(String(32))
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(200))
    """The class of the last error, never its text."""
