"""Whoever commits work wakes who does it; texts go in steps, one commit each, and survive what a step meets."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

import lanes
from casework import jobs
from casework.jobs import Answered
from models import Database, Job, JobState
from step_lane import StepLane
from tests.postgresql import ON_BOTH
from worker import Worker

pytestmark = ON_BOTH


def put(database: Database, kind: str = "text") -> int:
    with database.write() as session:
        jobs.enqueue(session, kind, {}, at=datetime.now(UTC), dedupe=None)
        session.flush()
        return max(job.id for job in session.query(Job))


def state(database: Database, job_id: int) -> JobState:
    with database.read() as session:
        return session.get_one(Job, job_id).state


class Recording:
    """Steps that say what they did; `meets` may raise in any of them."""

    def __init__(self) -> None:
        self.did: list[str] = []
        self.meets: Callable[[str, int], None] = lambda step, job_id: None
        self.asked = threading.Event()

    def begin(self, session: Session, claimed: Sequence[Job]) -> list[int | None]:
        for job in claimed:
            self._do("begin", job.id)
        return [job.id for job in claimed]

    def ask(self, asking: int) -> str:
        self.asked.set()
        self._do("ask", asking)
        return "yes"

    def end(self, session: Session, answered: Sequence[Answered]) -> list[int | None]:
        for one in answered:
            self._do("end", one.job.id)
            jobs.finish(session, one.job)
        return [None for _ in answered]

    def _do(self, step: str, job_id: int) -> None:
        self.did.append(f"{step} {job_id}")
        self.meets(step, job_id)


@pytest.fixture
def slow_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that would find work by itself only after a minute."""
    monkeypatch.setattr(lanes, "POLL_S", 60.0)


@pytest.mark.usefixtures("slow_to_look")
def test_work_that_is_committed_here_begins_at_once(database: Database) -> None:
    steps = Recording()
    here = Worker(database, {}, steps={"text": steps}, threads=2)
    here.start()
    try:
        for _ in range(3):
            steps.asked.clear()
            put(database)
            assert steps.asked.wait(15)
    finally:
        here.stop()


@pytest.mark.usefixtures("slow_to_look")
def test_work_of_another_process_begins_at_once_on_postgresql(database: Database) -> None:
    if database.embedded:
        pytest.skip("one process")
    steps = Recording()
    here = Worker(database, {}, steps={"text": steps})
    another = Database(database.url.render_as_string(hide_password=False), database.vault)
    here.start()
    try:
        put(another)  # the listener may not listen yet: then this one is found by the next
        steps.asked.wait(3)
        steps.asked.clear()
        put(another)
        assert steps.asked.wait(15)
    finally:
        here.stop()
        another.close()


def test_one_text_ends_and_the_next_begins_in_one_transaction(database: Database) -> None:
    first, second = put(database), put(database)
    steps, commits = Recording(), []
    steps.meets = lambda step, job_id: commits.append(state(database, first)) if step == "ask" else None
    StepLane(database, "text", steps, threads=1).run_due()
    assert steps.did == [f"{step} {one}" for one in (first, second) for step in ("begin", "ask", "end")]
    assert commits == [JobState.RUNNING, JobState.DONE]


def test_a_text_that_cannot_begin_takes_no_other_with_it(database: Database) -> None:
    first, bad, last = put(database), put(database), put(database)
    steps = Recording()

    def meets(step: str, job_id: int) -> None:
        if step == "begin" and job_id == bad:
            raise ValueError

    steps.meets = meets
    StepLane(database, "text", steps, threads=1).run_due()
    assert steps.did.count(f"ask {first}") == 1
    assert [state(database, one) for one in (first, bad, last)] == ["done", "ready", "done"]


