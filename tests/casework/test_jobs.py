"""The queue of work: nothing is lost, nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import jobs
from models import Database, Ear, Job, JobState
from tests.postgresql import ON_BOTH

pytestmark = ON_BOTH

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def put(database: Database, dedupe: str | None = None, at: datetime = NOW) -> None:
    with database.write() as session:
        jobs.enqueue(session, "work", {"n": 1}, at=at, dedupe=dedupe)


def claim(database: Database, at: datetime = NOW) -> Job | None:
    with database.write() as session:
        return jobs.claim(session, at=at)


def only(database: Database) -> Job:
    with database.read() as session:
        return session.scalars(select(Job)).one()


def test_a_job_is_claimed_once(database: Database) -> None:
    put(database)
    assert claim(database) is not None
    assert claim(database) is None


def test_a_job_is_not_due_before_its_time(database: Database) -> None:
    put(database, at=NOW + timedelta(hours=1))
    assert claim(database) is None
    assert claim(database, NOW + timedelta(hours=1)) is not None


def test_the_same_work_is_put_once(database: Database) -> None:
    put(database, "purge:today")
    put(database, "purge:today")
    assert only(database).dedupe == "purge:today"


def test_a_job_of_a_dead_worker_is_due_again_and_the_dead_one_cannot_finish_it(database: Database) -> None:
    put(database)
    first = claim(database)
    second = claim(database, NOW + jobs.LEASE)
    assert first is not None
    assert second is not None
    with database.write() as session:
        assert not jobs.finish(session, first)
    with database.write() as session:
        assert jobs.finish(session, second)
    assert only(database).state is JobState.DONE


def test_a_failing_job_is_tried_again_with_longer_waits_and_then_given_up(database: Database) -> None:
    put(database)
    at, waits = NOW, []
    while (job := claim(database, at)) is not None:
        with database.write() as session:
            assert jobs.fail(session, job, "TimeoutError", at=at)
        found = only(database)
        waits.append(found.run_at - at)
        at = found.run_at
    assert only(database).state is JobState.DEAD
    assert only(database).error == "TimeoutError"
    assert waits[:-1] == list(jobs.RETRY_AFTER)


def test_an_effect_and_its_job_are_one_transaction(database: Database) -> None:
    put(database)
    job = claim(database)
    assert job is not None
    try:
        with database.write() as session:
            jobs.finish(session, job)
            raise RuntimeError
    except RuntimeError:
        pass
    assert only(database).state is JobState.RUNNING


def test_what_is_hastened_wakes_who_waits_for_it(database: Database) -> None:
    ear = Ear(1, only=("text",))
    with database.bell.heard_by(ear):
        with database.write() as session:
            jobs.hasten(session, "text", "text:1", at=datetime.now(UTC))
        assert ear.wait(0)


def test_what_one_process_is_just_claiming_no_other_gets(database: Database) -> None:
    if database.embedded:
        pytest.skip("one writes at a time")
    at = datetime.now(UTC)
    with database.write() as session:
        jobs.enqueue(session, "text", {}, at=at)
    with database.write() as one, ThreadPoolExecutor(1) as pool:
        assert jobs.claim(one, at=at) is not None

        def elsewhere() -> bool:
            with database.write() as other:
                return jobs.claim(other, at=at) is None

        answer = pool.submit(elsewhere)
        wait([answer], timeout=0.5)
        one.commit()
        assert answer.result()
