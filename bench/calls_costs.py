"""What processes cost, read from /proc: processor time, and memory that only they have, with all their children."""

import os
from dataclasses import dataclass
from pathlib import Path

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a tree of processes: seconds of processor time so far, and its share of memory (PSS)."""

    cpu_s: float
    pss_mb: float


def cost_of(roots: list[int]) -> Cost:
    """The cost of these processes and all that they started. What ended meanwhile counts where it was waited for."""
    parents = _parents()
    tree, new = set(roots), set(roots)
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - tree
        tree |= new
    return Cost(sum(map(_cpu_s, tree)), sum(map(_pss_mb, tree)))


def _parents() -> dict[int, int]:
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            found[int(entry.name)] = int(fields[1])
    return found


def _stat(pid: int) -> list[str]:
    """Everything after the name, which may hold spaces; nothing for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _cpu_s(pid: int) -> float:
    fields = _stat(pid)
    return sum(map(int, fields[11:15])) * TICK_S if fields else 0.0


def _pss_mb(pid: int) -> float:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(row.split()[1]) / 1024 for row in rows if row.startswith("Pss:")), 0.0)
