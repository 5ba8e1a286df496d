"""What one text costs the processor: taking it in and answering it, and handing the answer over.

    python bench/texts_cpu.py [--database postgresql] [--blocks 12] [--out-at-once 8] [--profile]

In one process without HTTP, by a carrier that answers at once. CPU time of the thread that works, the best block of
forty texts: on a machine that others use as well, the time of the same work doubles when they are busy. The number of
statements does not depend on them. `--profile` prints where the time goes instead.
"""

import argparse
import cProfile
import logging
import os
import pstats
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import structlog  # noqa: E402
from sqlalchemy import event  # noqa: E402

from bench.texts_setup import BODIES, Installation, installation  # noqa: E402
from casework.messages import SEND  # noqa: E402
from casework.office import load_office  # noqa: E402
from casework.route_state import RouteBook  # noqa: E402
from sms import inbox  # noqa: E402
from sms.carrier import NoAnswer, Sent  # noqa: E402
from sms.outbox import Outbox  # noqa: E402
from worker import Worker  # noqa: E402

BLOCK, CITIZENS = 40, 500
NUMBERS = count()


class Prompt:
    """A carrier that takes everything at once."""

    def send(self, to: str, body: str, message_id: int) -> Sent:
        return Sent(provider_id=f"bench-{message_id}")

    def find(self, to: str, body: str, after: datetime) -> NoAnswer:
        return NoAnswer()


def cpu_ms(work: Callable[[], object]) -> float:
    """Milliseconds of this thread for each text of a block."""
    begun = time.thread_time()
    work()
    return (time.thread_time() - begun) / BLOCK * 1000


def measure(here: Installation, out_at_once: int, blocks: int, profile: bool) -> None:
    office = load_office(
        Path(here.environment["SUARA_CONTENT_DIR"]), vault=here.database.vault, recordings=here.folder
    )
    outbox = Outbox(
        database=here.database, book=RouteBook(office.sending, ("kannel",)), carriers={"kannel": Prompt()}
    )
    worker = Worker(here.database, {}, steps={SEND: outbox}, threads=out_at_once)

    def take() -> None:
        for number in (next(NUMBERS) for _ in range(BLOCK)):
            sender, body = here.numbers[number % CITIZENS], BODIES[number % len(BODIES)]
            inbox.take_text(here.database, office, provider_id=f"in-{number}", sender=sender, body=body)

    for work in (take, worker.run_due) * 3:
        work()
    statements = [0]

    @event.listens_for(here.database.engine, "before_cursor_execute")
    def _counted(*_: Any) -> None:
        statements[0] += 1

    for name, work in (("in", take), ("out", worker.run_due)):
        statements[0] = 0
        work()
        print(f"{name:4} {statements[0] / BLOCK:5.1f} statements a text")
    if profile:
        profiler = cProfile.Profile(time.thread_time)
        profiler.runcall(lambda: [work() for _ in range(blocks) for work in (take, worker.run_due)])
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(60)
        return
    pairs = [(cpu_ms(take), cpu_ms(worker.run_due)) for _ in range(blocks)]
    for name, found in zip(("in", "out"), zip(*pairs, strict=True), strict=True):
        middle = sorted(found)[len(found) // 2]
        print(
            f"{name:4} {min(found):5.2f} ms of CPU a text in the best block, {middle:.2f} in the middle one"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--blocks", type=int, default=12)
    parser.add_argument("--out-at-once", type=int, default=8)
    parser.add_argument("--profile", action="store_true", help="print where the time goes")
    args = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with (
        tempfile.TemporaryDirectory(prefix="suara-bench-") as name,
        installation(args.database, Path(name), carrier_port=1, citizens=CITIZENS) as here,
    ):
        measure(here, args.out_at_once, args.blocks, args.profile)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
