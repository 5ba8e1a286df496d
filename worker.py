"""Runs due jobs: in threads of the web process by default, or as a process of its own (`python app.py worker`).

A handler does its work and finishes the job in the transaction of its effect; one that raises is tried again
later, and after the last attempt the job is dead and shows on the health page. Texts have threads of their own, so
that no long work keeps an answer waiting. Whoever commits a job rings the bell, so that it begins at once.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue
from typing import Any, Protocol

import structlog
from sqlalchemy.orm import Session

from casework import jobs
from casework.jobs import Answered
from models import Database, Ear, Job

log = structlog.get_logger()

POLL_S = 0.5
"""How long a thread waits for the bell at most."""
BREATH_S = 0.02
"""How long it waits at least when it finds nothing: what is due is just being taken by another."""
Handler = Callable[[Job], None]


class Steps(Protocol):
    """Work that asks somebody outside between two transactions. What several ended and what several begin is written
    in one, so that each costs a share of a commit. `begin` and `end` answer in the order of what they were given, and
    raise LostJob.
    """

    def begin(self, session: Session, claimed: Sequence[Job]) -> Sequence[Any | None]:
        """What is to be asked for each of these jobs. None: nothing, and the job is closed or put back."""
        ...

    def ask(self, asking: Any) -> Any:
        """Asks it, with no transaction open, in any thread. Raises nothing."""
        ...

    def end(self, session: Session, answered: Sequence[Answered]) -> Sequence[Any | None]:
        """Writes the answers down. For each what is to be asked next, or None: it is closed or put back."""
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

    def claim(self, session: Session, most: int = 1) -> list[Job]:
        """The next jobs of this lane; none once it is to stop."""
        if self._stop.is_set() or most == 0:
            return []
        now = datetime.now(UTC)
        return jobs.claim_several(
            session, at=now, most=most, only=self._only, but=self._but, lease=self._lease
        )

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


ToAsk = tuple[Job, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """What one transaction began."""

    claimed: int = 0
    """Jobs that it took; fewer than there was room for: no more are due."""
    to_ask: Sequence[ToAsk] = ()


class StepLane(Lane):
    """Jobs of one kind that go in steps: one thread writes, and as many as `threads` ask at the same time.

    While it writes, others are answered; so the more there is to do, the more share one transaction.
    """

    def __init__(self, database: Database, kind: str, steps: Steps, *, threads: int) -> None:
        super().__init__(database, threads=1, only=(kind,), but=())
        self._kind, self._steps, self._most = kind, steps, threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=f"ask-{kind}")
        self._asked, self._came = 0, SimpleQueue[Answered | None]()

    def run_due(self) -> int:
        done = 0
        while True:
            answered = self._answers()
            free = self._most - self._asked
            begun = self._turn(answered, free)
            done += begun.claimed
            for job, asking in begun.to_ask:
                self._asked += 1
                self._pool.submit(self._ask, job, asking)
            if begun.claimed > 0 and begun.claimed >= free and self._asked < self._most:
                continue  # there may be more
            if self._asked == 0:
                return done
            self._ear.wait(POLL_S)

    def join(self, timeout: float) -> None:
        super().join(timeout)
        self._pool.shutdown(wait=False)

    def _ask(self, job: Job, asking: Any) -> None:
        """In a thread of its own. What cannot be asked counts as an attempt."""
        found: Answered | None = None
        try:
            found = Answered(job=job, asking=asking, answer=self._steps.ask(asking))
        except Exception as error:
            self.failed(job, error)
        finally:
            self._came.put(found)
            self._ear.ring((self._kind,))

    def _answers(self) -> list[Answered]:
        """Those that came meanwhile."""
        came = [self._came.get() for _ in range(self._came.qsize())]
        self._asked -= len(came)
        return [one for one in came if one is not None]

    def _turn(self, answered: Sequence[Answered], free: int) -> _Begun:
        """Ends these jobs and begins so many others, in one transaction."""
        if not answered and free == 0:
            return _Begun()
        try:
            with self.database.write(first=True) as session:
                again = self._ended(session, answered)
                claimed = self.claim(session, free - len(again))
                return _Begun(claimed=len(claimed), to_ask=again + self._asking(session, claimed))
        except Exception as error:
            log.warning("jobs not written together", ended=len(answered), error=type(error).__name__)
        again = [pair for one in answered for pair in self._ended_alone(one)]
        return _Begun(to_ask=again) if again or free == 0 else self._begun_alone(free)

    def _ended(self, session: Session, answered: Sequence[Answered]) -> list[ToAsk]:
        following = self._steps.end(session, answered) if answered else ()
        return _to_ask([one.job for one in answered], following)

    def _asking(self, session: Session, claimed: Sequence[Job]) -> list[ToAsk]:
        return _to_ask(claimed, self._steps.begin(session, claimed)) if claimed else []

    def _ended_alone(self, one: Answered) -> list[ToAsk]:
        """Whatever the others met: what was answered counts."""
        try:
            with self.database.write(first=True) as session:
                return self._ended(session, [one])
        except jobs.LostJob:  # another process has it, and what that writes counts
            return []

    def _begun_alone(self, free: int) -> _Begun:
        """One job, claimed first: one that cannot be begun counts as an attempt, and others have their turn."""
        with self.database.write(first=True) as session:
            claimed = self.claim(session, 1)
        try:
            with self.database.write(first=True) as session:
                return _Begun(claimed=free if claimed else 0, to_ask=self._asking(session, claimed))
        except Exception as error:
            self.failed(claimed[0], error)
            return _Begun(claimed=free)


def _to_ask(those: Sequence[Job], askings: Sequence[Any | None]) -> list[ToAsk]:
    return [(job, asking) for job, asking in zip(those, askings, strict=True) if asking is not None]


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
