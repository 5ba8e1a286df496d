"""Is this process about to stop? Then new calls go elsewhere, and those that run have some time to end.

Knows no carrier and no web server: whoever carries a call tells how to end it.
"""

import threading
from asyncio import get_running_loop
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial


class Stopping:
    """One for each process. Safe for many threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._calls: dict[object, Callable[[], object]] = {}
        self.begun = False
        """Whether new calls are refused."""
        self.over = False
        """Whether running calls are ended too."""

    @property
    def calls(self) -> int:
        """Streams of calls that run now."""
        return len(self._calls)

    @contextmanager
    def living(self, end: Callable[[], None]) -> Iterator[None]:
        """Inside the block a call runs. `end` ends it; it is called in this event loop, once, when time is over."""
        loop, mine = get_running_loop(), object()
        with self._changed:
            self._calls[mine] = partial(loop.call_soon_threadsafe, end)
        try:
            yield
        finally:
            with self._changed:
                del self._calls[mine]
                self._changed.notify_all()

    def begin(self) -> None:
        """From now on no new calls."""
        self.begun = True

    def wait_for_calls(self, limit_s: float) -> bool:
        """Returns when no call runs any more, or after so many seconds. False: some still do."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._calls, limit_s)

    def end_calls(self) -> None:
        """Ends those that still run."""
        with self._changed:
            self.over = True
            ends = list(self._calls.values())
        for end in ends:
            end()
