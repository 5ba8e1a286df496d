"""Cases: opened by a call or a text, taken, noted, answered and resolved by officers."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, object_session

from casework.codes import new_code
from casework.messages import queue_text
from casework.webhook_events import WebhookKind, say
from models import (
    CLOSED,
    Application,
    Case,
    CaseEventKind,
    CaseStatus,
    Contact,
    Message,
    MoveNotAllowed,
    Officer,
)

REOPEN_WITHIN = timedelta(days=10)
"""For so long a resolved case may be opened again; later it is a new matter."""
HELD = frozenset({CaseStatus.TAKEN, CaseStatus.WAITING})
"""States in which a case is with one officer."""


class TakenByAnother(ValueError):
    """Another officer has this case."""


class TooLongAgo(ValueError):
    """The case was resolved too long ago to be opened again."""


class NotHeld(ValueError):
    """The officer does not hold this case: it is in the queue, resolved, or with another officer."""


def open_case(
    session: Session,
    *,
    channel: str,
    contact_id: int,
    at: datetime,
    service_id: str | None = None,
    call_id: int | None = None,
    recording_id: int | None = None,
    story: str | None = None,
) -> Case:
    """A new case with a fresh code.

    The same recording, or the same call without one, opens one case however often it is asked.
    """
    known = _opened_before(session, call_id=call_id, recording_id=recording_id)
    if known is not None:
        return known
    case = Case(
        code=_unused_code(session),
        status=CaseStatus.NEW,
        service_id=service_id,
        channel=channel,
        contact_id=contact_id,
        call_id=call_id,
        recording_id=recording_id,
        story=story,
        opened_at=at,
        updated_at=at,
    )
    session.add(case)
    case.add(CaseEventKind.OPENED, at=at, detail={"channel": channel})
    session.flush()
    _say(case, WebhookKind.CASE_OPENED, {"channel": channel}, at)
    return case


def find_case(session: Session, code: str) -> Case | None:
    """The case with this code, or, when it was merged, the one that its matter is dealt with in."""
    case = session.scalar(select(Case).where(Case.code == code))
    while case is not None and case.merged_into_id is not None:
        case = session.get(Case, case.merged_into_id)
    return case


def take(case: Case, officer: Officer, *, at: datetime) -> None:
    """The officer works on it from now. Raises TakenByAnother; taking one's own again is nothing."""
    if case.status in HELD and case.officer not in (None, officer):
        raise TakenByAnother(case.code)
    if case.status == CaseStatus.TAKEN and case.officer == officer:
        return
    case.move(CaseStatus.TAKEN, at=at, by=officer)
    case.officer = officer


def may_reopen(case: Case, *, at: datetime) -> bool:
    """Whether it is resolved, and not too long ago."""
    return case.status == CaseStatus.RESOLVED and at - (case.resolved_at or case.updated_at) <= REOPEN_WITHIN


def reopen(case: Case, officer: Officer | None, *, at: datetime) -> None:
    """Works on it again: this officer, or for None whoever had it. Raises TooLongAgo, MoveNotAllowed."""
    if case.status == CaseStatus.RESOLVED and not may_reopen(case, at=at):
        raise TooLongAgo(case.code)
    case.move(CaseStatus.TAKEN, at=at, by=officer)
    case.officer = officer or case.officer


def seen(session: Session, case_id: int, officer_id: int, *, at: datetime) -> None:
    """Its officer has it open. Leaves the version alone, so that the open form stays valid."""
    held = (Case.id == case_id) & (Case.officer_id == officer_id) & Case.status.in_(HELD)
    session.execute(update(Case).where(held).values(seen_at=at))


def take_over(case: Case, officer: Officer, *, at: datetime) -> None:
    """Takes it from an officer who is away. Raises NotHeld when nobody has it, MoveNotAllowed."""
    if case.status not in HELD:
        raise NotHeld(case.code)
    if case.status == CaseStatus.TAKEN:
        case.move(CaseStatus.NEW, at=at, by=officer)
    case.move(CaseStatus.TAKEN, at=at, by=officer)
    case.officer = officer


def give_back(case: Case, officer: Officer, *, at: datetime) -> None:
    """Back to the queue. Raises NotHeld, MoveNotAllowed."""
    _must_hold(case, officer)
    case.move(CaseStatus.NEW, at=at, by=officer)
    case.officer = None


