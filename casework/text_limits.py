"""Why a text that is queued waits: for one before it, for the hour, for a cap, or because a machine may be at work.

Reads only, and is asked in the transaction that would hand the text over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from casework.sending_rules import SendingRules
from models import Contact, Delivery, Direction, Message, Purpose

ORDER, QUIET, RATE, ROUTES = "order", "quiet", "rate", "routes"
CITIZEN, DAY, ROUTE_CAP, BURST = "cap_citizen", "cap_day", "cap_route", "burst"
FOR_OFFICERS = frozenset({CITIZEN, DAY, ROUTE_CAP, BURST, ROUTES})
"""Waits that an officer should know of."""

PATIENCE = timedelta(minutes=10)
"""A text waits at most so long for one before it that is still to be handed over."""
UNSURE_PATIENCE = timedelta(minutes=2)
"""And so long for one that a carrier may have: by then it was looked up twice. It must not silence us."""
FIRST_LOOK, LATER_LOOK = timedelta(seconds=1), timedelta(seconds=15)
HOUR, TEN_MINUTES = timedelta(hours=1), timedelta(minutes=10)
BURST_WAIT = timedelta(minutes=30)
NEW = timedelta(days=1)
"""A number that we have known for longer is no part of a burst."""


# Asked for every text, so made once.
_EARLIER = (
    select(Message.delivery)
    .where(
        Message.contact_id == bindparam("contact"),
        Message.id < bindparam("id"),
        Message.direction == Direction.OUT,
        or_(
            and_(
                Message.delivery == Delivery.QUEUED,
                or_(Message.held.is_(None), Message.held.in_([ORDER, RATE])),
                Message.created_at > bindparam("since"),
            ),
            and_(
                Message.delivery.in_([Delivery.SENDING, Delivery.UNKNOWN]),
                Message.handed_at > bindparam("unsure_since"),
            ),
        ),
    )
    .order_by(Message.id.desc())
    .limit(1)
)
_NEXT = select(func.min(Message.id)).where(
    Message.contact_id == bindparam("contact"),
    Message.id > bindparam("id"),
    Message.delivery == Delivery.QUEUED,
    Message.held == ORDER,
)
_SENT = select(func.count()).where(
    Message.contact_id == bindparam("contact"),
    Message.direction == Direction.OUT,
    Message.purpose == bindparam("purpose"),
    Message.handed_at >= bindparam("since"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A text waits until then; `why` is a constant of this module."""

    why: str
    until: datetime
    route: str | None = None
    """The route on which it has its turn then."""


def earlier_one(session: Session, message: Message, at: datetime) -> Wait | None:
    """Whether an older text to the same number is still on its way: texts arrive in the order that they were written.

    What waits for the hour or a cap stands in nobody's way.
    """
    found = session.scalar(
        _EARLIER,
        {
            "contact": message.contact_id,
            "id": message.id,
            "since": at - PATIENCE,
            "unsure_since": at - UNSURE_PATIENCE,
        },
    )
    if found is None:
        return None
    return Wait(why=ORDER, until=at + (LATER_LOOK if found is Delivery.UNKNOWN else FIRST_LOOK))


def next_waiting(session: Session, message: Message) -> int | None:
    """The text to the same number that waits for this one."""
    return session.scalar(_NEXT, {"contact": message.contact_id, "id": message.id})


def not_now(
    session: Session, rules: SendingRules, message: Message, spent: Mapping[str, int], at: datetime
) -> Wait | None:
    """Hours, caps and bursts. `spent` is what today cost so far, by route, in rupiah."""
    notice = message.purpose is Purpose.NOTICE
    if notice and not rules.quiet.allows(at):
        return Wait(why=QUIET, until=rules.quiet.next_time(at))
    if message.released_at is not None:
        return None
    tomorrow = rules.quiet.midnight(at) + timedelta(days=1)
    if sum(spent.values()) >= (rules.rupiah_for_notices if notice else rules.rupiah_a_day):
        return Wait(why=DAY, until=tomorrow)
    most = rules.notices_to_a_citizen if notice else rules.answers_to_a_citizen
    if sent_to(session, message, since=rules.quiet.midnight(at)) >= most:
        return Wait(why=CITIZEN, until=tomorrow)
    if _in_a_burst(session, rules, message.contact, at):
        return Wait(why=BURST, until=at + BURST_WAIT)
    return None


def sent_to(session: Session, message: Message, *, since: datetime) -> int:
    """Texts for the same purpose to the same number since then."""
    values = {"contact": message.contact_id, "purpose": message.purpose, "since": since}
    return session.scalar(_SENT, values) or 0


def _in_a_burst(session: Session, rules: SendingRules, contact: Contact, at: datetime) -> bool:
    """Whether this number is new and came with neighbours, or many new ones come now.

    Whoever makes numbers up makes us pay for each. Neighbours stay suspicious for a day, a rush only while it lasts.
    """
    if contact.created_at <= at - NEW:
        return False
    new = select(func.count()).select_from(Contact)
    if contact.block_index is not None:
        neighbours = new.where(
            Contact.block_index == contact.block_index,
            Contact.created_at.between(contact.created_at - HOUR, contact.created_at + HOUR),
        )
        if (session.scalar(neighbours) or 0) >= rules.neighbours_in_an_hour:
            return True
    lately = new.where(Contact.created_at > at - TEN_MINUTES, Contact.can_text.is_(True))
    return (session.scalar(lately) or 0) >= rules.new_in_ten_minutes
