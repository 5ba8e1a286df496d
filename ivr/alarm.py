"""Ends a wait at a time, for waits that nearly always end sooner: fifty frames a second come in of every call.

asyncio's own time-outs set and cancel a timer for each of them, which was a tenth of what a call cost. Here one timer
stays, and looks when it rings whether anybody still waits for so long.
"""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


class Alarm:
    """For one task, which waits for one thing at a time."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[object] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._due: float | None = None
        self._rang = False

    async def wait(self, work: Awaitable[T], until: float | None) -> T:
        """What the work gives. Raises TimeoutError at that time of the loop; None: never."""
        if self._task is None:
            self._task = asyncio.current_task()
        self._due = until
        if until is not None and (self._timer is None or self._timer.when() > until):
            self._set(until)
        try:
            return await work
        except asyncio.CancelledError:
            if not self._silenced():
                raise
            raise TimeoutError from None
        finally:
            self._due = None
            self._silenced()

    def close(self) -> None:
        """Rings no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _silenced(self) -> bool:
        """Whether it rang, and nobody else wants the task to end."""
        if not self._rang or self._task is None:
            return False
        self._rang = False
        return self._task.uncancel() == 0

    def _set(self, at: float) -> None:
        self.close()
        self._timer = self._loop.call_at(at, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._due is None or self._task is None:
            return
        if self._loop.time() < self._due:
            self._set(self._due)
            return
        self._rang = True
        self._task.cancel()
