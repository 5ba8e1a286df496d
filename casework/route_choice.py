"""Which route a text takes: by operator, by how well the routes do, in the order of the settings. Pure.

A route is failing after three tries in a row without a text taken, or when more than half of its last tries went
wrong; it is well again after two texts that it took. A carrier's refusal of one text for good is no failure of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models import HandOver, Purpose

OTHER = "lain"
"""The operator of a number whose prefix nobody has."""
ANY = "semua"
WINDOW = timedelta(minutes=15)
LAST_TRIES = 20
"""Health is measured on so many tries at most, none older than WINDOW."""
IN_A_ROW, WELL_AGAIN, LEAST = 3, 2, 4
SLOW_MS = 3000
"""The middle one of a slow route's delays is longer."""
PROBE_EVERY = timedelta(minutes=1)
PROBE_SOON = timedelta(seconds=2)
"""After a probe that went well."""
OVERDUE = timedelta(minutes=5)
"""A silent route is tried with an answer only when no notice did it for so long: that text may stay unknown."""


class Health(StrEnum):
    WELL = "well"
    SLOW = "slow"
    FAILING = "failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One carrier as the content describes it."""

    name: str
    label: str
    operators: frozenset[str] = frozenset()
    """Those it is for; empty: all."""
    per_second: float | None = None
    prices: Mapping[str, int]
    """Rupiah for one segment, by operator or ANY."""
    most_a_day: int | None = None
    """Rupiah."""

    def price(self, operator: str) -> int:
        """Rupiah for one segment to this operator."""
        return self.prices.get(operator, self.prices.get(ANY, 0))

    def serves(self, operator: str) -> bool:
        return not self.operators or operator in self.operators


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One try."""

    at: datetime
    result: HandOver
    ms: int

    @property
    def went_well(self) -> bool:
        return self.result in (HandOver.TAKEN, HandOver.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How one route does."""

    health: Health
    middle_ms: int | None
    """The middle delay of the tries that were answered."""
    silent: bool = False
    """Its last failure was no answer, so that trying it may leave a text unknown."""
    probe_at: datetime | None = None
    """For a failing one: when a text may try it again."""


def measured(tries: Sequence[Tried], at: datetime, probe_at: datetime | None = None) -> Measured:
    """What the last tries say, the newest first. Nothing known: well."""
    recent = [one for one in tries if one.at > at - WINDOW][:LAST_TRIES]
    delays = sorted(one.ms for one in recent if one.result is not HandOver.SILENT)
    middle = delays[len(delays) // 2] if delays else None
    if _failing([one.went_well for one in recent]):
        failures = [one.result for one in recent if not one.went_well]
        silent = failures[0] is HandOver.SILENT
        return Measured(health=Health.FAILING, middle_ms=middle, silent=silent, probe_at=probe_at)
    slow = middle is not None and middle > SLOW_MS
    return Measured(health=Health.SLOW if slow else Health.WELL, middle_ms=middle)


def _failing(well: list[bool]) -> bool:
    if len(well) >= WELL_AGAIN and all(well[:WELL_AGAIN]):
        return False
    if len(well) >= IN_A_ROW and not any(well[:IN_A_ROW]):
        return True
    return len(well) >= LEAST and sum(well) * 2 < len(well)


def ordered(
    routes: Sequence[Route], operator: str, state: Mapping[str, Measured], purpose: Purpose, at: datetime
) -> list[Route]:
    """The routes that this text may take now, the best first. Empty: all are failing, and no try is due.

    A failing route whose probe is due comes first, so that it is found out when it is back.
    """
    serving = [route for route in routes if route.serves(operator)] or list(routes)
    ranks = {Health.WELL: 0, Health.SLOW: 1}
    usable = [
        (ranks[state[route.name].health], operator not in route.operators, place, route)
        for place, route in enumerate(serving)
        if state[route.name].health in ranks
    ]
    probing = [route for route in serving if _may_probe(state[route.name], purpose, at)]
    return probing[:1] + [route for *_, route in sorted(usable, key=lambda one: one[:3])]


def _may_probe(measured: Measured, purpose: Purpose, at: datetime) -> bool:
    if measured.health is not Health.FAILING:
        return False
    due = measured.probe_at or at
    if measured.silent and purpose is Purpose.ANSWER:
        due += OVERDUE
    return at >= due


def operator_of(prefixes: Mapping[str, str], number: str) -> str:
    """The operator of a number in E.164, by its prefix: "0812" and the like. A hint: numbers are portable."""
    return prefixes.get("0" + number[3:6], OTHER) if number.startswith("+62") else OTHER


def slot(free_at: datetime, per_second: float, at: datetime) -> tuple[datetime, datetime]:
    """When the next text may leave on a route, and when the route is then free. One second's texts may go at once."""
    start = max(free_at, at)
    return max(at, start - timedelta(seconds=1)), start + timedelta(seconds=1 / per_second)
