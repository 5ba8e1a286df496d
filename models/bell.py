"""Tells whoever waits for work that some was committed: at once in this process, and by NOTIFY in the others.

A bell only wakes. Nothing is lost when it is not heard: the workers also look by themselves. Knows no job.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

CHANNEL = "suara_work"
TOGETHER_S = 0.01
"""Rings within this time are told to the other processes as one."""
AWAY_S = 2.0
"""How long after losing the database it is listened to again."""


class Ear:
    """Where threads wait. Each ring that comes while all are busy is kept for the next one, up to `most`."""

    def __init__(self, most: int) -> None:
        self._condition, self._kept, self._most = threading.Condition(), 0, most

    def ring(self) -> None:
        with self._condition:
            self._kept = min(self._kept + 1, self._most)
            self._condition.notify()

    def wake_all(self) -> None:
        with self._condition:
            self._kept = self._most
            self._condition.notify_all()

    def wait(self, timeout: float) -> None:
        """Returns after a ring, or after `timeout` seconds."""
        with self._condition:
            if self._kept == 0:
                self._condition.wait(timeout)
            self._kept = max(0, self._kept - 1)


class Bell:
    """Rung after a commit that left work to be done. `engine` is given where other processes can be told."""

    def __init__(self, engine: Engine | None) -> None:
        self._engine = engine
        self._ears: list[Ear] = []
        self._told = threading.Event()
        self._closed = threading.Event()
        self._threads: list[threading.Thread] = []
        self._starting = threading.Lock()

    @contextlib.contextmanager
    def heard_by(self, ear: Ear) -> Iterator[None]:
        """Inside the block rings reach this ear, those of other processes too."""
        self._ears.append(ear)
        self._start("listener", self._listen)
        try:
            yield
        finally:
            self._ears.remove(ear)

    def ring(self) -> None:
        """There is work."""
        for ear in self._ears:
            ear.ring()
        if self._engine is not None:
            self._start("notifier", self._tell)
            self._told.set()

    def close(self) -> None:
        """Ends its threads."""
        self._closed.set()
        self._told.set()
        for thread in self._threads:
            thread.join(timeout=5)

    def _start(self, name: str, run: Callable[[Engine], None]) -> None:
        if self._engine is None:
            return
        with self._starting:
            if not any(thread.name == name for thread in self._threads):
                self._threads.append(
                    threading.Thread(target=run, args=(self._engine,), name=name, daemon=True)
                )
                self._threads[-1].start()

    def _tell(self, engine: Engine) -> None:
        while not self._closed.is_set():
            self._told.wait()
            self._told.clear()
            with contextlib.suppress(SQLAlchemyError), engine.connect() as connection:
                while not self._closed.is_set():
                    connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
                    connection.commit()
                    time.sleep(TOGETHER_S)
                    self._told.wait()
                    self._told.clear()

    def _listen(self, engine: Engine) -> None:
        while not self._closed.is_set():
            try:
                self._hear(engine)
            except Exception:  # the database is away: whatever the driver raises, listen again later
                self._closed.wait(AWAY_S)

    def _hear(self, engine: Engine) -> None:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"LISTEN {CHANNEL}")
            driver: Any = connection.connection.driver_connection
            try:
                while not self._closed.is_set():
                    for _ in driver.notifies(timeout=0.5, stop_after=1):
                        for ear in self._ears:
                            ear.ring()
            finally:
                connection.invalidate()  # it still listens: nobody else may have it
