"""Is any text lost or sent twice when processes are killed? On both databases.

    python bench/crash.py [--texts 5000] [--kills 12] [--rate 100] [--carrier twilio kannel]
        [--databases sqlite postgresql]

Brings `texts` texts as a carrier does, again and with the same id until each is taken, while the processes of the
line are killed with SIGKILL at random, `kills` times, and started anew. A carrier that can be asked what it has (the
Twilio protocol) settles what a killed process left open; one that cannot (Kannel) leaves it `unknown`, which is told.
Lost is a text that is not stored, or a stored one whose reply is neither at the carrier nor unknown nor waiting with
a job of its own. Twice is a reply that the carrier got more than once. Waits until no reply waits any more; behind an
unknown one that takes minutes. Prints one table, and ends with 1 when anything was lost, sent twice, or still waits.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sqlalchemy import func, select  # noqa: E402

from bench.texts_peer import Peer, Smsbox  # noqa: E402
from bench.texts_setup import BODIES, SECRET, Installation, installation, start, stop  # noqa: E402
from casework.messages import SEND  # noqa: E402
from models import Delivery, Direction, Job, JobState, Message  # noqa: E402

CITIZENS = 2000
SETTLES_S = 900.0
"""How long what is open may take to settle after the last text: leases, a second look at the carrier, and for what
stands behind a text that stays unknown, `casework.text_limits.PATIENCE`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    name: str
    texts: int
    kills: int
    stored: int
    lost: int
    twice: int
    waiting: int
    """Replies that are queued or on their way, with a job that will see to them."""
    unknown: int
    unknown_sent: int
    """Of the unknown, those that the carrier has."""
    seconds: float


async def bring_all(box: Smsbox, numbers: tuple[str, ...], texts: int, rate: float) -> None:
    """Every text, again until it is taken, as smsbox does."""
    limit, begun = asyncio.Semaphore(64), time.perf_counter()

    async def one(number: int) -> None:
        async with limit:
            body, sender = BODIES[number % len(BODIES)], numbers[number % len(numbers)]
            while not await box.bring(f"crash-{number}", sender, body):
                await asyncio.sleep(0.2)

    async with asyncio.TaskGroup() as group:
        for number in range(texts):
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            group.create_task(one(number))


class Processes:
    """The line's, one web process and on PostgreSQL a worker beside it."""

    def __init__(self, here: Installation, kinds: list[str]) -> None:
        self._here = here
        self.running = [(kind, self._start(kind)) for kind in kinds]
        self.kills = 0

    def _start(self, kind: str) -> Popen[bytes]:
        return start(self._here, kind)

    async def kill_one(self) -> None:
        """Any of them, at any point of its work, and starts it anew."""
        place = random.SystemRandom().randrange(len(self.running))
        kind, process = self.running[place]
        process.kill()
        process.wait()
        self.kills += 1
        self.running[place] = kind, await asyncio.to_thread(self._start, kind)


def still_open(here: Installation, carrier: str) -> int:
    """Replies about which something is still to be done. Kannel cannot be asked: what is unknown there stays so."""
    states = {Delivery.QUEUED, Delivery.SENDING} | ({Delivery.UNKNOWN} if carrier != "kannel" else set())
    wanted = select(func.count()).where(Message.direction == Direction.OUT, Message.delivery.in_(states))
    with here.database.read() as session:
        return session.scalar(wanted) or 0


def counted(name: str, here: Installation, peer: Peer, texts: int, kills: int, seconds: float) -> Row:
    sent = Counter(one.message_id for one in peer.handed)
    with here.database.read() as session:
        stored = session.scalar(select(func.count()).where(Message.direction == Direction.IN)) or 0
        replies = session.execute(
            select(Message.id, Message.delivery).where(Message.direction == Direction.OUT)
        ).all()
        jobs = select(Job.dedupe).where(Job.kind == SEND, Job.state.in_([JobState.READY, JobState.RUNNING]))
        seen_to = set(session.scalars(jobs))
    waits = {
        number
        for number, delivery in replies
        if delivery in (Delivery.QUEUED, Delivery.SENDING) and f"{SEND}:{number}" in seen_to
    }
    unknown = [str(number) for number, delivery in replies if delivery is Delivery.UNKNOWN]
    nowhere = [
        number
        for number, delivery in replies
        if str(number) not in sent and number not in waits and delivery is not Delivery.UNKNOWN
    ]
    return Row(
        name=name, texts=texts, kills=kills, stored=stored,
        lost=(texts - stored) + (stored - len(replies)) + len(nowhere),
        twice=sum(count > 1 for count in sent.values()),
        waiting=len(waits), unknown=len(unknown), unknown_sent=sum(one in sent for one in unknown), seconds=seconds,
    )  # fmt: skip


async def crash(kind: str, carrier: str, texts: int, kills: int, rate: float) -> Row:
    """One line on this database, with this carrier."""
    peer = Peer(answer_after_s=0.02)
    server, port = await peer.serve()
    with (
        tempfile.TemporaryDirectory(prefix="suara-bench-") as folder,
        installation(kind, Path(folder), carrier_port=port, citizens=CITIZENS, carrier=carrier) as here,
    ):
        processes = Processes(here, ["web"] if kind == "sqlite" else ["web", "worker"])
        begun = time.perf_counter()
        try:
            bringing = asyncio.create_task(bring_all(Smsbox(here.port, SECRET), here.numbers, texts, rate))
            every = texts / rate / (kills + 1)
            while not bringing.done() or processes.kills < kills:
                await asyncio.wait({bringing}, timeout=random.SystemRandom().uniform(0.5, 1.5) * every)
                if processes.kills < kills:
                    await processes.kill_one()
            await bringing
            until = time.perf_counter() + SETTLES_S
            while await asyncio.to_thread(still_open, here, carrier) and time.perf_counter() < until:
                await asyncio.sleep(1)
            seconds = time.perf_counter() - begun
            return counted(f"{kind}, {carrier}", here, peer, texts, processes.kills, seconds)
        finally:
            stop([process for _, process in processes.running])
            server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--texts", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--rate", type=float, default=100, help="texts a second that are brought")
    parser.add_argument("--carrier", nargs="*", default=["twilio", "kannel"])
    parser.add_argument("--databases", nargs="*", default=["sqlite", "postgresql"])
    args = parser.parse_args()
    head = f"{'':22} {'texts':>6} {'kills':>6} {'stored':>7} {'lost':>5} {'twice':>6} {'waiting':>8} {'unknown':>8}"
    print(head + f" {'of these sent':>14} {'seconds':>8}")
    bad = False
    for kind in args.databases:
        for carrier in args.carrier:
            row = asyncio.run(crash(kind, carrier, args.texts, args.kills, args.rate))
            print(
                f"{row.name:22} {row.texts:6} {row.kills:6} {row.stored:7} {row.lost:5} {row.twice:6} "
                f"{row.waiting:8} {row.unknown:8} {row.unknown_sent:14} {row.seconds:8.0f}",
                flush=True,
            )
            bad |= row.lost > 0 or row.twice > 0 or row.waiting > 0
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
