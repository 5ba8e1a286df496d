"""Numbers at the counters: taken, moved, given back, and what became of them. Rows and jobs; tells nobody anything.

Never more people than there are places, and never one number twice, however many processes give them at once:
whoever gives one holds the row of that counter and day (decision 30). Runs inside the caller's transaction and
commits nothing.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from casework.counters import Counter
from casework.jobs import enqueue
from casework.mpp import Mpp
from casework.office import Office
from casework.slots import ANY_TIME, Taken, Wish, choose, free
from casework.special_days import with_special_days
from models import Contact, Officer, QueueDay, QueueTicket, TicketState

REMIND = "remind_ticket"
"""The kind of job that reminds of a ticket on the day before."""
LONGEST_HOLIDAY = 10
"""Days in a row on which nobody is reminded of anything."""


class SlotTaken(ValueError):
    """This time has no place left, or cannot be had (any more)."""


class DayFull(ValueError):
    """All numbers of this day are given."""


class CounterClosed(ValueError):
    """The counter is closed today, or gives no numbers."""


def offer(
    session: Session,
    office: Office,
    counter: Counter,
    wish: Wish = ANY_TIME,
    *,
    at: datetime,
    but_not: frozenset[datetime] = frozenset(),
) -> datetime | None:
    """The first free time for this wish, local; None: all is full. Nothing is held for anybody."""
    mpp = with_special_days(session, office.mpp, at=at)
    taken = taken_at(session, counter, since=_today(mpp, at))
    return choose(office.counters, counter, mpp, taken, wish, at=at, but_not=but_not)


def taken_at(session: Session, counter: Counter, *, since: date) -> Taken:
    """What is taken at this counter from that day on."""
    rows = session.execute(
        select(QueueTicket.day, QueueTicket.start, func.count(QueueTicket.seat), func.count())
        .where(
            QueueTicket.counter == counter.name,
            QueueTicket.day >= since,
            QueueTicket.state != TicketState.CANCELLED,
        )
        .group_by(QueueTicket.day, QueueTicket.start)
    ).all()
    numbers: dict[date, int] = {}
    for day, _, _, count in rows:
        numbers[day] = numbers.get(day, 0) + count
    return Taken(places={(day, start): seats for day, start, seats, _ in rows if start}, numbers=numbers)


def open_ticket(
    session: Session, office: Office, contact: Contact, *, at: datetime, counter: str | None = None
) -> QueueTicket | None:
    """The next ticket of this telephone from today on, at this counter if one is named."""
    mine = select(QueueTicket).where(
        QueueTicket.contact_id == contact.id,
        QueueTicket.state == TicketState.BOOKED,
        QueueTicket.day >= _today(office.mpp, at),
    )
    if counter is not None:
        mine = mine.where(QueueTicket.counter == counter)
    return session.scalar(mine.order_by(QueueTicket.day, QueueTicket.start, QueueTicket.id).limit(1))


def book(
    session: Session,
    office: Office,
    counter: Counter,
    when: datetime,
    *,
    at: datetime,
    contact: Contact | None = None,
    service_id: str | None = None,
    case_id: int | None = None,
    officer: Officer | None = None,
) -> QueueTicket:
    """A ticket for this time; the one that they have, when it is for this time. A citizen has one at each counter, an
    officer may give more. Raises SlotTaken."""
    if contact is not None:  # one after the other for each telephone, so that asking twice gives one ticket
        session.get_one(Contact, contact.id, with_for_update=True)
        mine = open_ticket(session, office, contact, at=at, counter=counter.name)
        if mine is not None and when_of(office.mpp, mine) == when:
            return mine
        if mine is not None and officer is None:
            raise SlotTaken(when)
    today = _place(session, office, counter, when, at=at)
    ticket = QueueTicket(
        counter=counter.name,
        letter=counter.letter,
        day=when.date(),
        number=today.last_number + 1,
        start=when.time(),
        seat=_seat(session, counter, when),
        state=TicketState.BOOKED,
        service_id=service_id,
        contact_id=contact.id if contact is not None else None,
        case_id=case_id,
        officer_id=officer.id if officer is not None else None,
        booked_at=at,
    )
    today.last_number += 1
    session.add(ticket)
    session.flush()
    _remind_later(session, office, ticket, at=at)
    return ticket


def move(session: Session, office: Office, ticket: QueueTicket, when: datetime, *, at: datetime) -> None:
    """The same ticket for another time; on another day it gets another number. Raises SlotTaken."""
    session.refresh(ticket, with_for_update=True)
    counter = office.counters.get(ticket.counter)
    if ticket.state is not TicketState.BOOKED or counter is None:
        raise SlotTaken(when)
    if when_of(office.mpp, ticket) == when:
        return
    today = _place(session, office, counter, when, at=at, moving=ticket)
    seat = _seat(
        session, counter, when
    )  # asked before anything changes: half a change may be somebody else's number
    if ticket.day != when.date():
        today.last_number += 1
        ticket.number, ticket.letter = today.last_number, counter.letter
    ticket.day, ticket.start, ticket.seat = when.date(), when.time(), seat
    session.flush()
    _remind_later(session, office, ticket, at=at)


def walk_in(
    session: Session, office: Office, counter_name: str, officer: Officer, *, at: datetime
) -> QueueTicket:
    """A number for somebody who stands at the counter. Raises CounterClosed, DayFull."""
    mpp = with_special_days(session, office.mpp, at=at)
    counter, day = office.counters.get(counter_name), _today(mpp, at)
    if counter is None or not mpp.hours_on(day):
        raise CounterClosed(counter_name)
    today = _lock(session, counter, day)
    if taken_at(session, counter, since=day).numbers.get(day, 0) >= counter.most:
        raise DayFull(counter_name)
    today.last_number += 1
    ticket = QueueTicket(
        counter=counter.name, letter=counter.letter, day=day, number=today.last_number,
        state=TicketState.BOOKED, officer_id=officer.id, booked_at=at,
    )  # fmt: skip
    session.add(ticket)
    ticket.move(TicketState.ARRIVED, at=at)
    session.flush()
    return ticket


def change(session: Session, ticket_id: int, to: TicketState, *, at: datetime) -> QueueTicket | None:
    """Arrived, served, missed or cancelled; again is nothing. None: there is no such ticket. Raises
    TicketMoveNotAllowed."""
    ticket = session.get(QueueTicket, ticket_id, with_for_update=True)
    if ticket is not None and ticket.state is not to:
        ticket.move(to, at=at)
    return ticket


def of_day(session: Session, counter_name: str, day: date) -> Sequence[QueueTicket]:
    """Who comes to this counter on this day, by time; those without a time by number, at their end."""
    return session.scalars(
        select(QueueTicket)
        .where(QueueTicket.counter == counter_name, QueueTicket.day == day)
        .order_by(QueueTicket.start.is_(None), QueueTicket.start, QueueTicket.number)
    ).all()


def of_case(session: Session, case_id: int) -> Sequence[QueueTicket]:
    """The tickets that belong to this case, the newest first."""
    return session.scalars(
        select(QueueTicket).where(QueueTicket.case_id == case_id).order_by(QueueTicket.id.desc())
    ).all()


def when_of(mpp: Mpp, ticket: QueueTicket) -> datetime | None:
    """The local time to come; None for who came without one."""
    return None if ticket.start is None else datetime.combine(ticket.day, ticket.start, mpp.timezone)


def _place(
    session: Session,
    office: Office,
    counter: Counter,
    when: datetime,
    *,
    at: datetime,
    moving: QueueTicket | None = None,
) -> QueueDay:
    """The locked day, on which this time has a place. Raises SlotTaken."""
    mpp = with_special_days(session, office.mpp, at=at)
    day = when.date()
    if day > _today(mpp, at) + timedelta(days=office.counters.ahead):
        raise SlotTaken(when)
    today = _lock(session, counter, day)
    taken = taken_at(session, counter, since=day)
    if moving is not None and moving.day == day:  # it leaves its own number behind
        taken = Taken(places=taken.places, numbers={**taken.numbers, day: taken.numbers[day] - 1})
    if when not in free(counter, mpp, day, taken, earliest=at):
        raise SlotTaken(when)
    return today


def _lock(session: Session, counter: Counter, day: date) -> QueueDay:
    """The row of this counter and day, held until the end of the transaction."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = {"counter": counter.name, "day": day, "last_number": 0}
    session.execute(insert(QueueDay).values(row).on_conflict_do_nothing())
    return session.get_one(QueueDay, (counter.name, day), with_for_update=True, populate_existing=True)


