"""The table of jobs against a model of it, in every order that hypothesis thinks of, on both databases.

Workers claim, finish, fail, defer and die; the clock runs. Nothing is lost, nothing is done twice, and nobody gets a
job that somebody else holds.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from casework import jobs
from models import Database, Job, JobState
from tests import properties
from tests.postgresql import ON_BOTH

pytestmark = ON_BOTH

BEGIN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
KINDS = ("text", "clock", "draft")
SECONDS = st.sampled_from((0, 1, 5, 59, 60, 61, 90, 1800)).map(lambda seconds: timedelta(seconds=seconds))
"""Around the lease and the waits."""


@dataclass
class Known:
    """What we know of one job without looking."""

    kind: str
    due: datetime
    token: str | None = None
    attempts: int = 0
    state: JobState = JobState.READY


def machine(database: Database) -> type[RuleBasedStateMachine]:
    """The rules, on this database."""

    class Jobs(RuleBasedStateMachine):
        held = Bundle("held")

        def __init__(self) -> None:
            super().__init__()
            self.at, self.known, self.names = BEGIN, dict[int, Known](), set[str]()
            with database.write() as session:
                session.execute(delete(Job))

        @rule(kind=st.sampled_from(KINDS), later=SECONDS, name=st.sampled_from((None, "a", "b")))
        def enqueue(self, kind: str, later: timedelta, name: str | None) -> None:
            with database.write() as session:
                jobs.enqueue(session, kind, {}, at=self.at + later, dedupe=name)
            with database.read() as session:
                new = [job for job in session.scalars(select(Job)) if job.id not in self.known]
            assert len(new) == (0 if name in self.names else 1), "the same work is put once"
            self.names |= {name} if name else set()
            self.known |= {job.id: Known(kind=kind, due=self.at + later) for job in new}

        @rule(target=held, only=st.one_of(st.none(), st.sets(st.sampled_from(KINDS), min_size=1)))
        def claim(self, only: set[str] | None) -> Job | object:
            due = [
                (known.due, number)
                for number, known in self.known.items()
                if known.state in (JobState.READY, JobState.RUNNING)
                and known.due <= self.at
                and (only is None or known.kind in only)
            ]
            with database.write() as session:
                job = jobs.claim(session, at=self.at, only=only)
            assert (job.id if job else None) == (min(due)[1] if due else None), "the one that is due longest"
            if job is None:
                return multiple()
            known = self.known[job.id]
            assert job.token != known.token, "a token of its own each time"
            known.token, known.state, known.due = job.token, JobState.RUNNING, self.at + jobs.LEASE
            known.attempts += 1
            return job

        def holds(self, job: Job) -> Known | None:
            known = self.known[job.id]
            return known if (known.token, known.state) == (job.token, JobState.RUNNING) else None

        @rule(job=held)
        def finish(self, job: Job) -> None:
            """Also by who has lost it, or has finished it already: their commit must do nothing."""
            known = self.holds(job)
            with database.write() as session:
                assert jobs.finish(session, job) == (known is not None)
            if known is not None:
                known.state = JobState.DONE

        @rule(job=held)
        def fail(self, job: Job) -> None:
            known = self.holds(job)
            with database.write() as session:
                assert jobs.fail(session, job, "TimeoutError", at=self.at) == (known is not None)
            if known is None:
                return
            if known.attempts > len(jobs.RETRY_AFTER):
                known.state = JobState.DEAD
            else:
                known.state, known.due = JobState.READY, self.at + jobs.RETRY_AFTER[known.attempts - 1]

        @rule(job=held, later=SECONDS)
        def defer(self, job: Job, later: timedelta) -> None:
            known = self.holds(job)
            with database.write() as session:
                assert jobs.defer(session, job, until=self.at + later) == (known is not None)
            if known is not None:
                known.state, known.due, known.attempts = JobState.READY, self.at + later, known.attempts - 1

        @rule(job=held)
        def roll_back(self, job: Job) -> None:
            """The effect failed, so the job is not finished either."""
            try:
                with database.write() as session:
                    jobs.finish(session, job)
                    raise TimeoutError
            except TimeoutError:
                pass

        @rule(job=held)
        def oversleep(self, job: Job) -> None:
            """Longer than the lease: another worker has it by now, and both say that they are done."""
            self.at = max(self.at, self.known[job.id].due)
            other = self.claim(None)
            self.finish(job)
            if isinstance(other, Job):
                self.finish(other)

        @rule(job=consumes(held))
        def die(self, job: Job) -> None:
            """A worker that is gone says nothing; its lease runs out."""

        @rule(time=SECONDS)
        def wait(self, time: timedelta) -> None:
            self.at += time

        @invariant()
        def the_table_is_as_we_know_it(self) -> None:
            with database.read() as session:
                found = {job.id: job for job in session.scalars(select(Job))}
                due = jobs.next_due(session)
            assert found.keys() == self.known.keys(), "no job is lost"
            for number, known in self.known.items():
                job = found[number]
                assert (job.state, job.attempts) == (known.state, known.attempts)
                if known.state in (JobState.READY, JobState.RUNNING):
                    assert job.run_at == known.due
            waiting = [
                one.due for one in self.known.values() if one.state in (JobState.READY, JobState.RUNNING)
            ]
            assert due == (min(waiting) if waiting else None)

    return Jobs


def test_the_table_of_jobs_keeps_to_its_model(database: Database) -> None:
    run_state_machine_as_test(machine(database), settings=properties.of_machines())
