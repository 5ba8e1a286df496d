"""How many calls one machine carries at once: the real line, called by a generator in a process of its own.

    python bench/calls.py [--corpus DIR] [--steps 10,25,..] [--seconds 25] [--webs 1] [--database URL] [--peer PYTHON]

The line is what an installation runs: web processes, a process for jobs, SQLite (or PostgreSQL with --database). Each
call is a carrier's: webhooks, a signed socket, a frame every 20 ms, marks. A caller speaks 30 % of the time with real
people's voices (--corpus), looks up a code, and leaves a message that becomes a case (bench/calls_caller.py).

At each number of calls is printed, of the seconds that were measured:

    answer     end of speech to first sound, beyond the configured wait: half of them, and 95 % of them below, in ms
    barge-in   first voiced frame to `clear`, 95 % below, in ms
    gap        longest silence inside a prompt, because sound came too late, in ms
    CPU/call   processor time of the line for each second of a call, in ms
    line, gen  cores used by the line with all its children, and by the generator
    PSS        the line's memory in MB; below the table what one call more takes
    late       the generator's own frames: 95 % less late than that, and the latest, in ms

A number is carried while 95 % of answers come in ANSWER_MS, no gap is longer than GAP_MS, no call is lost or refused,
and the generator kept its time. Behind the steps the largest is sought by halving. With --peer (a Python with
pipecat-ai and vosk) the same callers call bench/turns_peer.py: listening and speaking only, no dialogue, no database.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from calls_costs import cost_of  # noqa: E402
from calls_servers import Callers, Server, call_ids, line, peer  # noqa: E402

ANSWER_MS, GAP_MS = 300, 60
LATE_MS = 20
"""A generator whose frames are later than this, 5 % of them, measures itself."""
PEER_WAIT_MS = 800
"""Pipecat's own: 0.2 s of its detector and 0.6 s of its rule for turns."""
NEAR_S = 0.5
"""A turn in the line's log that began to sound so near an answer is that answer."""
STEPS = "10,25,50,75,100,150,200"
FINE = 10
"""The largest number is found to this many calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was measured at one number of calls. None: nothing to measure it by."""

    server: str
    calls: int
    answers: int
    answer_p50_ms: float | None
    answer_p95_ms: float | None
    barge_in_p95_ms: float | None
    gap_ms: float
    gaps: int
    """Gaps longer than GAP_MS."""
    unheard: int
    lost: int
    speaks: float
    cpu_ms: float
    line_cores: float
    generator_cores: float
    pss_mb: float
    late_p95_ms: float
    late_most_ms: float

    @property
    def carried(self) -> bool:
        answered = self.answer_p95_ms is not None and self.answer_p95_ms <= ANSWER_MS
        return answered and self.gaps == 0 and self.lost == 0 and self.late_p95_ms <= LATE_MS


HEADER = (
    f"{'server':6} {'calls':>5} {'answer p50':>10} {'p95':>6} {'barge-in':>8} {'gap':>5} {'of':>5} {'unheard':>7} "
    f"{'lost':>4} {'speaks':>6} {'CPU/call':>8} {'line':>5} {'gen':>5} {'PSS':>6} {'late':>11}"
)


def row(step: Step) -> str:
    """One line of the table."""

    def ms(value: float | None) -> str:
        return "-" if value is None else f"{value:.0f}"

    late = f"{step.late_p95_ms:.0f}, {step.late_most_ms:.0f}"
    return (
        f"{step.server:6} {step.calls:5} {ms(step.answer_p50_ms):>10} {ms(step.answer_p95_ms):>6} "
        f"{ms(step.barge_in_p95_ms):>8} {step.gap_ms:5.0f} {step.answers:5} {step.unheard:7} {step.lost:4} "
        f"{step.speaks:6.0%} {step.cpu_ms:8.1f} {step.line_cores:5.2f} {step.generator_cores:5.2f} "
        f"{step.pss_mb:6.0f} {late:>11} {'' if step.carried else 'too much'}"
    )


def rests(server: Server, result: dict[str, Any], ids: dict[str, int]) -> list[float]:
    """Of each answer how late it was beyond the wait. Answers to something else than speech are left out."""
    answers = result["answers"]
    if server.name == "peer":
        return [answer["gap_ms"] - PEER_WAIT_MS for answer in answers]
    waits, found = server.waits(), []
    for answer in answers:
        at = answer["at"] + result["offset"]
        near = [turn for turn in waits.get(ids.get(answer["call_sid"], 0), ()) if abs(turn[0] - at) < NEAR_S]
        if near:
            found.append(answer["gap_ms"] - min(near, key=lambda turn: abs(turn[0] - at))[1])
    return found


