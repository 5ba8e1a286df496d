"""Which cases may be about the same matter. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(days=7)
"""How near in time two cases were opened that may be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What is compared of a case."""

    id: int
    contact_id: int
    service_id: str | None
    opened_at: datetime
    closed: bool


def may_be_one(one: Opened, other: Opened) -> bool:
    """Same citizen, same known service, near in time, and both still worked on."""
    return (
        one.id != other.id
        and not one.closed
        and not other.closed
        and one.contact_id == other.contact_id
        and one.service_id is not None
        and one.service_id == other.service_id
        and abs(one.opened_at - other.opened_at) <= WITHIN
    )


def suggested(one: Opened, others: Iterable[Opened]) -> list[Opened]:
    """Those that may be about the same matter, the oldest first: that one is best gone on with."""
    return sorted((other for other in others if may_be_one(one, other)), key=lambda other: other.opened_at)
