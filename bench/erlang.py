"""How many lines and officers a number of calls needs: Erlang's formulas. Pure.

Load is in erlang: calls that come in an hour, times the hours that one takes.
"""

import math


def blocked(load: float, lines: int) -> float:
    """Erlang B: the share of calls that find all lines taken, and go."""
    share = 1.0
    for line in range(1, lines + 1):
        share = load * share / (line + load * share)
    return share


def waiting(load: float, officers: int) -> float:
    """Erlang C: the share of callers who wait, because all officers talk. 1 where the load is too much for them."""
    if load >= officers:
        return 1.0
    share = blocked(load, officers)
    return officers * share / (officers - load * (1 - share))


def answered_within(load: float, officers: int, seconds: float, talk_s: float) -> float:
    """The share of callers whom an officer answers in that time; nobody gives up. 0 where the load is too much."""
    if load >= officers:
        return 0.0
    return 1 - waiting(load, officers) * math.exp(-(officers - load) * seconds / talk_s)


def lines_for(load: float, most_blocked: float) -> int:
    """The fewest lines at which no more than that share of calls is turned away."""
    lines, share = 0, 1.0
    while share > most_blocked:
        lines += 1
        share = load * share / (lines + load * share)
    return lines


def officers_for(load: float, seconds: float, talk_s: float, share: float) -> int:
    """The fewest officers who answer that share of callers in that time."""
    officers = max(1, math.floor(load) + 1)
    while answered_within(load, officers, seconds, talk_s) < share:
        officers += 1
    return officers
