"""What the database knows of the routes: how their last tries went, their rate, what today cost.

All processes see the same, because nothing else is asked. A process looks at most once in FRESH; what it learns
itself it knows at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from casework.route_choice import (
    LAST_TRIES,
    PROBE_EVERY,
    PROBE_SOON,
    Health,
    Measured,
    Route,
    Tried,
    measured,
    ordered,
    slot,
)
from casework.sending_rules import SendingRules
from casework.text_limits import RATE, ROUTE_CAP, ROUTES, Wait
from models import Direction, HandOver, Message, Purpose, RouteTry, TextRoute

FRESH = timedelta(seconds=1)
PATIENT = timedelta(seconds=5)
"""A text waits so long for the rate of its best route before it takes the next one."""
AGAIN = timedelta(seconds=30)
"""When a text for which every route is failing looks again, at the latest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The route that a text takes now."""

    route: Route
    cost: int
    """Rupiah."""


class RouteBook:
    """The routes of this installation, in the order of its settings."""

    def __init__(self, rules: SendingRules, names: Sequence[str]) -> None:
        self.rules = rules
        self.routes = rules.named(names)
        self._known: tuple[datetime, dict[str, Measured]] | None = None
        self._spent: tuple[datetime, dict[str, int]] | None = None

    def state(self, session: Session, at: datetime) -> dict[str, Measured]:
        """How each route does. An only route is always tried."""
        if len(self.routes) == 1:
            return {self.routes[0].name: Measured(health=Health.WELL, middle_ms=None)}
        if self._known is None or not timedelta(0) <= at - self._known[0] < FRESH:
            self._known = at, {route.name: read_health(session, route.name, at) for route in self.routes}
        return self._known[1]

    def spent(self, session: Session, at: datetime) -> dict[str, int]:
        """Rupiah that this day cost so far, by route. What other processes spent in the last second may lack."""
        if self._spent is None or not timedelta(0) <= at - self._spent[0] < FRESH:
            since = self.rules.quiet.midnight(at)
            self._spent = at, {route.name: spent_by(session, route.name, since) for route in self.routes}
        return self._spent[1]

    def choose(
        self, session: Session, *, operator: str, purpose: Purpose, but: frozenset[str], at: datetime,
        reserved: str | None = None, free: bool = False,
    ) -> Chosen | Wait:  # fmt: skip
        """The route for a text to this operator, never one in `but`; on `reserved` it has its turn already.

        `free`: an officer let it go in spite of the caps.
        """
        state, spent = self.state(session, at), self.spent(session, at)
        capped, later = False, list[tuple[datetime, Route]]()
        for route in ordered(self.routes, operator, state, purpose, at):
            if route.name in but:
                continue
            if not free and route.most_a_day is not None and spent[route.name] >= route.most_a_day:
                capped = True
                continue
            if state[route.name].health is Health.FAILING and not _may_probe(session, route, at):
                continue
            leaves = at if route.name == reserved else _turn(session, route, at, take=False)
            if leaves - at > PATIENT:
                later.append((leaves, route))
                continue
            return self._taken(session, route, operator, at, has_turn=route.name == reserved)
        if later:
            return self._taken(session, min(later, key=lambda one: one[0])[1], operator, at)
        if capped:
            return Wait(why=ROUTE_CAP, until=self.rules.quiet.midnight(at) + timedelta(days=1))
        return Wait(why=ROUTES, until=at + AGAIN)

    def record(self, session: Session, route: str, result: HandOver, ms: int, at: datetime) -> None:
        """One try is over. A failing route is tried again later, one that begins to do well again soon."""
        one = Tried(at=at, result=result, ms=ms)
        session.add(RouteTry(route=route, at=at, result=result, ms=ms))
        if len(self.routes) == 1:
            return
        known = self._known[1].get(route) if self._known is not None else None
        was_failing = known is not None and known.health is Health.FAILING
        if not one.went_well or was_failing:
            wait = PROBE_SOON if one.went_well else PROBE_EVERY
            probe = update(TextRoute).where(TextRoute.name == route).values(probe_at=at + wait)
            if session.execute(probe).rowcount == 0:  # type: ignore[attr-defined]
                session.add(TextRoute(name=route, probe_at=at + wait, free_at=at))
            self._known = None

    def _taken(
        self, session: Session, route: Route, operator: str, at: datetime, *, has_turn: bool = False
    ) -> Chosen | Wait:
        leaves = at if has_turn else _turn(session, route, at, take=True)
        if leaves > at:
            return Wait(why=RATE, until=leaves, route=route.name)
        cost = route.price(operator)
        if self._spent is not None:
            self._spent[1][route.name] += cost
        return Chosen(route=route, cost=cost)


def read_health(session: Session, name: str, at: datetime) -> Measured:
    """How this route does, from its last tries."""
    last = (
        select(RouteTry.at, RouteTry.result, RouteTry.ms)
        .where(RouteTry.route == name)
        .order_by(RouteTry.id.desc())
        .limit(LAST_TRIES)
    )
    tries = [Tried(at=when, result=HandOver(result), ms=ms) for when, result, ms in session.execute(last)]
    row = session.get(TextRoute, name)
    return measured(tries, at, row.probe_at if row is not None else None)


def spent_by(session: Session, name: str, since: datetime) -> int:
    """Rupiah that texts by this route cost since then."""
    cost = select(func.sum(Message.cost)).where(
        Message.route == name, Message.handed_at >= since, Message.direction == Direction.OUT
    )
    return session.scalar(cost) or 0


def _may_probe(session: Session, route: Route, at: datetime) -> bool:
    """Takes the one try of a failing route that is due, unless another process was faster."""
    mine = (
        update(TextRoute)
        .where(TextRoute.name == route.name, TextRoute.probe_at <= at)
        .values(probe_at=at + PROBE_EVERY)
        .execution_options(synchronize_session=False)
    )
    return bool(session.execute(mine).rowcount)  # type: ignore[attr-defined]


def _turn(session: Session, route: Route, at: datetime, *, take: bool) -> datetime:
    """When the next text may leave by this route, at its rate. `take`: that turn is given away now."""
    if route.per_second is None:
        return at
    row = session.get(TextRoute, route.name, with_for_update=take, populate_existing=True)
    leaves, free_at = slot(row.free_at if row is not None else at, route.per_second, at)
    if take and row is not None:
        row.free_at = free_at
    elif take:
        session.add(TextRoute(name=route.name, probe_at=at, free_at=free_at))
    return leaves