def test_an_answer_that_another_process_wrote_is_left_alone(database: Database) -> None:
    first, second = put(database), put(database)
    steps = Recording()

    def meets(step: str, job_id: int) -> None:
        if (step, job_id) == ("end", first):
            raise jobs.LostJob

    steps.meets = meets
    StepLane(database, "text", steps, threads=1).run_due()
    assert state(database, first) == JobState.RUNNING
    assert state(database, second) == JobState.DONE


def test_texts_do_not_wait_for_long_work(database: Database) -> None:
    steps, go_on = Recording(), threading.Event()
    here = Worker(database, {"long": lambda job: go_on.wait(20) and None}, steps={"text": steps})
    put(database, "long")
    here.start()
    try:
        put(database)
        assert steps.asked.wait(15)
    finally:
        go_on.set()
        here.stop()


def test_slow_work_keeps_nothing_else_waiting_and_its_lease_as_long_as_it_takes(database: Database) -> None:
    begun, go_on, other = threading.Event(), threading.Event(), threading.Event()
    leases: list[timedelta] = []

    def story(job: Job) -> None:
        leases.append(job.run_at - datetime.now(UTC))
        begun.set()
        go_on.wait(15)

    here = Worker(
        database,
        {"story": story, "call": lambda job: other.set()},
        slow={"story": timedelta(minutes=11)},
    )
    here.start()
    try:
        put(database, "story")
        assert begun.wait(15)
        put(database, "call")
        assert other.wait(15)
    finally:
        go_on.set()
        here.stop()
    assert leases[0] > timedelta(minutes=10)


def test_a_slow_answer_keeps_no_other_waiting(database: Database) -> None:
    slow, quick = put(database), put(database)
    steps, ended = Recording(), threading.Event()

    def meets(step: str, job_id: int) -> None:
        if (step, job_id) == ("ask", slow):
            assert ended.wait(15)
        if (step, job_id) == ("end", quick):
            ended.set()

    steps.meets = meets
    assert StepLane(database, "text", steps, threads=2).run_due() == 2
    assert steps.did[-1] == f"end {slow}"
    assert [state(database, one) for one in (slow, quick)] == ["done", "done"]


def test_what_cannot_be_asked_counts_as_an_attempt(database: Database) -> None:
    bad, good = put(database), put(database)
    steps = Recording()

    def meets(step: str, job_id: int) -> None:
        if (step, job_id) == ("ask", bad):
            raise ValueError

    steps.meets = meets
    StepLane(database, "text", steps, threads=2).run_due()
    assert [state(database, one) for one in (bad, good)] == ["ready", "done"]
    assert steps.did.count(f"ask {bad}") == 1


def test_several_that_are_due_are_begun_in_one_transaction(database: Database) -> None:
    several = [put(database) for _ in range(3)]
    steps, written = Recording(), dict[int, JobState]()
    steps.meets = lambda step, job_id: (
        written.update({job_id: state(database, job_id)}) if step == "ask" else None
    )
    StepLane(database, "text", steps, threads=2).run_due()
    assert steps.did[:2] == [f"begin {one}" for one in several[:2]]
    assert [state(database, one) for one in several] == ["done"] * 3
    assert set(written.values()) == {JobState.RUNNING}


def test_a_clock_that_jumps_ahead_hands_nothing_over_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All leases seem to be over while a thread still waits for the carrier's answer."""

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + timedelta(hours=1)

    job_id, steps, go_on = put(database), Recording(), threading.Event()
    lane = StepLane(database, "text", steps, threads=2)
    steps.meets = lambda step, _: go_on.wait(20) and None if step == "ask" else None
    asking = threading.Thread(target=lane.run_due)
    asking.start()
    try:
        assert steps.asked.wait(15)
        monkeypatch.setattr(lanes, "datetime", Ahead)
        with database.write() as session:
            assert lane.claim(session, 1) == []
        time.sleep(2 * lanes.POLL_S)  # it looks again by itself, as for whatever else is due
    finally:
        go_on.set()
        asking.join()
    assert steps.did.count(f"ask {job_id}") == 1
    assert state(database, job_id) == JobState.DONE
