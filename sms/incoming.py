"""One text that came in: stored, read, performed, answered, all in the caller's transaction.

A repeat of a text that is stored already changes nothing and sends nothing.
"""

import re
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import cases, letters
from casework.commands import CaseOpened, Channel, Command, OpenCase, Origin, Outcome
from casework.contacts import contact_for
from casework.messages import queue_text, receive_text
from casework.office import Office
from casework.perform import perform
from models import Case, CaseEventKind, CaseStatus, Contact, Direction, Message
from sms import replies
from sms.reading import Context, read

MOST_REPLIES = 20
"""Replies to one number in an hour. More than anybody needs, and the end of a talk between two machines."""


def receive(
    session: Session, office: Office, *, provider_id: str, sender: str, body: str, at: datetime
) -> Message | None:
    """Takes one text. `sender` is as the carrier gave it. None: this text is known already."""
    contact = contact_for(session, office.vault, sender, at=at, hidden_id=provider_id)
    message = receive_text(session, contact, body, provider_id=provider_id, at=at)
    if message is None:
        return None
    case = cases.open_case_of(session, contact)
    turn = read(office, body, _context(session, contact, case))
    letter = turn.reply
    if turn.command is not None:
        outcome = _perform(session, office, turn.command, case, message)
        letter = replies.answer(office, outcome, urgent=turn.urgent)
        if isinstance(outcome, CaseOpened):
            case = cases.find_case(session, outcome.code)
    if case is not None and turn.add_to_case:
        _add(case, message)
    if case is not None and (turn.add_to_case or isinstance(turn.command, OpenCase)):
        message.case_id = case.id
    if letter is not None and contact.can_text and _replies_since(session, contact, at) < MOST_REPLIES:
        text = letters.write(office, letter)
        queue_text(session, contact, text, at=at, case_id=message.case_id, reply_to=message)
    return message


def _context(session: Session, contact: Contact, case: Case | None) -> Context:
    last_reply = session.scalar(
        select(Message)
        .where(Message.contact_id == contact.id, Message.direction == Direction.OUT)
        .order_by(Message.id.desc())
        .limit(1)
    )
    return Context(
        is_person=re.fullmatch(r"\+\d{8,15}", contact.phone) is not None,
        open_case_code=case.code if case is not None else None,
        last_reply=last_reply.body if last_reply is not None else None,
        notices_stopped=contact.stopped_at is not None,
    )


def _perform(
    session: Session, office: Office, command: Command, case: Case | None, message: Message
) -> Outcome:
    if isinstance(command, OpenCase) and case is not None and case.story == command.story:
        return CaseOpened(code=case.code, texted=False)  # sent again because our answer was slow
    origin = Origin(
        channel=Channel.TEXT, contact_id=message.contact_id, at=message.created_at, message_id=message.id
    )
    return perform(session, office, command, origin)


def _add(case: Case, message: Message) -> None:
    """The citizen tells more. A case that waited for that waits no longer."""
    case.add(CaseEventKind.TEXT_RECEIVED, at=message.created_at, detail={"message": message.id})
    if case.status == CaseStatus.WAITING:
        case.move(CaseStatus.TAKEN, at=message.created_at, by=None)


def _replies_since(session: Session, contact: Contact, at: datetime) -> int:
    lately = select(func.count()).where(
        Message.contact_id == contact.id,
        Message.direction == Direction.OUT,
        Message.reply_to_id.is_not(None),
        Message.created_at > at - timedelta(hours=1),
    )
    return session.scalar(lately) or 0
