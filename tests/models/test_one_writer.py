"""Those who wait to write on SQLite share a commit: nobody is told too early, and no mistake is shared."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models import Contact, Database
from models.one_writer import MOST
from tests.models.test_database import NOW

Work = Callable[[Session], None]


def adds(name: str) -> Work:
    return lambda session: session.add(Contact(phone=name, phone_index=name, can_text=False, created_at=NOW))


def stored(database: Database) -> set[str]:
    with database.read() as session:
        return set(session.scalars(select(Contact.phone)))


class Queue:
    """Somebody has the turn until `go`; meanwhile others line up, in this order."""

    def __init__(self, database: Database) -> None:
        self.database, self.commits = database, 0
        self._go, self._has_turn = threading.Event(), threading.Event()
        self._pool = ThreadPoolExecutor(MOST * 3)
        self._jobs = [self._pool.submit(self._hold)]
        self._has_turn.wait(10)
        event.listen(database.engine, "commit", self._count)

    def _count(self, _: object) -> None:
        self.commits += 1

    def _hold(self) -> None:
        with self.database.write():
            self._has_turn.set()
            self._go.wait(10)

    def add(self, work: Work, *, first: bool = False) -> Future[None]:
        writer = self.database._one_writer
        assert writer is not None
        before = len(writer._first) + len(writer._others)

        def run() -> None:
            with self.database.write(first=first) as session:
                work(session)

        job = self._pool.submit(run)
        while len(writer._first) + len(writer._others) == before:
            time.sleep(0.001)
        self._jobs.append(job)
        return job

    def go(self) -> None:
        self._go.set()
        self._pool.shutdown(wait=True)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Transactions that stay open however slow this machine is."""
    monkeypatch.setattr("models.one_writer.LONGEST_S", 60.0)


def test_who_waited_shares_a_commit_and_all_is_there(database: Database) -> None:
    queue = Queue(database)
    jobs = [queue.add(adds(str(number))) for number in range(MOST + 4)]
    queue.go()
    assert [job.exception() for job in jobs] == [None] * len(jobs)
    assert stored(database) == {str(number) for number in range(MOST + 4)}
    assert queue.commits == 2


def test_one_that_raises_takes_back_its_own_and_nothing_else(database: Database) -> None:
    queue = Queue(database)

    def fails(session: Session) -> None:
        adds("bad")(session)
        session.flush()
        raise ValueError("bad")

    before, bad, after = queue.add(adds("before")), queue.add(fails), queue.add(adds("after"))
    queue.go()
    assert (before.exception(), type(bad.exception()), after.exception()) == (None, ValueError, None)
    assert stored(database) == {"before", "after"}


def test_nobody_is_told_before_the_commit_and_all_are_told_that_it_failed(database: Database) -> None:
    queue = Queue(database)
    jobs = [queue.add(adds(name)) for name in ("one", "two")]

    @event.listens_for(database.engine, "commit", once=True)
    def full(_: object) -> None:
        assert not any(job.done() for job in jobs)
        raise OperationalError("COMMIT", {}, Exception("disk is full"))

    queue.go()
    assert [type(job.exception()) for job in jobs] == [OperationalError] * 2
    assert stored(database) == set()
    with database.write() as session:
        adds("later")(session)
    assert stored(database) == {"later"}


def test_what_ends_a_work_goes_before_what_begins_one(database: Database) -> None:
    queue, order = Queue(database), list[str]()
    for name in ("web", "web", "web"):
        queue.add(lambda _, name=name: order.append(name))  # type: ignore[misc]
    queue.add(lambda _: order.append("outbox"), first=True)
    queue.go()
    assert order == ["outbox", "web", "web", "web"]
