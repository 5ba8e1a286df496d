"""An alarm ends a wait in time, and nothing else."""

import asyncio

import pytest

from ivr.alarm import Alarm


async def waiting_for(queue: "asyncio.Queue[int]", alarm: Alarm, within_s: float | None) -> int:
    until = None if within_s is None else asyncio.get_running_loop().time() + within_s
    return await alarm.wait(queue.get(), until)


def test_what_comes_in_time_is_given() -> None:
    async def run() -> list[int]:
        alarm, queue = Alarm(), asyncio.Queue[int]()
        for number in range(3):
            queue.put_nowait(number)
        return [await waiting_for(queue, alarm, 5.0) for _ in range(3)]

    assert asyncio.run(run()) == [0, 1, 2]


def test_a_wait_ends_at_its_time_also_when_an_earlier_one_was_shorter_or_longer() -> None:
    async def run() -> None:
        alarm, queue = Alarm(), asyncio.Queue[int]()
        for within_s in (0.02, 0.01, 0.03):
            queue.put_nowait(1)
            assert await waiting_for(queue, alarm, 60.0) == 1
            with pytest.raises(TimeoutError):
                await waiting_for(queue, alarm, within_s)
        current = asyncio.current_task()
        assert current is not None
        assert current.cancelling() == 0
        queue.put_nowait(7)
        assert await waiting_for(queue, alarm, None) == 7

    asyncio.run(run())


def test_who_ends_the_task_is_obeyed() -> None:
    async def run() -> None:
        alarm, queue = Alarm(), asyncio.Queue[int]()
        task = asyncio.get_running_loop().create_task(waiting_for(queue, alarm, 60.0))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        alarm.close()

    asyncio.run(run())


def test_nobody_is_woken_who_waits_no_more() -> None:
    async def run() -> str:
        alarm, queue = Alarm(), asyncio.Queue[int]()
        queue.put_nowait(1)
        await waiting_for(queue, alarm, 0.01)
        await asyncio.sleep(0.03)
        return "undisturbed"

    assert asyncio.run(run()) == "undisturbed"
