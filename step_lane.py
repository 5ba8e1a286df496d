"""Jobs that ask somebody outside between two transactions: one thread writes for all of them (decision 40).

Knows no kind of job; what is asked, and whom, are its `Steps`.
"""

import time
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Protocol

import structlog
from sqlalchemy.orm import Session

from casework import jobs
from casework.jobs import Answered
from lanes import POLL_S, Lane
from models import Database, Job

log = structlog.get_logger()


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
        self._asked: dict[int, float] = {}
        """When each job that is being asked was begun, by a clock that nobody sets: when the machine's clock jumps
        ahead all leases seem to be over, and what is on its way to a carrier must not be handed over once more."""
        self._came = SimpleQueue[tuple[int, Answered | None]]()

    def run_due(self) -> int:
        done = 0
        while True:
            answered = self._answers()
            free = self._most - len(self._asked)
            begun = self._turn(answered, free)
            done += begun.claimed
            for job, asking in begun.to_ask:
                self._asked[job.id] = time.monotonic()
                self._pool.submit(self._ask, job, asking)
            if begun.claimed > 0 and begun.claimed >= free and len(self._asked) < self._most:
                continue  # there may be more
            if not self._asked:
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
            self._came.put((job.id, found))
            self._ear.ring((self._kind,))

    def _answers(self) -> list[Answered]:
        """Those that came meanwhile."""
        came = [self._came.get() for _ in range(self._came.qsize())]
        for job_id, _ in came:
            self._asked.pop(job_id, None)
        return [one for _, one in came if one is not None]

    def in_hand(self) -> Collection[int]:
        """A question that takes longer than the lease is given up."""
        longest_s, now = self._lease.total_seconds(), time.monotonic()
        return [job_id for job_id, since in self._asked.items() if now - since < longest_s]

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