def forward(case: Case, officer: Officer, counter: str, reason: str, *, at: datetime) -> None:
    """To another counter, back in the queue there. Raises NotHeld when another officer has it, MoveNotAllowed."""
    if case.status in HELD and case.officer not in (None, officer):
        raise NotHeld(case.code)
    if case.status == CaseStatus.WAITING:
        case.move(CaseStatus.TAKEN, at=at, by=officer)
    if case.status == CaseStatus.TAKEN:
        case.move(CaseStatus.NEW, at=at, by=officer)
    elif case.status != CaseStatus.NEW:
        raise MoveNotAllowed(case.status, CaseStatus.NEW)
    detail = {"from": case.counter, "to": counter, "text": reason}
    case.counter, case.officer = counter, None
    case.add(CaseEventKind.FORWARDED, at=at, by=officer, detail=detail)
    _say(case, WebhookKind.CASE_FORWARDED, {"from": detail["from"], "to": counter}, at)


def prioritise(case: Case, officer: Officer, priority: int, reason: str, *, at: datetime) -> None:
    """More or less urgent from now on."""
    case.priority = priority
    case.add(CaseEventKind.SORTED, at=at, by=officer, detail={"priority": priority, "text": reason})


def note(case: Case, officer: Officer, text: str, *, at: datetime) -> None:
    """Something for the other officers to read."""
    case.add(CaseEventKind.NOTED, at=at, by=officer, detail={"text": text})


def answer(session: Session, case: Case, officer: Officer, body: str, *, at: datetime) -> Message:
    """Texts the citizen. Raises NotHeld.

    `body` is one GSM-7 segment; the caller has seen to that and to `can_text`.
    """
    _must_hold(case, officer)
    message = queue_text(session, case.contact, body, at=at, case_id=case.id)
    case.answered_at = case.answered_at or at
    case.add(CaseEventKind.TEXT_SENT, at=at, by=officer, detail={"message": message.id})
    return message


def answer_by_call(case: Case, officer: Officer, words: str, *, at: datetime) -> None:
    """The officer's words will be read out to the citizen by telephone. Raises NotHeld."""
    _must_hold(case, officer)
    case.answered_at = case.answered_at or at
    case.add(CaseEventKind.CALL_PLANNED, at=at, by=officer, detail={"text": words})


def wait(case: Case, officer: Officer, *, at: datetime) -> None:
    """Waits for the citizen. Raises NotHeld; a case that waits already goes on waiting."""
    _must_hold(case, officer)
    if case.status != CaseStatus.WAITING:
        case.move(CaseStatus.WAITING, at=at, by=officer)


def resolve(case: Case, officer: Officer, told: str, *, at: datetime) -> None:
    """Done; `told` is what the citizen was told. Raises NotHeld."""
    _must_hold(case, officer)
    case.move(CaseStatus.RESOLVED, at=at, by=officer)
    case.answered_at = case.answered_at or at
    case.add(CaseEventKind.NOTED, at=at, by=officer, detail={"text": told, "told_citizen": True})
    _say(case, WebhookKind.CASE_RESOLVED, {}, at)


def open_case_of(session: Session, contact: Contact) -> Case | None:
    """The newest case of this contact that is not closed."""
    return session.scalar(
        select(Case)
        .where(Case.contact_id == contact.id, Case.status.not_in(CLOSED))
        .order_by(Case.id.desc())
        .limit(1)
    )


def _say(case: Case, kind: WebhookKind, more: Mapping[str, str], at: datetime) -> None:
    """To other systems, in the transaction that the case is in."""
    session = object_session(case)
    if session is not None:
        say(session, kind, {"case": case.code, "service": case.service_id, **more}, at=at)


def _must_hold(case: Case, officer: Officer) -> None:
    if case.status not in HELD or case.officer != officer:
        raise NotHeld(case.code)


def _opened_before(session: Session, *, call_id: int | None, recording_id: int | None) -> Case | None:
    if recording_id is not None:
        return session.scalar(select(Case).where(Case.recording_id == recording_id))
    if call_id is not None:
        return session.scalar(select(Case).where(Case.call_id == call_id, Case.recording_id.is_(None)))
    return None


def _unused_code(session: Session) -> str:
    while True:
        code = new_code()
        used = (
            select(Case.id)
            .where(Case.code == code)
            .union(select(Application.id).where(Application.code == code))
        )
        if session.execute(used).first() is None:
            return code
