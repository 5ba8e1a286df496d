"""What calls and texts ask about numbers at the counters: a part of `perform`.

A telephone has one number at each counter, and only its own can be asked for. Runs inside the caller's transaction.
"""

from typing import assert_never

from sqlalchemy.orm import Session

from casework import callbacks, cases, ticket_letters, tickets
from casework.commands import Origin
from casework.counters import Counter
from casework.messages import queue_text
from casework.notices import of_call
from casework.office import Office
from casework.slots import Wish, another, on
from casework.ticket_commands import (
    BookTicket,
    CancelTicket,
    FindSlot,
    FindTicket,
    NoSlot,
    NoTicket,
    NoTicketsThere,
    SlotGone,
    SlotOffered,
    TicketBooked,
    TicketCancelled,
    TicketCommand,
    TicketFound,
    TicketOutcome,
)
from models import CallBackState, CallReason, Contact, QueueTicket, TicketState

MOST_OFFERS = 3
"""Times that a call offers; whoever wants none of them talks with an officer."""


def perform(
    session: Session, office: Office, contact: Contact, command: TicketCommand, origin: Origin
) -> TicketOutcome:
    """Does it, in this transaction."""
    match command:
        case FindTicket(service_id=service_id):
            mine = _own(session, office, contact, service_id, origin)
            _heard(session, origin)
            return NoTicket() if mine is None else found(office, mine)
        case FindSlot():
            return _find_slot(session, office, contact, command, origin)
        case BookTicket():
            return _book(session, office, contact, command, origin)
        case CancelTicket(service_id=service_id):
            mine = _own(session, office, contact, service_id, origin)
            if mine is None:
                return NoTicket()
            tickets.change(session, mine.id, TicketState.CANCELLED, at=origin.at)
            return TicketCancelled(label=mine.label)
        case _:
            assert_never(command)


def found(office: Office, ticket: QueueTicket, *, texted: bool = False) -> TicketFound:
    """The ticket as its citizen is told of it. A shared telephone hears nothing of the service."""
    at = tickets.when_of(office.mpp, ticket)
    if at is None:
        raise ValueError(f"ticket {ticket.id} has no time")
    known = ticket.service_id is not None and office.catalogue.has(ticket.service_id)
    shared = ticket.contact is not None and ticket.contact.shared
    return TicketFound(
        label=ticket.label,
        at=at,
        counter=ticket.counter,
        service_id=ticket.service_id if known and not shared else None,
        texted=texted,
    )


def _find_slot(
    session: Session, office: Office, contact: Contact, command: FindSlot, origin: Origin
) -> TicketOutcome:
    mine = _own(session, office, contact, command.service_id, origin)
    if command.moving and mine is None:
        return NoTicket()
    if not command.moving and mine is not None:
        return found(office, mine)
    name = mine.counter if mine is not None else _counter_of(office, command.service_id)
    counter = office.counters.get(name)
    if counter is None:
        return NoTicketsThere(counter=name)
    return _offered(session, office, counter, command, mine, origin) or NoSlot(counter=name)


def _offered(
    session: Session,
    office: Office,
    counter: Counter,
    command: FindSlot,
    mine: QueueTicket | None,
    origin: Origin,
) -> SlotOffered | None:
    if origin.call_id is not None and len(command.offered) >= MOST_OFFERS:
        return None
    now = tickets.when_of(office.mpp, mine) if mine is not None else None
    last = command.offered[-1] if command.offered else now
    wish = on(command.wish, last)
    if command.other is not None and last is not None:
        wish = another(last, same_day=command.other == "jam")
    passed = frozenset((*command.offered, *((now,) if now is not None else ())))
    if not command.wish.says_nothing:  # who names a time may come back to one that they did not want before
        passed = frozenset((now,) if now is not None else ())
    at = tickets.offer(session, office, counter, wish, at=origin.at, but_not=passed)
    if at is None:
        return None
    return SlotOffered(
        at=at,
        counter=counter.name,
        service_id=mine.service_id if mine is not None else command.service_id,
        offered=(*command.offered, at),
        moving=command.moving,
        as_wished=wish.day in (None, at.date()),
    )


def _book(
    session: Session, office: Office, contact: Contact, command: BookTicket, origin: Origin
) -> TicketOutcome:
    mine = _own(session, office, contact, command.service_id, origin)
    name = mine.counter if mine is not None else _counter_of(office, command.service_id)
    counter = office.counters.get(name)
    if counter is None:
        return NoTicketsThere(counter=name)
    try:
        if command.moving and mine is not None:
            tickets.move(session, office, mine, command.at, at=origin.at)
            ticket = mine
        else:
            case = cases.open_case_of(session, contact)
            fits = case is not None and case.service_id == command.service_id
            ticket = tickets.book(
                session, office, counter, command.at, contact=contact, service_id=command.service_id,
                case_id=case.id if case is not None and fits else None, at=origin.at,
            )  # fmt: skip
    except tickets.SlotTaken:
        if mine is not None and not command.moving:  # they took one meanwhile, perhaps by the other channel
            return found(office, mine)
        near = Wish(day=command.at.date(), around=command.at.time())
        asked = FindSlot(service_id=command.service_id, moving=command.moving, wish=near)
        instead = _offered(session, office, counter, asked, mine, origin)
        return SlotGone(instead=instead) if instead is not None else NoSlot(counter=name)
    session.flush()
    session.refresh(ticket)
    texted = contact.may_text and origin.message_id is None
    told = found(office, ticket, texted=texted)
    if texted:
        queue_text(session, contact, ticket_letters.ticket(office, told), at=origin.at)
    return TicketBooked(ticket=told)


def _own(
    session: Session, office: Office, contact: Contact, service_id: str | None, origin: Origin
) -> QueueTicket | None:
    counter = _counter_of(office, service_id) if service_id else None
    return tickets.open_ticket(session, office, contact, at=origin.at, counter=counter)


def _counter_of(office: Office, service_id: str | None) -> str:
    known = service_id is not None and office.catalogue.has(service_id)
    return office.catalogue.get(service_id or "").counter if known else ""


def _heard(session: Session, origin: Origin) -> None:
    """A call that we made as the reminder has done its work."""
    call_back = of_call(session, origin.call_id)
    if call_back is not None and call_back.reason is CallReason.TICKET:
        call_back.opened_at = call_back.opened_at or origin.at
        callbacks.end(call_back, CallBackState.DONE, "understood", at=origin.at)
