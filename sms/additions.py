"""What citizens tell in more than one text: the parts of one story, and what is added to a case.

Runs inside the caller's transaction and commits nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from casework import cases, clocks
from casework.commands import ApplicationFound, CaseFound, CaseOpened, LookUp, OpenCase, Origin, Outcome
from casework.letters import Letter
from casework.office import Office
from casework.perform import perform
from models import Case, CaseEventKind, CaseStatus, Message
from sms.conversation import Memory
from sms.stories import is_part, joined
from sms.turn import TextTurn

MOST = 10
"""Parts that one story may have."""
FEWEST_WORDS = 4
"""Shorter texts that nobody understands are mistakes, and no story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of something that was told for a code."""

    case: Case | None = None
    """Where it is now."""
    told: bool = False
    """It belongs on that case's timeline."""
    outcome: Outcome | None = None
    reply: Letter | None = None


def add(session: Session, office: Office, own: Case | None, code: str, story: str, origin: Origin) -> Added:
    """BALAS: to the case with this code, or a new case about that application. Wrong codes count as with STATUS.

    It tells nothing of what is there already, so the code alone is enough.
    """
    if own is not None and own.code == code:
        return Added(case=own, told=True, reply=thanks(code))
    match perform(session, office, LookUp(code=code), origin):
        case CaseFound(status=CaseStatus.RESOLVED):
            resolved = cases.find_case(session, code)
            if resolved is not None and cases.may_reopen(resolved, at=origin.at):
                cases.reopen(resolved, None, at=origin.at)
                clocks.reopened(session, office, resolved, at=origin.at)
                return Added(case=resolved, told=True, reply=thanks(code))
            again = OpenCase(story=f"Lanjutan laporan {code}: {story}")
        case CaseFound():
            return Added(case=cases.find_case(session, code), told=True, reply=thanks(code))
        case ApplicationFound(service_id=service_id):
            again = OpenCase(story=f"Permohonan {code}: {story}", service_id=service_id)
        case wrong:
            return Added(outcome=wrong)
    opened = perform(session, office, again, origin)
    case = cases.find_case(session, opened.code) if isinstance(opened, CaseOpened) else None
    return Added(case=case, outcome=opened)


def may_be_part(text: str) -> bool:
    """Whether a text that nobody understood may belong to a story that is still to come."""
    return is_part(text) or len(text.split()) >= FEWEST_WORDS


def with_loose(command: OpenCase, memory: Memory) -> OpenCase:
    """The story with the parts of it that came before its beginning."""
    return replace(command, story=joined((*_before(command, memory), command.story or "")))


def parts_of(turn: TextTurn, memory: Memory) -> tuple[str, ...]:
    """The parts of the story that a turn has opened a case with."""
    if not isinstance(turn.command, OpenCase):
        return ()
    return (*_before(turn.command, memory), turn.command.story or "")


def claim(session: Session, memory: Memory, case: Case) -> None:
    """The texts that came before the case was there belong to it too."""
    if memory.loose:
        earlier = [number for number, _ in memory.loose]
        session.execute(update(Message).where(Message.id.in_(earlier)).values(case_id=case.id))


def goes_on(memory: Memory, case: Case) -> bool:
    """Whether the story that opened this case is still being told: no officer has read it yet."""
    told = bool(memory.parts) and len(memory.parts) < MOST
    return told and memory.case_code == case.code and case.status == CaseStatus.NEW


def is_next_part(memory: Memory, case: Case | None, command: OpenCase) -> bool:
    """Whether this is a numbered part of the story that is being told, though it begins with PETUGAS again."""
    return case is not None and goes_on(memory, case) and is_part(command.story or "")


def retell(case: Case, parts: tuple[str, ...], *, at: datetime) -> None:
    """The story of the case, with another part of it."""
    case.story, case.updated_at = joined(parts), at


def note(case: Case, message: Message) -> None:
    """The citizen tells more. A case that waited for that waits no longer."""
    case.add(CaseEventKind.TEXT_RECEIVED, at=message.created_at, detail={"message": message.id})
    if case.status == CaseStatus.WAITING:
        case.move(CaseStatus.TAKEN, at=message.created_at, by=None)


def _before(command: OpenCase, memory: Memory) -> tuple[str, ...]:
    return tuple(text for _, text in memory.loose if text.strip() != command.story)


def thanks(code: str) -> Letter:
    """It was added."""
    return Letter(key="kasus_tambahan", values={"kode": code})
