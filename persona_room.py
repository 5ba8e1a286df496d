"""Whether this machine keeps up with simulated callers: before they begin, and while they call.

Knows clocks and the load; no call.
"""

import asyncio
import os
import time

BUSY_LOAD = 1.5
"""Programs for each core that run or wait to; with more before we begin, times are not those of the line."""
APART_S = 0.25
"""So long after each other calls begin."""
TICK_S = 0.1
LATE_S = 0.06
"""This process is woken so late where there is more to do than the machine can."""
FADES = 0.85
"""What is left of a lateness after each tick, if none follows."""
LONGEST_WAIT_S = 6.0
"""A machine that others keep busy is never on time: then a call begins all the same."""


def busy() -> bool:
    """Whether other programs keep this machine busy, so that times say nothing of the line."""
    return os.getloadavg()[0] > BUSY_LOAD * (os.cpu_count() or 1)


class Room:
    """Lets calls begin one after the other, while this process keeps up with time."""

    def __init__(self) -> None:
        self._late = 0.0
        self._door = asyncio.Lock()

    async def watch(self) -> None:
        """Measures how late this process is woken. Runs until cancelled."""
        while True:
            due = time.monotonic() + TICK_S
            await asyncio.sleep(TICK_S)
            self._late = max(time.monotonic() - due, self._late * FADES)

    async def enter(self) -> None:
        """Returns when one more call may begin."""
        async with self._door:
            await asyncio.sleep(APART_S)
            until = time.monotonic() + LONGEST_WAIT_S
            while self._late > LATE_S and time.monotonic() < until:
                await asyncio.sleep(TICK_S)
