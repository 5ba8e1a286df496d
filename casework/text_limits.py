"""Why a text that is queued waits: for one before it, for the hour, for a cap, or because a machine may be at work.

Reads only, and is asked in the transaction that would hand the text over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager

from casework.sending_rules import SendingRules
from casework.special_days import quiet_with_special_days
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
_OTHER = aliased(Message)
_EARLIER = (
    select(_OTHER.delivery)
    .where(
        _OTHER.contact_id == Message.contact_id,
        _OTHER.id < Message.id,
        _OTHER.direction == Direction.OUT,
        or_(
            and_(
                _OTHER.delivery == Delivery.QUEUED,
                or_(_OTHER.held.is_(None), _OTHER.held.in_([ORDER, RATE])),
                _OTHER.created_at > bindparam("since"),
            ),
            and_(
                _OTHER.delivery.in_([Delivery.SENDING, Delivery.UNKNOWN]),
                _OTHER.handed_at > bindparam("unsure_since"),
            ),
        ),
    )
    .order_by(_OTHER.id.desc())
    .limit(1)
    .scalar_subquery()
)
_SENT = (
    select(func.count(_OTHER.id))
    .where(
        _OTHER.contact_id == Message.contact_id,
        _OTHER.direction == Direction.OUT,
        _OTHER.purpose == Message.purpose,
        _OTHER.handed_at >= bindparam("today"),
    )
    .scalar_subquery()
)
_NEXT = (
    select(func.min(_OTHER.id))
    .where(
        _OTHER.contact_id == Message.contact_id,
        _OTHER.id > Message.id,
        _OTHER.delivery == Delivery.QUEUED,
        _OTHER.held == ORDER,
    )
    .scalar_subquery()
)
_LEAVING = (
    select(Message, _EARLIER, _SENT)
    .join(Message.contact)
    .options(contains_eager(Message.contact))
    .where(Message.id.in_(bindparam("ids", expanding=True)))
    .order_by(Message.id)
    .with_for_update(of=Message)
    .execution_options(populate_existing=True)
)
_SETTLING = (
    select(Message, _NEXT)
    .where(Message.id.in_(bindparam("ids", expanding=True)))
    .order_by(Message.id)
    .with_for_update(of=Message)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A text waits until then; `why` is a constant of this module."""

    why: str
    until: datetime
    route: str | None = None
    """The route on which it has its turn then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A text that is to be handed over, locked, and what went to the same number."""

    message: Message
    earlier: Delivery | None
    """The newest of the older ones that are still on their way, but not of what waits for the hour or a cap."""
    today: int
    """How many for the same purpose were handed over since midnight."""


def leaving(session: Session, ids: Sequence[int], rules: SendingRules, at: datetime) -> Mapping[int, Leaving]:
    """The texts with these ids that there are, their contacts with them."""
    values = {
        "ids": ids,
        "since": at - PATIENCE,
        "unsure_since": at - UNSURE_PATIENCE,
        "today": rules.quiet.midnight(at),
    }
    return {
        message.id: Leaving(message=message, earlier=earlier, today=today)
        for message, earlier, today in session.execute(_LEAVING, values)
    }


def settling(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[Message, int | None]]:
    """The texts with these ids, locked, and for each the one to the same number that waits for it."""
    return {
        message.id: (message, following) for message, following in session.execute(_SETTLING, {"ids": ids})
    }


def next_waiting(session: Session, message: Message) -> int | None:
    """The text to the same number that waits for this one."""
    return session.scalar(select(_NEXT).select_from(Message).where(Message.id == message.id))


def in_order(text: Leaving, at: datetime) -> Wait | None:
    """Texts arrive in the order that they were written."""
    if text.earlier is None:
        return None
    return Wait(why=ORDER, until=at + (LATER_LOOK if text.earlier is Delivery.UNKNOWN else FIRST_LOOK))


def not_now(
    session: Session, rules: SendingRules, text: Leaving, spent: Mapping[str, int], at: datetime
) -> Wait | None:
    """Hours, caps and bursts. `spent` is what today cost so far, by route, in rupiah."""
    message = text.message
    notice = message.purpose is Purpose.NOTICE
    if notice:
        quiet = quiet_with_special_days(session, rules.quiet, at=at)
        if not quiet.allows(at):
            return Wait(why=QUIET, until=quiet.next_time(at))
    if message.released_at is not None:
        return None
    tomorrow = rules.quiet.midnight(at) + timedelta(days=1)
    if sum(spent.values()) >= (rules.rupiah_for_notices if notice else rules.rupiah_a_day):
        return Wait(why=DAY, until=tomorrow)
    most = rules.notices_to_a_citizen if notice else rules.answers_to_a_citizen
    if text.today >= most:
        return Wait(why=CITIZEN, until=tomorrow)
    if _in_a_burst(session, rules, message.contact, at):
        return Wait(why=BURST, until=at + BURST_WAIT)
    return None


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
