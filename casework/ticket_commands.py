"""What is asked of casework about numbers at the counters, and what comes back. Values only, as in `commands`.

Times are aware and local to the MPP.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from casework.slots import ANY_TIME, Wish

# Commands ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FindTicket:
    """Has this telephone a number, at the counter of this service if one is named?"""

    service_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindSlot:
    """When can they come for this service, or to which other time can their ticket be moved?"""

    service_id: str | None = None
    moving: bool = False
    wish: Wish = ANY_TIME
    other: Literal["jam", "hari"] | None = None
    """Another time than the last that was offered, or another day."""
    offered: tuple[datetime, ...] = ()
    """What was offered and not wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookTicket:
    """They take this time. `moving`: for the ticket that they have."""

    at: datetime
    service_id: str | None = None
    moving: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTicket:
    """They do not come."""

    service_id: str | None = None


TicketCommand = FindTicket | FindSlot | BookTicket | CancelTicket

# Outcomes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFound:
    """The number that they have. Without `service_id` nothing may be said of what to bring."""

    label: str
    """ "A 12"."""
    at: datetime
    counter: str
    service_id: str | None
    texted: bool = False
    """Whether a text says the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketBooked:
    """It is theirs."""

    ticket: TicketFound


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTicket:
    """They have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotOffered:
    """This time is free; it is held for nobody. `offered`: with it all that was offered so far."""

    at: datetime
    counter: str
    service_id: str | None
    offered: tuple[datetime, ...]
    moving: bool = False
    as_wished: bool = True
    """False: the day that they named is full or closed, so this is a later one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotGone:
    """Somebody was faster. `instead` is offered now."""

    instead: SlotOffered


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSlot:
    """Nothing (more) can be offered at this counter."""

    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTicketsThere:
    """This counter gives its numbers only at the MPP."""

    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCancelled:
    """The place is free again."""

    label: str


TicketOutcome = (
    TicketFound | TicketBooked | NoTicket | SlotOffered | SlotGone | NoSlot | NoTicketsThere | TicketCancelled
)
