"""A citizen withdraws their consent (UU 27/2022 articles 9 and 40): what goes on by itself stops at once.

No notices, no calls of ours, no drafts of what they say, no training with it, nothing kept from their last call.
Whoever calls or texts is still served, and an open case is still worked on: that is a duty by law, not consent. Runs
inside the caller's transaction and commits nothing.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casework import agreements, callbacks, wishes
from models import (
    Call,
    Case,
    CaseEventKind,
    ConsentPurpose,
    Contact,
    Officer,
    TextConversation,
    Wish,
)

REASON = "Warga menarik persetujuannya"


def withdraw(session: Session, contact: Contact, by: Officer, *, at: datetime) -> None:
    """From now on. Saying it again changes nothing."""
    if contact.withdrawn_at is not None:
        return
    contact.withdrawn_at = at
    wishes.say(contact, Wish.NO_NOTICES, at=at, by=by, reason=REASON)
    callbacks.stop_calls(session, contact, at=at)
    contact.reach = None
    contact.pace, contact.louder = "normal", False
    session.execute(delete(TextConversation).where(TextConversation.contact_id == contact.id))
    for call in session.scalars(
        select(Call).where(Call.contact_id == contact.id, Call.ended_at.is_not(None))
    ):
        call.position = None
    for case in session.scalars(select(Case).where(Case.contact_id == contact.id)):
        if agreements.given(session, case.id, ConsentPurpose.TRAINING):
            words = agreements.TRAINING_WORDS
            agreements.say(
                session, contact, ConsentPurpose.TRAINING, given=False, words=words, at=at, case=case, by=by
            )
        if case.shredded_at is None:
            told = f"{REASON}. Kabar otomatis berhenti; kasus yang terbuka tetap dikerjakan."
            case.add(CaseEventKind.NOTED, at=at, by=by, detail={"text": told})


def agree_again(contact: Contact) -> None:
    """They want to be served as before. What they wished of us stays so until they say otherwise."""
    contact.withdrawn_at = None