def measured(server: Server, callers: Callers, calls: int, seconds: float, ids: Any) -> Step:
    """One number of calls."""
    callers.ask(calls, seconds)
    before, began = cost_of(server.roots), time.monotonic()
    result = callers.result()
    after, took = cost_of(server.roots), time.monotonic() - began
    late = rests(server, result, ids())
    cpu_s = after.cpu_s - before.cpu_s

    def share(values: list[float], percent: float) -> float | None:
        return float(np.percentile(values, percent)) if values else None

    gaps = result["audio_gaps_ms"]
    return Step(
        server=server.name,
        calls=result["calls"],
        answers=len(late),
        answer_p50_ms=share(late, 50),
        answer_p95_ms=share(late, 95),
        barge_in_p95_ms=share(result["barge_in_ms"], 95),
        gap_ms=max(gaps, default=0.0),
        gaps=sum(gap > GAP_MS for gap in gaps),
        unheard=result["unheard"],
        lost=result["lost"] + result["refused"],
        speaks=result["spoken"] / max(1, result["frames"]),
        cpu_ms=1000 * cpu_s / took / max(1, result["calls"]),
        line_cores=cpu_s / took,
        generator_cores=result["cpu_s"] / took,
        pss_mb=after.pss_mb,
        late_p95_ms=result["late_ms"][1],
        late_most_ms=result["late_ms"][2],
    )


def sought(server: Server, given: argparse.Namespace, ids: Any, every: list[Step]) -> int:
    """The largest number of calls that is carried; each step is printed and added."""
    callers, best = Callers(server, given.corpus), 0

    def carried(calls: int) -> bool:
        step = measured(server, callers, calls, given.seconds, ids)
        every.append(step)
        print(row(step), flush=True)
        return step.carried

    try:
        for calls in map(int, given.steps.split(",")):
            if not carried(calls):
                too_many = calls
                break
            best = calls
        else:
            return best
        while too_many - best > FINE:
            middle = (best + too_many) // 2
            best, too_many = (middle, too_many) if carried(middle) else (best, middle)
        return best
    finally:
        callers.close()


def summary(server: str, best: int, every: list[Step]) -> str:
    """What one call more costs, from the fewest calls to the most that were carried."""
    steps = sorted((step for step in every if step.server == server and step.carried), key=lambda s: s.calls)
    if len(steps) < 2:
        return f"{server}: carries {best} calls"
    first, last = steps[0], steps[-1]
    memory = (last.pss_mb - first.pss_mb) / (last.calls - first.calls)
    cpu = f"{first.cpu_ms:.1f} ms at {first.calls} calls, {last.cpu_ms:.1f} ms at {last.calls}"
    return f"{server}: carries {best} calls; CPU a call-second {cpu}; memory {memory:.1f} MB a call"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--corpus", type=Path)
    arguments.add_argument("--steps", default=STEPS)
    arguments.add_argument("--seconds", type=float, default=25.0)
    arguments.add_argument("--warm", type=float, default=15.0, help="seconds for the voice to get ready")
    arguments.add_argument("--webs", type=int, default=1, help="web processes")
    arguments.add_argument("--database", default="", help="of PostgreSQL, empty; default: SQLite")
    arguments.add_argument("--peer", help="a Python interpreter with pipecat-ai and vosk")
    arguments.add_argument("--no-line", action="store_true", help="measure the peer only")
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    every: list[Step] = []
    told = []
    print(f"{os.cpu_count()} cores, others' load before: {os.getloadavg()[0]:.2f}\n{HEADER}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = []
        if not given.no_line:
            started.append(lambda: line(folder, given.webs, given.database))
        if given.peer:
            started.append(lambda: peer(folder, given.peer))
        for start in started:
            server = start()
            try:
                time.sleep(given.warm)
                best = sought(server, given, lambda: call_ids(folder, given.database), every)
                told.append(summary(server.name, best, every))
            finally:
                server.close()
            if given.json:
                given.json.write_text(json.dumps([asdict(step) for step in every], indent=1))
    print("\n" + "\n".join(told))


if __name__ == "__main__":
    main()
