"""Runs due jobs: in threads of the web process by default, or as a process of its own (`python app.py worker`).

A handler does its work and finishes the job in the transaction of its effect; one that raises is tried again
later, and after the last attempt the job is dead and shows on the health page. Texts have threads of their own, so
that no long work keeps an answer waiting. Whoever commits a job rings the bell, so that it begins at once.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

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


class Steps(Protocol):
    """Work that asks somebody outside between two transactions. The end of one is the beginning of the next, so that
    each costs one commit. Both raise LostJob.
    """

    def begin(self, session: Session, job: Job) -> Any | None:
        """What is to be asked for this job. None: nothing, and the job is closed or put back."""
        ...

    def ask(self, asking: Any) -> Any:
        """Asks it, with no transaction open."""
        ...

    def end(self, session: Session, job: Job, asking: Any, answer: Any) -> Any | None:
        """Writes the answer down. What is to be asked next for the same job, or None: it is closed or put back."""
        ...


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

    def claim(self, session: Session) -> Job | None:
        """The next job of this lane; none once it is to stop."""
        if self._stop.is_set():
            return None
        now = datetime.now(UTC)
        return jobs.claim(session, at=now, only=self._only, but=self._but, lease=self._lease)

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
                job = self.claim(session)
            if job is None:
                return done
            done += 1
            try:
                self._handlers[job.kind](job)
            except Exception as error:
                self.failed(job, error)


class StepLane(Lane):
    """Jobs of one kind that go in steps."""

    def __init__(self, database: Database, kind: str, steps: Steps, *, threads: int) -> None:
        super().__init__(database, threads=threads, only=(kind,), but=())
        self._steps = steps

    def run_due(self) -> int:
        done = 0
        job, asking = self._next()
        while job is not None:
            done += 1
            if asking is None:
                job, asking = self._next()
            else:
                job, asking = self._end(job, asking, self._steps.ask(asking))
        return done

    def _next(self) -> tuple[Job | None, Any | None]:
        """Claims a job and begins it, in one transaction. No job: nothing is due."""
        try:
            with self.database.write(first=True) as session:
                return self._begun(session)
        except Exception as error:
            log.warning("job not begun", error=type(error).__name__)
        with self.database.write(first=True) as session:
            job = self.claim(session)
        if job is None:
            return None, None
        try:
            with self.database.write(first=True) as session:
                return job, self._steps.begin(session, job)
        except Exception as error:
            self.failed(job, error)
            return job, None

    def _end(self, job: Job, asking: Any, answer: Any) -> tuple[Job | None, Any | None]:
        """Ends it and begins the next in the same transaction; alone when that fails: what was answered counts."""
        try:
            with self.database.write(first=True) as session:
                following = self._steps.end(session, job, asking, answer)
                return (job, following) if following is not None else self._begun(session)
        except jobs.LostJob:  # another process has it, and what that writes counts
            return job, None
        except Exception as error:
            log.warning("job not ended", job=job.id, error=type(error).__name__)
        try:
            with self.database.write(first=True) as session:
                return job, self._steps.end(session, job, asking, answer)
        except jobs.LostJob:
            return job, None

    def _begun(self, session: Session) -> tuple[Job | None, Any | None]:
        job = self.claim(session)
        return job, self._steps.begin(session, job) if job is not None else None


class Worker:
    """All lanes of this process: texts go in steps, in threads of their own; what is slow has a thread for each kind;
    everything else goes in one thread."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        *,
        steps: Mapping[str, Steps] | None = None,
        threads: int = 1,
        slow: Mapping[str, timedelta] | None = None,
    ) -> None:
        """`slow`: kinds of jobs that wait for others or for much computing, and the longest that one may take."""
        steps, slow = steps or {}, slow or {}
        self._lanes: list[Lane] = [HandlerLane(database, handlers, but=(*steps, *slow))]
        self._lanes += [
            HandlerLane(database, handlers, only=(kind,), lease=lease) for kind, lease in slow.items()
        ]
        self._lanes += [StepLane(database, kind, its, threads=threads) for kind, its in steps.items()]

    def use(self, handlers: Mapping[str, Handler]) -> None:
        """The next job is done by these; one that runs is finished by the earlier ones."""
        for lane in self._lanes:
            if isinstance(lane, HandlerLane):
                lane.use(handlers)

    def start(self) -> None:
        """Begins."""
        for lane in self._lanes:
            lane.start()

    def stop(self) -> None:
        """Lets the running jobs finish, and returns then (or after ten seconds; their leases keep them safe)."""
        for lane in self._lanes:
            lane.ask_to_stop()
        for lane in self._lanes:
            lane.join(timeout=10)

    def run_due(self) -> int:
        """Runs everything that is due now, in this thread. Returns how many jobs that were."""
        return sum(lane.run_due() for lane in self._lanes)
