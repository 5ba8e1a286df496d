"""Tells whoever waits for work that some was committed: at once in this process, and by NOTIFY in the others.

A bell only wakes. Nothing is lost when it is not heard: the workers also look by themselves. Knows no job.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Collection, Iterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

CHANNEL = "suara_work"
TOGETHER_S = 0.01
"""Rings within this time are told to the other processes as one."""
_NOTIFY = text("SELECT pg_notify(:channel, :kinds)")
AWAY_S = 2.0
"""How long after losing the database it is listened to again."""


class Ear:
    """Where threads wait. Each ring that comes while all are busy is kept for the next one, up to `most`.

    Hears what is rung for the kinds of work in `only`, or for all but those in `but`.
    """

    def __init__(self, most: int, *, only: Collection[str] | None = None, but: Collection[str] = ()) -> None:
        self._condition, self._kept, self._most = threading.Condition(), 0, most
        self._only, self._but = only, but

    def ring(self, kinds: Collection[str]) -> None:
        if not any(kind not in self._but and (self._only is None or kind in self._only) for kind in kinds):
            return
        with self._condition:
            self._kept = min(self._kept + 1, self._most)
            self._condition.notify()

    def wake_all(self) -> None:
        with self._condition:
            self._kept = self._most
            self._condition.notify_all()

    def wait(self, timeout: float) -> bool:
        """Returns after a ring, or after `timeout` seconds. Whether it rang."""
        with self._condition:
            if self._kept == 0:
                self._condition.wait(timeout)
            rang, self._kept = self._kept > 0, max(0, self._kept - 1)
            return rang


class Bell:
    """Rung after a commit that left work to be done. `engine` is given where other processes can be told."""

    def __init__(self, engine: Engine | None) -> None:
        self._engine = engine
        self._ears: list[Ear] = []
        self._told, self._to_tell, self._telling = threading.Event(), set[str](), threading.Lock()
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

    def ring(self, kinds: Collection[str]) -> None:
        """There is work of these kinds."""
        for ear in self._ears:
            ear.ring(kinds)
        if self._engine is not None:
            self._start("notifier", self._tell)
            with self._telling:
                self._to_tell.update(kinds)
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
            with contextlib.suppress(SQLAlchemyError), engine.connect() as connection:
                while not self._closed.is_set():
                    self._told.clear()
                    with self._telling:
                        kinds, self._to_tell = self._to_tell, set()
                    connection.execute(_NOTIFY, {"channel": CHANNEL, "kinds": ",".join(sorted(kinds))})
                    connection.commit()
                    time.sleep(TOGETHER_S)
                    self._told.wait()

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
                    for heard in driver.notifies(timeout=0.5, stop_after=1):
                        for ear in self._ears:
                            ear.ring(heard.payload.split(","))
            finally:
                connection.invalidate()  # it still listens: nobody else may have it
