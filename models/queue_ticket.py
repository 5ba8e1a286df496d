"""Numbers at the counters: a ticket for a counter and a day, and the day that hands the numbers out.

    booked ──> arrived ──> served
      │  └──────────┴────> missed ──> arrived   (they came after all)
      └──> cancelled

What keeps two processes from giving one number, or one place, twice is here and not in anybody's care: the numbers
of a counter and a day are one row that is locked, and numbers and places are unique.
"""

import datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.case import Case
from models.columns import Choice, UtcTime
from models.contact import Contact
from models.officer import Officer


class TicketState(StrEnum):
    BOOKED = "booked"
    ARRIVED = "arrived"
    SERVED = "served"
    MISSED = "missed"
    CANCELLED = "cancelled"


TICKET_MOVES: dict[TicketState, frozenset[TicketState]] = {
    TicketState.BOOKED: frozenset({TicketState.ARRIVED, TicketState.MISSED, TicketState.CANCELLED}),
    TicketState.ARRIVED: frozenset({TicketState.SERVED, TicketState.MISSED}),
    TicketState.MISSED: frozenset({TicketState.ARRIVED}),
    TicketState.SERVED: frozenset(),
    TicketState.CANCELLED: frozenset(),
}


class TicketMoveNotAllowed(ValueError):
    """The ticket cannot go from its state to that one."""

    def __init__(self, at: TicketState, to: TicketState) -> None:
        super().__init__(f"a ticket cannot move from {at} to {to}")


class QueueDay(Base):
    """One counter on one day. Whoever gives a number or a place holds this row until they have committed."""

    __tablename__ = "queue_days"

    counter: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[datetime.date] = mapped_column(Date, primary_key=True)
    last_number: Mapped[int] = mapped_column(default=0)


class QueueTicket(Base):
    """One number. `start` and `seat` are empty for who came without a time; a cancelled one gives its seat back."""

    __tablename__ = "queue_tickets"
    __table_args__ = (
        UniqueConstraint("counter", "day", "number"),
        UniqueConstraint("counter", "day", "start", "seat", name="uq_queue_tickets_seat"),
        Index("ix_queue_tickets_contact", "contact_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    counter: Mapped[str] = mapped_column(String(40))
    day: Mapped[datetime.date] = mapped_column(Date)
    letter: Mapped[str] = mapped_column(String(1))
    number: Mapped[int]
    """Counted from 1 for each counter and day, and never given again."""
    start: Mapped[datetime.time | None] = mapped_column(Time)
    """The local time at which they are to come."""
    seat: Mapped[int | None]
    """Which of the places of that time."""
    state: Mapped[TicketState] = mapped_column(Choice(TicketState, 10))
    service_id: Mapped[str | None] = mapped_column(String(40))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    """Who gave it at the MPP; empty: the citizen took it by call or text."""
    booked_at: Mapped[datetime.datetime] = mapped_column(UtcTime)
    arrived_at: Mapped[datetime.datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime.datetime | None] = mapped_column(UtcTime)
    """When they were served, did not come, or the ticket was cancelled."""

    contact: Mapped[Contact | None] = relationship()
    case: Mapped[Case | None] = relationship()
    officer: Mapped[Officer | None] = relationship()

    @property
    def label(self) -> str:
        """As it is written and called out: "A 12"."""
        return f"{self.letter} {self.number}"

    def move(self, to: TicketState, *, at: datetime.datetime) -> None:
        """Changes the state. Raises TicketMoveNotAllowed."""
        if to not in TICKET_MOVES[self.state]:
            raise TicketMoveNotAllowed(self.state, to)
        self.state = to
        if to is TicketState.ARRIVED:
            self.arrived_at, self.ended_at = at, None
        else:
            self.ended_at = at
        if to is TicketState.CANCELLED:
            self.seat = None
