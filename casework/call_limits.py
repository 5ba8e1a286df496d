"""What keeps a telephone from ringing now: caps of a day, and a telephone that is in use with us. Reads only."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.office import Office
from models import Call, CallBack, CallBackState, CallTry, Contact

LONGEST_CALL = timedelta(minutes=30)
"""A call that began before that is over, although nobody told us so."""


def capped(session: Session, office: Office, contact: Contact, at: datetime) -> bool:
    """Whether this number, or the whole installation, was rung as often as one day allows."""
    rules = office.mpp.calls
    today = select(func.count()).select_from(CallTry).where(CallTry.placed_at >= rules.midnight(at))
    to_it = today.join(CallBack).where(CallBack.contact_id == contact.id)
    return (session.scalar(to_it) or 0) >= rules.most_to_a_number or (
        session.scalar(today) or 0
    ) >= rules.most_a_day


def rung_now(session: Session, contact: Contact) -> bool:
    """Whether another call of ours is on its way to this number: one at a time."""
    wanted = select(CallBack.id).where(
        CallBack.contact_id == contact.id, CallBack.state == CallBackState.CALLING
    )
    return session.scalar(wanted.limit(1)) is not None


def on_the_line(session: Session, contact: Contact, at: datetime) -> bool:
    """Whether they are talking with us."""
    wanted = select(Call.id).where(
        Call.contact_id == contact.id, Call.ended_at.is_(None), Call.started_at > at - LONGEST_CALL
    )
    return session.scalar(wanted.limit(1)) is not None
