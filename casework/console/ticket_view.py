"""Numbers at the counters as the pages show them: every value finished, in words. Reads, and knows no HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_date
from sqlalchemy.orm import Session

from casework import tickets
from casework.console import wording
from casework.counters import Counter
from casework.office import Office
from casework.slots import days, free
from casework.special_days import with_special_days
from models import TICKET_MOVES, QueueTicket, TicketState

STATES = {
    TicketState.BOOKED: "Belum datang",
    TicketState.ARRIVED: "Sudah datang",
    TicketState.SERVED: "Selesai",
    TicketState.MISSED: "Tidak datang",
    TicketState.CANCELLED: "Dibatalkan",
}
STATE_LOOKS = {
    TicketState.BOOKED: "new",
    TicketState.ARRIVED: "taken",
    TicketState.SERVED: "resolved",
    TicketState.MISSED: "waiting",
    TicketState.CANCELLED: "resolved",
}
DOES = {
    TicketState.ARRIVED: ("datang", "Datang"),
    TicketState.SERVED: ("selesai", "Selesai"),
    TicketState.MISSED: ("tidak-datang", "Tidak datang"),
}
"""What an officer does at the counter: the word in the form, and on the button."""
TO = {key: state for state, (key, _) in DOES.items()} | {"batal": TicketState.CANCELLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """One ticket. `code` is its case's, or ""; `does` are what can be done at the counter."""

    id: int
    label: str
    at: str
    day: str
    iso_day: str
    counter: str
    service: str
    code: str
    case_id: int | None
    state: str
    look: str
    does: list[tuple[str, str]]
    open: bool
    """Whether it can be moved and cancelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The times that are free on one day: (as the form sends it, as it is read)."""

    name: str
    times: list[tuple[str, str]]


def view(office: Office, ticket: QueueTicket) -> TicketView:
    """One ticket. The caller's session must be open."""
    return TicketView(
        id=ticket.id,
        label=ticket.label,
        at=f"{ticket.start:%H.%M}" if ticket.start is not None else "Tanpa jam",
        day=format_date(ticket.day, "EEEE, d MMMM y", locale="id"),
        iso_day=ticket.day.isoformat(),
        counter=ticket.counter,
        service=wording.service(office.catalogue, ticket.service_id),
        code=ticket.case.code if ticket.case is not None else "",
        case_id=ticket.case_id,
        state=STATES[ticket.state],
        look=STATE_LOOKS[ticket.state],
        does=[DOES[to] for to in DOES if to in TICKET_MOVES[ticket.state]],
        open=ticket.state is TicketState.BOOKED,
    )


def day(session: Session, office: Office, counter: str, on: date) -> list[TicketView]:
    """Who comes to this counter on this day, in order."""
    return [view(office, one) for one in tickets.of_day(session, counter, on)]


def of_case(session: Session, office: Office, case_id: int) -> list[TicketView]:
    """The tickets of this case, the newest first."""
    return [view(office, one) for one in tickets.of_case(session, case_id)]


def free_times(session: Session, office: Office, counter: Counter, *, at: datetime) -> Sequence[Day]:
    """Every time that an officer can give, by day: from now on, for they see who stands before them."""
    mpp = with_special_days(session, office.mpp, at=at)
    taken = tickets.taken_at(session, counter, since=at.astimezone(mpp.timezone).date())
    found = []
    for one in days(office.counters, mpp, at):
        times = free(counter, mpp, one, taken, earliest=at + timedelta(minutes=1))
        if times:
            name = format_date(one, "EEEE, d MMMM", locale="id")
            found.append(
                Day(name=name, times=[(f"{time:%Y-%m-%dT%H:%M}", f"{time:%H.%M}") for time in times])
            )
    return found
