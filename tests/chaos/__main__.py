"""Hurts a real line under load, one fault after the other, and prints what came of each.

    python -m tests.chaos [--only WORD] [--line sqlite|clock|disk|postgresql]

What each fault does is in docs/faults.md. Ends with 1 when anything was lost, sent or opened twice, or a caller was
left in silence. A kind of line that this machine cannot have is told and left out.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence

from logs import set_up
from tests.chaos import kinds
from tests.chaos.counting import DEAD, Came
from tests.chaos.faults import FAULTS, Fault
from tests.chaos.running import settled, under

HEAD = f"{'line':<11} {'fault':<32} {'under way':<34} {'lost':>4} {'twice':>5} {'waits':>5} {'s':>4}  calls ended on"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos", description=(__doc__ or "").split("\n", 1)[0]
    )
    parser.add_argument("--only", default="", help="faults whose name has this word")
    parser.add_argument("--line", default="", help="faults of this kind of line")
    args = parser.parse_args(arguments)
    set_up(production=False)
    chosen = [one for one in FAULTS if args.only in one.name and args.line in ("", one.line)]
    print(HEAD, flush=True)
    good = True
    for kind in dict.fromkeys(one.line for one in chosen):
        if why := kinds.missing(kind):
            print(f"{kind:<11} left out: {why}", flush=True)
            continue
        good &= _all_of(kind, [one for one in chosen if one.line == kind])
    return 0 if good else 1


def _all_of(kind: str, faults: Sequence[Fault]) -> bool:
    """All faults of one line. What light loads left open is settled together: it takes a minute."""
    good, later = True, []
    with kinds.line(kind) as here:
        for fault in faults:
            began = time.monotonic()
            load = asyncio.run(under(here, fault.breaks, fault.plan))
            seconds = time.monotonic() - began
            if not fault.plan.streams:
                later.append((fault, load, seconds))
            else:
                good &= _tell(fault, settled(load), seconds)
        for fault, load, seconds in later:
            good &= _tell(fault, settled(load), seconds)
    return good


def _tell(fault: Fault, came: Came, seconds: float) -> bool:
    print(_row(fault, came, seconds), flush=True)
    for wrong in (*came.lost, *came.twice):
        print(f"{'':<12}- {wrong}", flush=True)
    return came.good


def _row(fault: Fault, came: Came, seconds: float) -> str:
    ends = ", ".join(f"{count} {end}" for end, count in came.ends.most_common())
    wrong = "  <-- " if came.ends[DEAD] else ""
    return (
        f"{fault.line:<11} {fault.name:<32} {came.under_way:<34} {len(came.lost):>4} {len(came.twice):>5} "
        f"{came.waiting:>5} {seconds:>4.0f}  {ends}{wrong}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
