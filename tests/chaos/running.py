"""Puts a line under load, breaks something in the middle of it, and waits until everything has settled."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tests.chaos.counting import Came, count, still_open
from tests.chaos.house import House
from tests.chaos.load import BODIES, Load

Break = Callable[[House, Load], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much goes on, and when the fault comes, in seconds after the first call."""

    streams: Sequence[str] = ("status", "message")
    keypads: Sequence[str] = ("status by keys", "message by keys")
    texts: int = 10
    statuses: int = 2
    cases: int = 2
    at_s: float = 13.0


WHOLE = Plan()
LIGHT = Plan(streams=(), at_s=4.0)
"""Calls by keys run six times as fast as real ones: for faults that cannot reach a media stream."""
MANY_TEXTS = Plan(streams=(), keypads=(), at_s=2.0)
TEXTS = Plan(streams=(), keypads=(), texts=6, statuses=1, cases=1, at_s=1.0)
QUICK = Plan(streams=(), texts=4, statuses=1, cases=1, at_s=2.0)
SETTLES_S = 150.0


async def under(house: House, breaks: Break, plan: Plan) -> Load:
    """One fault; ends when all calls are over. Raises what the load or the fault itself met that nobody expects."""
    load = Load(house=house)
    async with asyncio.TaskGroup() as group:
        for number, kind in enumerate(plan.streams):
            group.create_task(load.call(kind, wait_s=0.5 * number))
        for number, kind in enumerate(plan.keypads):
            group.create_task(load.call(kind, wait_s=max(0.0, plan.at_s - 2.5) + 0.7 * number))
        around = plan.at_s + 4.0
        for number in range(plan.texts):
            group.create_task(load.text(BODIES[number % len(BODIES)], wait_s=around * number / plan.texts))
        for number in range(plan.statuses):
            group.create_task(load.put_status(wait_s=plan.at_s + 0.5 * number - 0.5))
        group.create_task(load.answer_cases(plan.cases, every_s=around / max(1, 2 * plan.cases)))
        group.create_task(_later(breaks, house, load, plan.at_s))
    return load


async def _later(breaks: Break, house: House, load: Load, at_s: float) -> None:
    await asyncio.sleep(at_s)
    await breaks(house, load)


def settled(load: Load, within_s: float = SETTLES_S) -> Came:
    """What came of it, once nothing is on its way any more, or when time is over."""
    until = time.monotonic() + within_s
    while time.monotonic() < until and still_open(load):
        time.sleep(0.3)
    return count(load)
