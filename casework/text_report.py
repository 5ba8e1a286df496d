"""How texts go: each route with its health and today's counts, what each day cost, and what an officer should see.

Reads only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from casework.quiet_hours import QuietHours
from casework.route_choice import Measured, Route, operator_of
from casework.route_state import read_health
from casework.sending_rules import SendingRules
from casework.text_limits import FOR_OFFICERS
from models import Contact, Delivery, Direction, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteReport:
    """One route today."""

    route: Route
    measured: Measured
    counts: Mapping[Delivery, int]
    """Texts that were given to it today, by what is known of them."""
    rupiah: int

    @property
    def texts(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """One day in the MPP's own time: texts and rupiah, by route."""

    day: date
    texts: Mapping[str, int]
    rupiah: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorReport:
    """Texts to one operator's numbers in the last days."""

    name: str
    texts: int
    today: int
    """Rupiah."""
    rupiah: int
    """Of all these days, today included."""


def of_routes(
    session: Session, routes: Sequence[Route], hours: QuietHours, at: datetime
) -> list[RouteReport]:
    """Each route, in the order of the settings."""
    since = hours.midnight(at)
    found = []
    for route in routes:
        rows = session.execute(
            select(Message.delivery, func.count(), func.coalesce(func.sum(Message.cost), 0))
            .where(
                Message.route == route.name, Message.handed_at >= since, Message.direction == Direction.OUT
            )
            .group_by(Message.delivery)
        ).all()
        found.append(
            RouteReport(
                route=route,
                measured=read_health(session, route.name, at),
                counts={Delivery(delivery): count for delivery, count, _ in rows},
                rupiah=sum(cost or 0 for *_, cost in rows),
            )
        )
    return found


def of_days(
    session: Session, routes: Sequence[Route], hours: QuietHours, at: datetime, *, days: int = 14
) -> list[DayReport]:
    """The last days, today first."""
    today = at.astimezone(hours.timezone).date()
    found = []
    for back in range(days):
        day = today - timedelta(days=back)
        sums = {route.name: _cost(session, route.name, day, hours) for route in routes}
        found.append(
            DayReport(
                day=day,
                texts={name: texts for name, (texts, _) in sums.items()},
                rupiah={name: rupiah for name, (_, rupiah) in sums.items()},
            )
        )
    return found


def _cost(session: Session, name: str, day: date, hours: QuietHours) -> tuple[int, int]:
    begins = datetime.combine(day, time(0), hours.timezone)
    ends = datetime.combine(day + timedelta(days=1), time(0), hours.timezone)
    texts, rupiah = session.execute(
        select(func.count(), func.coalesce(func.sum(Message.cost), 0)).where(
            Message.route == name,
            Message.handed_at >= begins,
            Message.handed_at < ends,
            Message.direction == Direction.OUT,
        )
    ).one()
    return texts, rupiah or 0


def of_operators(
    session: Session, rules: SendingRules, at: datetime, *, days: int = 14
) -> list[OperatorReport]:
    """What texts to each operator's numbers cost, the dearest first.

    Numbers are sealed and an operator is known by its prefix only, so each number is opened here, once.
    """
    midnight = rules.quiet.midnight(at)
    today = case((Message.handed_at >= midnight, Message.cost), else_=0)
    rows = session.execute(
        select(Contact.phone, func.count(), func.sum(today), func.sum(Message.cost))
        .join(Contact, Message.contact_id == Contact.id)
        .where(
            Message.handed_at >= midnight - timedelta(days=days - 1),
            Message.direction == Direction.OUT,
            Message.cost.is_not(None),
        )
        .group_by(Contact.id, Contact.phone)
    )
    sums: dict[str, tuple[int, int, int]] = {}
    for phone, texts, its_today, its_all in rows:
        name = operator_of(rules.prefixes, phone)
        before = sums.get(name, (0, 0, 0))
        sums[name] = before[0] + texts, before[1] + (its_today or 0), before[2] + (its_all or 0)
    found = [
        OperatorReport(name=name, texts=texts, today=its_today, rupiah=its_all)
        for name, (texts, its_today, its_all) in sums.items()
    ]
    return sorted(found, key=lambda one: (-one.rupiah, one.name))


def waiting(session: Session, *, most: int = 50) -> list[Message]:
    """Texts that a cap, a burst or failing routes hold back, the oldest first, with their contacts."""
    held = (
        select(Message)
        .where(Message.delivery == Delivery.QUEUED, Message.held.in_(FOR_OFFICERS))
        .options(joinedload(Message.contact))
        .order_by(Message.id)
        .limit(most)
    )
    return list(session.scalars(held))


def count_waiting(session: Session) -> int:
    """How many those are."""
    held = select(func.count()).where(Message.delivery == Delivery.QUEUED, Message.held.in_(FOR_OFFICERS))
    return session.scalar(held) or 0
