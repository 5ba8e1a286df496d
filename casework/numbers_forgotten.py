"""Forgetting whose a telephone number was: the row stays for what is counted, without the number.

A wish that still binds us (no calls, no texts, no notices, consent withdrawn) must outlive the number: then its blind
index stays, by which the number is known again when it calls, or when a counter registers it, and nothing can be read
from it. Runs inside the caller's transaction and commits nothing.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from casework import wishes
from models import (
    OWED,
    Call,
    CallBack,
    Case,
    Contact,
    ContactWish,
    Message,
    PrivacyRequest,
    QueueTicket,
    TextConversation,
    WaitingCaller,
)
from models.history import lifted


def idle_since(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions for a number that nothing is owed to and that has not been heard of since."""
    id_ = Contact.id
    return (
        ~exists().where(Case.contact_id == id_, Case.shredded_at.is_(None)),
        ~exists().where(Call.contact_id == id_, Call.started_at >= before),
        ~exists().where(Message.contact_id == id_, Message.created_at >= before),
        ~exists().where(CallBack.contact_id == id_, CallBack.state.in_(OWED)),
        ~exists().where(QueueTicket.contact_id == id_, QueueTicket.day >= before.date()),
        ~exists().where(WaitingCaller.contact_id == id_, WaitingCaller.ended_at.is_(None)),
        ~exists().where(PrivacyRequest.contact_id == id_, PrivacyRequest.closed_at.is_(None)),
    )


def may_go(session: Session, contact: Contact, *, at: datetime) -> bool:
    """Whether nothing is owed to this number, so that it may be forgotten when its owner asks."""
    owed = (
        exists().where(Case.contact_id == contact.id, Case.shredded_at.is_(None)),
        exists().where(CallBack.contact_id == contact.id, CallBack.state.in_(OWED)),
        exists().where(
            QueueTicket.contact_id == contact.id,
            QueueTicket.ended_at.is_(None),
            QueueTicket.day >= (at - timedelta(days=1)).date(),
        ),
        exists().where(WaitingCaller.contact_id == contact.id, WaitingCaller.ended_at.is_(None)),
    )
    return not any(session.scalar(select(one)) for one in owed)


def forget(session: Session, contact: Contact, *, at: datetime) -> None:
    """Takes the number away. The caller has seen to its cases, texts and calls."""
    binding = wishes.in_force(contact) or contact.withdrawn_at is not None
    contact.phone, contact.block_index = "", None
    contact.can_text, contact.reach, contact.forgotten_at = False, None, at
    if not binding:
        contact.phone_index = f"gone:{secrets.token_hex(16)}"
    session.execute(delete(TextConversation).where(TextConversation.contact_id == contact.id))
    session.execute(update(QueueTicket).where(QueueTicket.contact_id == contact.id).values(contact_id=None))
    wished = ContactWish.metadata.tables["contact_wishes"]
    reasons = (wished.c.contact_id == contact.id) & wished.c.reason.is_not(None)
    if session.scalar(select(wished.c.id).where(reasons).limit(1)) is not None:
        with lifted(session, "contact_wishes"):
            session.execute(update(wished).where(reasons).values(reason=None))
    session.flush()
