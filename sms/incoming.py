"""One text that came in: stored, read, performed, answered, all in the caller's transaction.

A repeat of a text that is stored already changes nothing and sends nothing.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import cases, clocks, letters
from casework.call_commands import (
    CallMe,
)
from casework.commands import (
    CaseOpened,
    Channel,
    Command,
    LookUp,
    OpenCase,
    Origin,
    Outcome,
)
from casework.letters import Letter
from casework.messages import queue_text, receive_text
from casework.office import Office
from casework.perform import perform
from models import Case, Contact, Direction, Message, TextConversation
from sms import additions, proof, replies, tickets
from sms.conversation import FORGOTTEN, Memory, memory_of
from sms.reading import Context, read
from sms.sender import Sender, sender_of
from sms.turn import TextTurn

MOST_REPLIES = 20
"""Replies to one number in an hour. More than anybody needs, and the end of a talk between two machines."""
AT_ONCE = timedelta(minutes=1)
"""Parts of one story come within this time; each is added, and one reply says so for all."""


@dataclass(kw_only=True)
class _Text:
    """One text on its way through here."""

    session: Session
    office: Office
    sender: Sender
    contact: Contact
    message: Message
    at: datetime
    memory: Memory
    case: Case | None


def receive(
    session: Session, office: Office, *, provider_id: str, sender: str, body: str, at: datetime
) -> Message | None:
    """Takes one text. `sender` is as the carrier gave it. None: this text is known already."""
    found = sender_of(session, office, sender, provider_id=provider_id, at=at)
    if found is None:
        return None
    kept = found.conversation
    remembered = kept is not None and at - kept.at < FORGOTTEN
    here = _Text(
        session=session,
        office=office,
        sender=found,
        contact=found.contact,
        message=receive_text(session, found.contact, body, provider_id=provider_id, at=at),
        at=at,
        memory=memory_of(kept.memory) if kept is not None and remembered else Memory(),
        case=found.case,
    )
    turn = read(office, body, _context(here))
    turn, outcome = _done(here, turn)
    turn = tickets.after(office, turn, outcome)
    letter = turn.reply or (
        replies.answer(office, outcome, urgent=turn.urgent) if outcome is not None else None
    )
    _place(here, turn, outcome)
    if letter is not None:
        _reply(here, letter, performed=outcome is not None)
    _remember(here, turn, letter, outcome, kept)
    return here.message


def _context(here: _Text) -> Context:
    return Context(
        is_person=re.fullmatch(r"\+\d{8,15}", here.contact.phone) is not None,
        matters=here.sender.matters,
        last_reply=here.sender.last_reply.body if here.sender.last_reply is not None else None,
        notices_stopped=here.contact.stopped_at is not None,
        today=here.at.astimezone(here.office.mpp.timezone).date(),
        waiting=here.memory.waiting,
        misses=here.memory.misses,
    )


def _done(here: _Text, turn: TextTurn) -> tuple[TextTurn, Outcome | None]:
    """Performs what is asked. What was proved wrong becomes a reply instead."""
    if turn.add_to is not None and turn.story is not None:
        added = additions.add(here.session, here.office, here.case, turn.add_to, turn.story, _origin(here))
        here.case = added.case or here.case
        return replace(turn, reply=added.reply, add_to_case=added.told), added.outcome
    if isinstance(turn.command, OpenCase) and additions.is_next_part(here.memory, here.case, turn.command):
        thanks = additions.thanks(here.memory.case_code or "")
        return replace(turn, command=None, story=turn.command.story, add_to_case=True, reply=thanks), None
    if isinstance(turn.command, LookUp):
        turn = proof.checked(here.session, here.office, here.contact, turn, here.at)
    if turn.command is None:
        return turn, None
    outcome = _perform(here, turn.command)
    if isinstance(outcome, CaseOpened):
        here.case = cases.find_case(here.session, outcome.code)
    return turn, outcome


def _perform(here: _Text, command: Command) -> Outcome:
    if isinstance(command, OpenCase):
        if here.case is not None and command.story in (here.case.story, *here.memory.parts):
            return CaseOpened(code=here.case.code, texted=False)  # sent again because our answer was slow
        command = additions.with_loose(command, here.memory)
    outcome = perform(here.session, here.office, command, _origin(here))
    if isinstance(command, CallMe):
        _answered_by(here)
    return outcome


def _answered_by(here: _Text) -> None:
    """The text that announces the call is the reply; a second one would only cost."""
    announced = here.session.scalar(
        select(Message).where(
            Message.id > here.message.id,
            Message.contact_id == here.contact.id,
            Message.direction == Direction.OUT,
        )
    )
    if announced is not None:
        announced.reply_to_id = here.message.id


def _place(here: _Text, turn: TextTurn, outcome: Outcome | None) -> None:
    """Puts the text where it belongs: into the story that is being told, or onto the open case's timeline."""
    opened = isinstance(outcome, CaseOpened)
    if here.case is None or not (turn.add_to_case or opened):
        return
    here.message.case_id = here.case.id
    if opened:
        additions.claim(here.session, here.memory, here.case)
    elif additions.goes_on(here.memory, here.case):
        parts = (*here.memory.parts, turn.story or here.message.body)
        here.memory = replace(here.memory, parts=parts)
        additions.retell(here.case, parts, at=here.at)
        clocks.sort_again(here.session, here.office, here.case.id, at=here.at)
    else:
        additions.note(here.case, here.message)
        clocks.keep(here.session, here.office, here.case, at=here.at)


def _reply(here: _Text, letter: Letter, *, performed: bool) -> None:
    if not here.contact.can_text or here.sender.replies >= MOST_REPLIES:
        return
    if performed and _already_answered(here):
        return
    text = letters.write(here.office, letter)
    last = here.sender.last_reply
    same = letter.key == "kasus_tambahan" and last is not None and last.body == text
    if same and last is not None and here.at - last.created_at < AT_ONCE:
        return
    case_id = here.message.case_id
    queue_text(here.session, here.contact, text, at=here.at, case_id=case_id, reply_to=here.message)


def _already_answered(here: _Text) -> bool:
    return here.session.scalar(select(Message.id).where(Message.reply_to_id == here.message.id)) is not None


def _remember(
    here: _Text, turn: TextTurn, letter: Letter | None, outcome: Outcome | None, kept: TextConversation | None
) -> None:
    """What the next text may go on from. Silence to a machine leaves everything as it was."""
    silent = letter is None and outcome is None and not turn.loose
    memory = here.memory
    if not silent:
        memory = replace(memory, waiting=turn.waiting, misses=memory.misses + 1 if turn.loose else 0)
    if letter is not None and letter.key == "baik":
        memory = replace(memory, loose=())
    if turn.loose and additions.may_be_part(here.message.body):
        memory = replace(
            memory, loose=(*memory.loose, (here.message.id, here.message.body))[-additions.MOST :]
        )
    if isinstance(outcome, CaseOpened) and here.case is not None:
        told = additions.parts_of(turn, here.memory)
        memory = replace(memory, loose=(), parts=told, case_code=here.case.code)
    if kept is None:
        kept = TextConversation(contact_id=here.contact.id)
        here.session.add(kept)
    kept.memory, kept.at = memory.as_json(), here.at


def _origin(here: _Text) -> Origin:
    return Origin(channel=Channel.TEXT, contact_id=here.contact.id, at=here.at, message_id=here.message.id)
