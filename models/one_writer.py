"""The one writer that SQLite allows: whoever waits takes turns, and turns that follow each other share one commit.

A commit that survives a power cut waits for the disk, for longer than the work of a text takes. So a transaction
stays open while others wait: each of them writes inside a savepoint of its own, and all are told that they are done
when the disk has it. One that raises takes back only what is its own. Knows no table.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

MOST = 16
"""Turns in one commit."""
LONGEST_S = 0.05
"""No turn begins in a transaction that is open for longer: the first in it waits for the last."""


@dataclass(kw_only=True)
class _Together:
    """Turns that are committed together."""

    connection: Connection
    begun: float
    turns: int = 0
    done: threading.Event = field(default_factory=threading.Event)
    error: BaseException | None = None


class OneWriter:
    """Turns at writing to one SQLite database, for all threads of this process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock, self._busy = threading.Lock(), False
        self._first, self._others = deque[threading.Event](), deque[threading.Event]()
        self._open: _Together | None = None

    @contextmanager
    def turn(self, *, first: bool = False) -> Iterator[Session]:
        """A session; what it wrote is on the disk after the block. `first`: before others that wait."""
        self._wait(self._first if first else self._others)
        together: _Together | None = None
        try:
            together = self._opened()
            with Session(
                together.connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
            ) as session:
                yield session
                session.commit()
        except BaseException as error:
            self._pass_on(together, error)
            raise
        self._pass_on(together, None)
        together.done.wait()
        if together.error is not None:
            raise together.error

    def _wait(self, queue: deque[threading.Event]) -> None:
        with self._lock:
            if not self._busy:
                self._busy = True
                return
            mine = threading.Event()
            queue.append(mine)
        mine.wait()

    def _opened(self) -> _Together:
        if self._open is None:
            connection = self._engine.connect().execution_options(writing=True)
            try:
                connection.begin()
            except BaseException:
                connection.close()
                raise
            self._open = _Together(connection=connection, begun=time.monotonic())
        self._open.turns += 1
        return self._open

    def _pass_on(self, together: _Together | None, error: BaseException | None) -> None:
        """Lets the next one have its turn, in the same transaction if one waits already and it is young."""
        if together is not None:
            if error is not None and not _still_open(together.connection):
                together.error = error  # the disk is full, or the like: all that was written with it is gone
            with self._lock:
                young = together.turns < MOST and time.monotonic() - together.begun < LONGEST_S
                waits = bool(self._first or self._others)
            if together.error is not None or not (young and waits):
                self._open = None
                _close(together)
        with self._lock:
            queue = self._first or self._others
            if queue:
                queue.popleft().set()
            else:
                self._busy = False


def _still_open(connection: Connection) -> bool:
    driver = connection.connection.driver_connection
    return driver is not None and driver.in_transaction


def _close(together: _Together) -> None:
    """Commits, and tells all whose turns these were. Raises nothing: each of them is told what went wrong."""
    try:
        if together.error is None:
            together.connection.commit()
    except BaseException as error:
        together.error = error
    try:
        if together.error is not None:
            together.connection.invalidate()  # nobody may go on in what is left of this transaction
        together.connection.close()
    finally:
        together.done.set()
