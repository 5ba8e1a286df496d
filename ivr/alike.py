"""Whether two answers sound so much alike that a caller is taken for saying the other. Pure.

Distance is counted in sounds (speech/pronunciation.py); sounds that differ little on the telephone cost half. What
the recogniser was measured to mistake comes besides, from ivr/alike_table.py.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from speech.pronunciation import UNITS, sounds_of

LEAST_SHARE = 0.25
"""Words that differ in a smaller share of their sounds are confused."""
LEAST_SHARE_OF_DIGITS = 0.34
"""The same of digits: they are said in a row, and one that is wrong makes a code that is somebody else's."""

Confused = Mapping[tuple[str, str], float]
"""(what is said, what is heard) to how often, as a share."""
UNMEASURED: Confused = MappingProxyType({})
MOST_CONFUSED = 0.1
"""Whoever says one word may be taken for saying the other so often."""

NEAR = frozenset(
    frozenset(pair) for pair in (
        ("b", "p"), ("d", "t"), ("g", "k"), ("j", "c"), ("m", "n"), ("n", "ng"), ("n", "ny"), ("s", "sy"), ("f", "p"),
        ("e", "i"), ("o", "u"), ("z", "s"), ("k", "kh"), ("l", "r"), ("y", "i"), ("w", "u"),
    )
)  # fmt: skip


@lru_cache(maxsize=65536)
def confusable(one: str, other: str, share: float = LEAST_SHARE) -> bool:
    """Whether these two phrases (lower case) can be taken for one another. False for what cannot be pronounced."""
    try:
        first, second = sounds_of(one), sounds_of(other)
    except ValueError:
        return False
    longest = max(len(first), len(second))
    if abs(len(first) - len(second)) >= share * longest:
        return False
    return _distance(first, second) < share * longest


def _distance(first: list[int], second: list[int]) -> float:
    row = [float(at) for at in range(len(second) + 1)]
    for at, unit in enumerate(first, start=1):
        before, row = row, [float(at)]
        for place, other in enumerate(second, start=1):
            row.append(min(before[place] + 1, row[-1] + 1, before[place - 1] + _apart(unit, other)))
    return row[-1]


def _apart(one: int, other: int) -> float:
    if one == other:
        return 0.0
    return 0.5 if frozenset((UNITS[one - 1], UNITS[other - 1])) in NEAR else 1.0
