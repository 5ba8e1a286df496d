"""A month of calls for every MPP: how many lines, cores and officers it takes. A simulation, with its assumptions.

    python bench/month.py [--mpp 305] [--calls 60] [--call-core 0.013] [--seed 1]

Calls come by themselves (Poisson), by the hours and days below. How long they last is measured: the seconds of
simulated callers (`python app.py personas`) with the time an officer talks on top for those who want one. Everything
else that is assumed stands here and is printed: what a call costs in processor time comes from bench/calls.py.

    lines      that are taken at once: the most in the month, and what Erlang B asks for at 1 % turned away
    cores      the most calls at once, times what a call costs, over the share of a core that may be used
    officers   of one MPP, and of a province or the whole country that answer together: Erlang C, 80 % in 20 seconds
"""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.erlang import lines_for, officers_for

HOURS = (1, 1, 1, 1, 2, 4, 8, 20, 70, 100, 96, 82, 50, 64, 60, 44, 26, 16, 14, 14, 10, 6, 3, 2)
"""Calls of each hour of a weekday, beside the busiest: assumed, with the counters' hours (08.00-15.00) and the midday
prayer in it. A weekend day has a fifth, a Monday a third more."""
WEEKDAYS = (1.33, 1.05, 1.0, 0.95, 0.8, 0.25, 0.15)
DAYS = 30
SECONDS = (27, 40, 56, 89, 127, 133, 143, 146, 175, 205)
"""Between each two of them a ninth of the calls: 19 calls of five simulated callers, sorted (docs/capacity.md)."""
WANT_OFFICER = 0.2
TALK_S = 240.0
"""An officer's talk and what they write down; assumed."""
BLOCKED, SHARE, WITHIN_S = 0.01, 0.8, 20.0
USED = 0.7
"""The share of a core that calls may use at the busiest moment."""
OPEN = range(8, 15)
PROVINCES = 38


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What a month of calls took."""

    calls: int
    busiest_hour: int
    """Calls in the busiest hour."""
    most: int
    """Calls at once, at the worst moment."""
    for_officers: int
    """Calls for an officer in the busiest opening hour."""


def month(mpp: int, calls_a_day: float, chance: random.Random) -> Month:
    """Every call of the month, of so many MPP whose mean weekday has so many calls each."""
    ends: list[float] = []
    most = total = busiest = officers = 0
    for day in range(DAYS):
        each = calls_a_day * mpp * WEEKDAYS[day % 7] / sum(HOURS)
        for hour, share in enumerate(HOURS):
            begins = (day * 24 + hour) * 3600.0
            arrivals = _arrivals(each * share, begins, chance)
            wanted = 0
            for at in arrivals:
                while ends and ends[0] <= at:
                    heappop(ends)
                wants = hour in OPEN and chance.random() < WANT_OFFICER
                wanted += wants
                heappush(ends, at + _lasts(chance) + (chance.expovariate(1 / TALK_S) if wants else 0.0))
                most = max(most, len(ends))
            total += len(arrivals)
            busiest, officers = max(busiest, len(arrivals)), max(officers, wanted)
    return Month(calls=total, busiest_hour=busiest, most=most, for_officers=officers)


def _arrivals(calls: float, begins: float, chance: random.Random) -> list[float]:
    found, at = [], begins
    while calls > 0 and (at := at + chance.expovariate(calls / 3600)) < begins + 3600:
        found.append(at)
    return found


def _lasts(chance: random.Random) -> float:
    """Seconds of one call, anywhere between two of the measured."""
    low, high = chance.choice(list(pairwise(SECONDS)))
    return chance.uniform(low, high)


def mean_s(seconds: Sequence[float] = SECONDS) -> float:
    """How long a call lasts in the mean, without an officer."""
    pairs = list(pairwise(seconds))
    return sum((low + high) / 2 for low, high in pairs) / len(pairs)


def row(name: str, mpp: int, found: Month, core: float) -> str:
    """One line of the table."""
    load = found.busiest_hour * (mean_s() + WANT_OFFICER * TALK_S) / 3600
    talks = found.for_officers * TALK_S / 3600
    officers = officers_for(talks, WITHIN_S, TALK_S, SHARE)
    return (
        f"{name:12} {mpp:4} {found.calls:9} {found.busiest_hour:7} {found.most:6} "
        f"{lines_for(load, BLOCKED):5} {found.most * core:6.2f} {found.most * core / USED:6.1f} "
        f"{found.for_officers:8} {officers:8}"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--mpp", type=int, default=305)
    arguments.add_argument("--calls", type=float, default=60, help="calls of one MPP on a mean weekday")
    arguments.add_argument(
        "--call-core", type=float, default=0.013, help="cores of one call (bench/calls.py)"
    )
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    print(
        f"assumed: {given.calls:.0f} calls a weekday for each MPP, {WANT_OFFICER:.0%} want an officer in "
        f"opening hours, who talks {TALK_S:.0f} s; a call costs {given.call_core} core\n"
        f"measured: a call lasts {mean_s():.0f} s in the mean, {SECONDS[0]} to {SECONDS[-1]} s\n"
    )
    print(
        f"{'':12} {'MPP':>4} {'calls':>9} {'in hour':>7} {'at once':>6} {'lines':>5} {'load':>6} {'cores':>6} "
        f"{'officer':>8} {'officers':>8}"
    )
    for name, mpp in (("one MPP", 1), ("a province", -(-given.mpp // PROVINCES)), ("all", given.mpp)):
        found = month(mpp, given.calls, random.Random(given.seed))  # noqa: S311 - no secret
        print(row(name, mpp, found, given.call_core))


if __name__ == "__main__":
    main()