def _seat(session: Session, counter: Counter, when: datetime) -> int:
    """A place of this time that nobody has. The day is locked, and one is free."""
    used = session.scalars(
        select(QueueTicket.seat).where(
            QueueTicket.counter == counter.name,
            QueueTicket.day == when.date(),
            QueueTicket.start == when.time(),
            QueueTicket.seat.is_not(None),
        )
    ).all()
    return next(seat for seat in range(1, counter.places + 1) if seat not in used)


def _remind_later(session: Session, office: Office, ticket: QueueTicket, *, at: datetime) -> None:
    """The reminder of this time; none for who has only just taken it."""
    when = when_of(office.mpp, ticket)
    if when is None or ticket.contact_id is None:
        return
    due = remind_at(office, ticket.day)
    if due > at:
        payload = {"ticket": ticket.id, "when": when.astimezone(UTC).isoformat()}
        enqueue(session, REMIND, payload, at=due, dedupe=f"{REMIND}:{ticket.id}:{payload['when']}")


def remind_at(office: Office, day: date) -> datetime:
    """When to remind of that day: on the day before, or earlier where nobody is to be disturbed then."""
    due = datetime.combine(day - timedelta(days=1), office.counters.remind_at, office.mpp.timezone)
    for _ in range(LONGEST_HOLIDAY):
        if office.sending.quiet.allows(due):
            break
        due -= timedelta(days=1)
    return due


def _today(mpp: Mpp, at: datetime) -> date:
    return at.astimezone(mpp.timezone).date()
