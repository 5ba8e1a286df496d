"""How quickly are texts answered, and how many a second? Beside Kannel's own echo on the same machine.

    python bench/texts.py [--seconds 20] [--rate 100] [--most 300] [--databases sqlite postgresql] [--workers 1]

Three rows: Kannel (bearerbox, smsbox, its fake carrier's wire) that echoes each text, and the line's text half on
SQLite and on PostgreSQL, both as durable as in real use. Each gets `rate` texts a second for `seconds` (the delay
from a text to its reply, handed to the carrier), then `most` a second (what it keeps up with). Load of others on the
machine is in the figures and told below the table. Kannel neither stores a text in a database nor understands it:
its row is what the machine and the wire cost.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from subprocess import Popen

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.texts_kannel import echo  # noqa: E402
from bench.texts_peer import Peer, Smsbox  # noqa: E402
from bench.texts_setup import BODIES, SECRET, Installation, installation, start, stop  # noqa: E402

CITIZENS = 4000
DRAIN_S = 60.0
"""How long replies may still come after the last text."""
TARGET_MS, TARGET_RATE = 150, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table. Seconds."""

    name: str
    p50: float
    p95: float
    answered: int
    brought: int
    in_a_second: float
    out_a_second: float
    cpu: float | None = None
    """CPU time of the line's processes for a text in and its reply out; the database server's is not in it."""


async def paced(
    peer: Peer, box: Smsbox, numbers: list[str], rate: float, seconds: float
) -> tuple[int, int, float]:
    """Brings texts at this rate. How many were to be brought, how many were taken, and how long that took."""
    begun, tasks, loop = time.perf_counter(), set[asyncio.Task[bool]](), asyncio.get_running_loop()
    wanted, limit = int(rate * seconds), asyncio.Semaphore(256)
    taken = 0

    async def one(number: int) -> bool:
        async with limit:
            sender = numbers[number % len(numbers)]
            peer.waits[sender].append(time.perf_counter())
            for _ in range(5):
                if await box.bring(
                    f"{id(numbers)}-{begun:.0f}-{number}", sender, BODIES[number % len(BODIES)]
                ):
                    return True
        return False

    for number in range(wanted):
        due = begun + number / rate
        if (early := due - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        tasks.add(loop.create_task(one(number)))
    taken = sum(await asyncio.gather(*tasks))
    return wanted, taken, time.perf_counter() - begun


async def drained(peer: Peer, wanted: int) -> float:
    """Waits for the last reply; how many seconds before now it came."""
    until = time.perf_counter() + DRAIN_S
    while len(peer.handed) < wanted and time.perf_counter() < until:
        await asyncio.sleep(0.05)
    return time.perf_counter() - peer.handed[-1].at if peer.handed else 0.0


def cpu_of(processes: Sequence[Popen[bytes]]) -> float:
    """Seconds of CPU that these have used, all their threads together."""
    ticks = 0
    for process in processes:
        fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


async def measure(
    name: str, here: Installation, peer: Peer, rate: float, most: float, seconds: float,
    processes: Sequence[Popen[bytes]],
) -> Row:  # fmt: skip
    """One installation whose processes run."""
    box, numbers = Smsbox(here.port, SECRET), list(here.numbers)
    await paced(peer, box, numbers[:100], 20, 3)
    await drained(peer, 60)
    peer.handed.clear()
    peer.latencies.clear()
    used = cpu_of(processes)
    wanted, _, _ = await paced(peer, box, numbers, rate, seconds)
    await drained(peer, wanted)
    used = cpu_of(processes) - used
    delays, answered = sorted(peer.latencies), len(peer.handed)
    peer.handed.clear()
    numbers = numbers[len(numbers) // 2 :] + numbers[: len(numbers) // 2]
    begun = time.perf_counter()
    full, taken, in_s = await paced(peer, box, numbers, most, seconds)
    await drained(peer, full)
    out_s = (peer.handed[-1].at if peer.handed else time.perf_counter()) - begun
    cuts = quantiles(delays, n=20) if len(delays) > 1 else [0.0] * 19
    return Row(
        name=name, p50=cuts[9], p95=cuts[18], answered=answered, brought=wanted,
        in_a_second=taken / in_s, out_a_second=len(peer.handed) / out_s,
        cpu=used / max(1, answered),
    )  # fmt: skip


async def line(kind: str, rate: float, most: float, seconds: float, workers: int) -> Row:
    """The line on this database: one web process, and on PostgreSQL `workers` more that hand over."""
    peer = Peer()
    server, port = await peer.serve()
    with (
        tempfile.TemporaryDirectory(prefix="suara-bench-") as name,
        installation(kind, Path(name), carrier_port=port, citizens=CITIZENS) as here,
    ):
        more = workers if kind == "postgresql" else 0
        web = "false" if more else "true"
        processes = [start(here, "web", SUARA_WORKERS=web)] + [start(here, "worker") for _ in range(more)]
        try:
            return await measure(kind, here, peer, rate, most, seconds, processes)
        finally:
            stop(processes)
            server.close()


def table(rows: list[Row]) -> str:
    head = f"{'':22} {'p50 ms':>8} {'p95 ms':>8} {'answered':>12} {'in/s':>8} {'out/s':>8} {'cpu ms':>8}"
    lines = [
        f"{row.name:22} {row.p50 * 1000:8.1f} {row.p95 * 1000:8.1f} {row.answered:>6}/{row.brought:<5} "
        f"{row.in_a_second:8.0f} {row.out_a_second:8.0f} {'' if row.cpu is None else f'{row.cpu * 1000:.1f}':>8}"
        for row in rows
    ]
    return "\n".join([head, *lines])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rate", type=float, default=100, help="texts a second while delays are measured")
    parser.add_argument("--most", type=float, default=300, help="texts a second that are offered then")
    parser.add_argument("--workers", type=int, default=1, help="processes that hand over, on PostgreSQL")
    parser.add_argument("--databases", nargs="*", default=["sqlite", "postgresql"])
    args = parser.parse_args()
    before = os.getloadavg()[0]
    rows = []
    kannel = echo(args.rate, args.most, args.seconds)
    if kannel is not None:
        delays, answered, wanted, in_s, out_s = kannel
        cuts = quantiles(delays, n=20)
        rows.append(
            Row(name="kannel echo", p50=cuts[9], p95=cuts[18], answered=answered, brought=wanted,
                in_a_second=in_s, out_a_second=out_s)
        )  # fmt: skip
    for kind in args.databases:
        row = asyncio.run(line(kind, args.rate, args.most, args.seconds, args.workers))
        rows.append(Row(**{**{f: getattr(row, f) for f in row.__slots__}, "name": f"line, {kind}"}))
    print(table(rows))
    print(
        f"{os.cpu_count()} cores; load {before:.1f} before and {os.getloadavg()[0]:.1f} at the end. "
        f"Delays at {args.rate:.0f} a second, in/s and out/s of {args.most:.0f} offered. "
        f"Target on PostgreSQL, 2 cores: {TARGET_RATE} each way, p95 {TARGET_MS} ms at half that."
    )


if __name__ == "__main__":
    main()
