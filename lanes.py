"""Threads that claim due jobs and run them, each one after another. Knows no kind of job."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from casework import jobs
from models import Database, Ear, Job

log = structlog.get_logger()

POLL_S = 0.5
"""How long a thread waits for the bell at most."""
BREATH_S = 0.02
"""How long it waits at least when it finds nothing: what is due is just being taken by another."""
Handler = Callable[[Job], None]


class Lane(ABC):
    """Threads that claim and run jobs of some kinds, each one after another."""

    def __init__(
        self,
        database: Database,
        *,
        threads: int,
        only: Collection[str] | None,
        but: Collection[str],
        lease: timedelta = jobs.LEASE,
    ):
        self.database = database
        self._only, self._but, self._lease = only, but, lease
        self._stop, self._ear, self._heard = threading.Event(), Ear(threads, only=only, but=but), ExitStack()
        self._threads = [
            threading.Thread(target=self._run, name=f"worker-{number}", daemon=True)
            for number in range(threads)
        ]

    def start(self) -> None:
        self._heard.enter_context(self.database.bell.heard_by(self._ear))
        for thread in self._threads:
            thread.start()

    def ask_to_stop(self) -> None:
        self._stop.set()
        self._ear.wake_all()

    def join(self, timeout: float) -> None:
        for thread in self._threads:
            thread.join(timeout=timeout)
        self._heard.close()

    @abstractmethod
    def run_due(self) -> int:
        """Runs everything that is due now, in this thread. 0: nothing was."""

    def claim(self, session: Session, most: int = 1) -> list[Job]:
        """The next jobs of this lane; none once it is to stop."""
        if self._stop.is_set() or most == 0:
            return []
        return jobs.claim_several(
            session,
            at=datetime.now(UTC),
            most=most,
            only=self._only,
            but=self._but,
            lease=self._lease,
            in_hand=self.in_hand(),
        )

    def in_hand(self) -> Collection[int]:
        """Ids of jobs that this process does right now, whatever the machine's clock says of their leases."""
        return ()

    def until_next(self) -> float:
        """Seconds until the next job, POLL_S at most. Takes no write lock: idle, it disturbs nobody."""
        with self.database.read() as session:
            due = jobs.next_due(session, only=self._only, but=self._but)
        if due is None:
            return POLL_S
        return min(POLL_S, max(0.0, (due - datetime.now(UTC)) / timedelta(seconds=1)))

    def failed(self, job: Job, error: Exception) -> None:
        """Whatever its work met, the job must not be lost."""
        log.warning("job failed", job=job.id, kind=job.kind, attempt=job.attempts, error=type(error).__name__)
        with self.database.write() as session:
            jobs.fail(session, job, type(error).__name__, at=datetime.now(UTC))

    def _run(self) -> None:
        while not self._stop.is_set():
            wait = POLL_S
            try:
                wait = self.until_next()
                if wait == 0 and self.run_due() > 0:
                    continue
                wait = max(wait, BREATH_S)
            except Exception as error:  # the database is away; keep trying
                log.error("worker cannot claim jobs", error=type(error).__name__)
            self._ear.wait(wait)


class HandlerLane(Lane):
    """Jobs whose handlers open their own transactions."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        *,
        only: Collection[str] | None = None,
        but: Collection[str] = (),
        lease: timedelta = jobs.LEASE,
    ) -> None:
        super().__init__(database, threads=1, only=only, but=but, lease=lease)
        self._handlers = handlers

    def use(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers

    def run_due(self) -> int:
        done = 0
        while True:
            with self.database.write() as session:
                claimed = self.claim(session)
            if not claimed:
                return done
            done += 1
            (job,) = claimed
            try:
                self._handlers[job.kind](job)
            except Exception as error:
                self.failed(job, error)
