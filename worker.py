"""Runs due jobs: in a thread of the web process by default, or as a process of its own (`python app.py worker`).

A handler does its work and finishes the job in the transaction of its effect; one that raises is tried again
later, and after the last attempt the job is dead and shows on the health page.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import structlog

from casework import jobs
from models import Database, Job

log = structlog.get_logger()

POLL_S = 0.5
Handler = Callable[[Job], None]


class Worker:
    """One thread that claims and runs jobs, one after another."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self._database, self._handlers = database, handlers
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Lets the running job finish, and returns then (or after ten seconds; its lease keeps it safe)."""
        self._stop.set()
        self._thread.join(timeout=10)

    def run_due(self) -> int:
        """Runs everything that is due now, in this thread. Returns how many jobs that were."""
        done = 0
        while not self._stop.is_set() and self._run_one():
            done += 1
        return done

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.run_due()
            except Exception as error:  # the database is away; keep trying
                log.error("worker cannot claim jobs", error=type(error).__name__)
            self._stop.wait(POLL_S)

    def _run_one(self) -> bool:
        if not self._anything_due():
            return False
        with self._database.write() as session:
            job = jobs.claim(session, at=datetime.now(UTC))
        if job is None:
            return False
        try:
            self._handlers[job.kind](job)
        except Exception as error:  # whatever a handler meets, the job must not be lost
            log.warning(
                "job failed", job=job.id, kind=job.kind, attempt=job.attempts, error=type(error).__name__
            )
            with self._database.write() as session:
                jobs.fail(session, job, type(error).__name__, at=datetime.now(UTC))
        return True

    def _anything_due(self) -> bool:
        """A look without the write lock, so that an idle worker disturbs nobody."""
        with self._database.read() as session:
            return jobs.is_due(session, at=datetime.now(UTC))
