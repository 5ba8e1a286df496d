"""The faults: each breaks one thing of a running line and mends it again, as whoever runs the line would."""

import asyncio
import os
import resource
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from simulator.outages import Trouble
from simulator.text import deliver
from simulator.webhooks import WebhookFailed, Webhooks
from tests.chaos.house import House
from tests.chaos.load import Load
from tests.chaos.running import LIGHT, MANY_TEXTS, WHOLE, Break, Plan

AWAY_S = 4.0
"""How long something is broken that comes back by itself."""
ROOM = 64 * 1024
"""Bytes of each file that may still be written on a disk that is as good as full."""
MET_WITHIN_S, LOOK_S = 75.0, 0.1
RESTART_S = 2.0
"""RestartSec of deploy/suarampp.service."""


async def nothing(house: House, load: Load) -> None:
    """For comparison."""


async def web_killed(house: House, load: Load) -> None:
    house.kill("web")
    await asyncio.sleep(RESTART_S)
    await asyncio.to_thread(house.start, "web")


async def worker_killed(house: House, load: Load) -> None:
    """Twice: while texts are on their way."""
    for _ in range(2):
        house.kill("worker")
        await asyncio.sleep(RESTART_S)
        await asyncio.to_thread(house.start, "worker")
        await asyncio.sleep(3)


async def database_restarted(house: House, load: Load) -> None:
    await asyncio.to_thread(house.database_server.stop)
    await asyncio.sleep(AWAY_S)
    await asyncio.to_thread(house.database_server.start)


async def no_room(house: House, load: Load) -> None:
    """No file of these processes can be written beyond its first pages: a full disk, without root. Little things may
    still work, as on a real one."""
    await _limited(house, ROOM)


async def read_only(house: House, load: Load) -> None:
    """Nothing may be written to any file at all."""
    await _limited(house, 0)


async def _limited(house: House, most_bytes: int) -> None:
    pids = [process.pid for process in house.running.values()]
    before = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids]
    for pid, (_, hard) in zip(pids, before, strict=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most_bytes, hard))
    await asyncio.sleep(AWAY_S)
    for pid, limits in zip(pids, before, strict=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


async def disk_full(house: House, load: Load) -> None:
    """A real one: the folder is a small file system of its own, and another program fills it."""
    filler = house.settings.var_dir / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(64 * 1024))
        except OSError:
            pass
    await asyncio.sleep(AWAY_S)
    filler.unlink()


def clock_jumps(seconds: int) -> Break:
    """The clock of the line jumps ahead, or back, and is put right after a while."""

    async def jump(house: House, load: Load) -> None:
        file = house.settings.var_dir / "clock"
        file.write_text(f"{seconds:+d}s\n")
        await asyncio.sleep(2 * AWAY_S)
        file.write_text("+0\n")

    return jump


def carrier(trouble: Trouble) -> Break:
    """The carrier's interface is in this trouble for a while; texts that were under way meet it too."""

    async def breaks(house: House, load: Load) -> None:
        before, house.outages.trouble = house.outages.met, trouble
        for _ in range(int(MET_WITHIN_S / LOOK_S)):  # a route that refused is left alone for a while
            if house.outages.met > before:
                break
            await asyncio.sleep(LOOK_S)
        else:
            raise RuntimeError("nobody asked the carrier while it was in trouble")
        await asyncio.sleep(AWAY_S)
        house.outages.trouble = Trouble.NOTHING

    return breaks


async def carrier_down(house: House, load: Load) -> None:
    await asyncio.to_thread(house.close_carrier)
    await asyncio.sleep(AWAY_S)
    house.open_carrier()


async def webhooks_doubled(house: House, load: Load) -> None:
    """From now on every text comes twice at once; and all that was ever told comes again, the last first."""
    load.twice = True
    await asyncio.sleep(AWAY_S)
    await replayed(house, load)


async def webhooks_late(house: House, load: Load) -> None:
    """An hour later, by the line's clock, everything that the carrier ever told comes again."""
    await asyncio.sleep(AWAY_S)
    clock = house.settings.var_dir / "clock"
    clock.write_text("+3600s\n")
    await replayed(house, load)
    clock.write_text("+0\n")


async def replayed(house: House, load: Load) -> None:
    """All webhooks of calls and texts so far, the last first."""
    async with Webhooks(house.carrier) as webhooks:
        for one in load.calls:
            for document in reversed(list(one.call.twiml_log)):
                if document.url.startswith("http"):
                    try:
                        await webhooks.post(document.url, document.params)
                    except WebhookFailed:
                        continue
    for text in reversed(list(load.texts)):
        await deliver(house.carrier, text)


def _children(pid: int, name: str) -> Iterator[int]:
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
            command = (entry.parent / "cmdline").read_text()
        except (OSError, ValueError):
            continue
        if parent == pid and name in command:
            yield int(entry.parent.name)


async def voice_hung(house: House, load: Load) -> None:
    """The process that speaks stops in the middle of it, and is never woken."""
    for pid in _children(house.running["web"].pid, "espeak"):
        os.kill(pid, signal.SIGSTOP)


async def model_gone(house: House, load: Load) -> None:
    """Somebody deletes the recogniser's model under the running line."""
    folder = Path(house.environment["SUARA_MODEL_DIR"])
    folder.rename(folder.with_name("away"))
    await asyncio.sleep(3 * AWAY_S)
    folder.with_name("away").rename(folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One of them, on the kind of line that it needs."""

    name: str
    breaks: Break
    plan: Plan = WHOLE
    line: str = "sqlite"
    """"sqlite": one process; "clock": the same with a clock of its own (faketime); "disk": the same on a small file
    system of its own (root, mount); "postgresql": a web process, a worker and a database server."""


FAULTS = (
    Fault(name="nothing, to compare", breaks=nothing),
    Fault(name="web process killed", breaks=web_killed),
    Fault(name="disk full (64 KiB a file)", breaks=no_room),
    Fault(name="disk read-only (no write works)", breaks=read_only),
    Fault(name="voice process hung", breaks=voice_hung),
    Fault(name="model deleted after start", breaks=model_gone),
    Fault(name="webhooks twice and backwards", breaks=webhooks_doubled, plan=LIGHT),
    Fault(name="carrier down", breaks=carrier_down, plan=MANY_TEXTS),
    *(
        Fault(name=f"carrier: {one}", breaks=carrier(one), plan=MANY_TEXTS)
        for one in Trouble
        if one is not Trouble.NOTHING
    ),
    Fault(name="clock an hour ahead", breaks=clock_jumps(3600), plan=LIGHT, line="clock"),
    Fault(name="clock an hour back", breaks=clock_jumps(-3600), plan=LIGHT, line="clock"),
    Fault(name="webhooks again an hour later", breaks=webhooks_late, plan=LIGHT, line="clock"),
    Fault(name="disk full (a real one)", breaks=disk_full, line="disk"),
    Fault(name="web process killed", breaks=web_killed, line="postgresql"),
    Fault(name="worker killed twice", breaks=worker_killed, plan=LIGHT, line="postgresql"),
    Fault(name="database restarted", breaks=database_restarted, line="postgresql"),
)
