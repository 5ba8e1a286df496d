"""Who sends this text, and all that reading it needs to know of them: two statements for each text that comes in.

The sender's contact is locked first, so that two texts of one number are taken one after the other; what is read
after that is what the one before left. Reads only, but for the contact of a new number.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from casework.contacts import contact_for
from casework.matters import Matter, matters_with
from casework.office import Office
from models import CLOSED, Application, Case, Contact, Direction, Message, TextConversation

HOUR = timedelta(hours=1)

_LAST = aliased(Message)
_NEWEST_CASE = (
    select(func.max(Case.id))
    .where(Case.contact_id == bindparam("contact"), Case.status.not_in(CLOSED))
    .scalar_subquery()
)
_NEWEST_REPLY = (
    select(func.max(Message.id))
    .where(Message.contact_id == bindparam("contact"), Message.direction == Direction.OUT)
    .scalar_subquery()
)
_REPLIES = (
    select(func.count())
    .where(
        Message.contact_id == bindparam("contact"),
        Message.direction == Direction.OUT,
        Message.reply_to_id.is_not(None),
        Message.created_at > bindparam("since"),
    )
    .scalar_subquery()
)
# Asked for every text, so made once.
_KNOWN = (
    select(
        exists().where(Message.provider_id == bindparam("provider_id")),
        TextConversation,
        Case,
        _LAST,
        _REPLIES,
        exists().where(Application.phone_index == Contact.phone_index),
    )
    .select_from(Contact)
    .outerjoin(TextConversation, TextConversation.contact_id == Contact.id)
    .outerjoin(Case, Case.id == _NEWEST_CASE)
    .outerjoin(_LAST, _LAST.id == _NEWEST_REPLY)
    .where(Contact.id == bindparam("contact"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A number and what it has running with us."""

    contact: Contact
    conversation: TextConversation | None
    case: Case | None
    """The open one."""
    last_reply: Message | None
    replies: int
    """Texts that answered one of theirs in the last hour."""
    matters: tuple[Matter, ...]


def sender_of(
    session: Session, office: Office, given: str, *, provider_id: str, at: datetime
) -> Sender | None:
    """Who texts. `given` is as the carrier gave it. None: the text with this id of the carrier's is known already."""
    contact = contact_for(session, office.vault, given, at=at, hidden_id=provider_id, alone=True)
    values = {"contact": contact.id, "provider_id": provider_id, "since": at - HOUR}
    repeated, conversation, case, last, replies, applied = session.execute(_KNOWN, values).one()
    if repeated:
        return None
    return Sender(
        contact=contact,
        conversation=conversation,
        case=case,
        last_reply=last,
        replies=replies,
        matters=matters_with(session, contact, case, applied=applied),
    )
