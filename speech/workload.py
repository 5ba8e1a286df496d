"""How much listening this machine can do, so that a call is told early to use keys instead of late.

Recognition has threads of its own, one for each core: a queue before them is time that callers wait. The time a
piece of sound waits for its thread is measured; calls beyond the limit, or while the wait is long, are asked for
keys. Knows no recogniser and no call.
"""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

CALLS_PER_CORE, MOST_CALLS = 50, 100
"""Calls that may listen at once, for each core and in one process, whose event loop has one core only: 100 on two
cores were answered within 35 ms, 150 not within 800 (`bench/calls.py`, docs/capacity.md)."""
LONGEST_WAIT_S = 0.25
"""Mean wait for a thread above which no further call listens."""
BACKLOG_S = 3.0
"""Sound of one answer that may wait; more means that the machine cannot follow."""
REMEMBERED = 0.1
"""Share of a new wait in the mean."""

T = TypeVar("T")


class Workload:
    """Shared by all calls of a process. Safe for many threads."""

    def __init__(self, *, most_calls: int | None = None, cores: int | None = None) -> None:
        cores = cores or os.cpu_count() or 1
        self.most_calls = min(MOST_CALLS, CALLS_PER_CORE * cores) if most_calls is None else most_calls
        self._threads = ThreadPoolExecutor(max_workers=cores, thread_name_prefix="hear")
        self._lock = threading.Lock()
        self._calls = 0
        self._wait_s = 0.0
        self._waiting = 0

    @property
    def calls(self) -> int:
        """Calls that listen now."""
        return self._calls

    @property
    def wait_s(self) -> float:
        """Mean seconds that sound waited for a thread of late; 0 when nothing waits."""
        return self._wait_s if self._waiting else 0.0

    @property
    def full(self) -> bool:
        """Whether no further call may listen now."""
        return self._calls >= self.most_calls or self.wait_s > LONGEST_WAIT_S

    def admit(self) -> bool:
        """Whether one more call may listen; if so it counts until `leave`."""
        with self._lock:
            if self.full:
                return False
            self._calls += 1
            return True

    def leave(self) -> None:
        """An admitted call listens no more."""
        with self._lock:
            self._calls -= 1

    def submit(self, work: Callable[..., T], *arguments: object) -> Future[T]:
        """Does the work in a thread for recognition."""
        asked = time.monotonic()
        with self._lock:
            self._waiting += 1

        def timed() -> T:
            waited = time.monotonic() - asked
            with self._lock:
                self._waiting -= 1
                self._wait_s += REMEMBERED * (waited - self._wait_s)
            return work(*arguments)

        return self._threads.submit(timed)

    def close(self) -> None:
        """Lets the threads go; what has not begun is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)
