"""Cases that are about one matter become one, and a story with two matters becomes two cases.

Nothing is moved: each case keeps its own timeline, texts and sound, and points to the other. The citizen's code of
the merged case goes on finding the matter (cases.find_case). Runs inside the caller's transaction.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from casework import cases, clocks, duplicates, letters
from casework.duplicates import Opened
from casework.messages import queue_text
from casework.office import Office
from models import CLOSED, Case, CaseEventKind, CaseStatus, Officer

UNDO_WITHIN = timedelta(days=10)
"""For so long a merge that was wrong can be undone."""


class NotTogether(ValueError):
    """These two cannot be one: another citizen's, closed, merged already, or the same case."""


def suggestions(session: Session, case: Case) -> list[Case]:
    """Cases that this one may be merged into, the oldest first."""
    if case.service_id is None or case.status in CLOSED:
        return []
    near = (case.opened_at - duplicates.WITHIN, case.opened_at + duplicates.WITHIN)
    others = session.scalars(
        select(Case).where(
            Case.contact_id == case.contact_id,
            Case.service_id == case.service_id,
            Case.id != case.id,
            Case.status.not_in(CLOSED),
            Case.opened_at.between(*near),
        )
    )
    known = {other.id: other for other in others}
    found = duplicates.suggested(_opened(case), [_opened(other) for other in known.values()])
    return [known[one.id] for one in found]


def merge(case: Case, into: Case, officer: Officer, *, at: datetime) -> None:
    """Closes `case` as merged into the other. Raises NotTogether, MoveNotAllowed; NotHeld when a colleague has it."""
    if case.id == into.id or case.contact_id != into.contact_id or into.status in CLOSED:
        raise NotTogether(case.code)
    if case.status in cases.HELD and case.officer not in (None, officer):
        raise cases.NotHeld(case.code)
    case.move(CaseStatus.MERGED, at=at, by=officer)
    case.merged_into_id, case.merged_at, case.officer = into.id, at, None
    case.add(CaseEventKind.MERGED, at=at, by=officer, detail={"into": into.code, "case": into.id})
    into.add(CaseEventKind.MERGED, at=at, by=officer, detail={"from": case.code, "case": case.id})


def may_part(case: Case, *, at: datetime) -> bool:
    """Whether it is merged, and not too long ago to be undone."""
    merged = case.merged_at
    return case.status is CaseStatus.MERGED and merged is not None and at - merged <= UNDO_WITHIN


def part(session: Session, case: Case, officer: Officer, *, at: datetime) -> None:
    """Undoes a merge that was wrong: back into the queue. Raises cases.TooLongAgo, MoveNotAllowed."""
    if case.status is CaseStatus.MERGED and not may_part(case, at=at):
        raise cases.TooLongAgo(case.code)
    into = session.get(Case, case.merged_into_id) if case.merged_into_id is not None else None
    case.move(CaseStatus.NEW, at=at, by=officer)
    case.merged_into_id = case.merged_at = None
    if into is not None:
        case.add(CaseEventKind.MERGED, at=at, by=officer, detail={"apart": into.code, "case": into.id})
        into.add(CaseEventKind.MERGED, at=at, by=officer, detail={"apart": case.code, "case": case.id})


def split(
    session: Session,
    office: Office,
    case: Case,
    officer: Officer,
    *,
    service_id: str | None,
    story: str,
    at: datetime,
) -> Case:
    """The second matter of this case's story as a case of its own. The citizen is texted its code where texts may go.

    `story` is what it is about, in the officer's words.
    """
    other = cases.open_case(
        session, channel=case.channel, contact_id=case.contact_id, at=at, service_id=service_id, story=story
    )
    other.split_from_id, other.helper, other.consent = case.id, case.helper, case.consent
    other.needs = case.needs
    other.add(CaseEventKind.SPLIT, at=at, by=officer, detail={"from": case.code, "case": case.id})
    case.add(CaseEventKind.SPLIT, at=at, by=officer, detail={"to": other.code, "case": other.id})
    clocks.sort(session, office, other, at=at)
    if case.contact.may_text:
        text = letters.case_opened(office, other.code)
        queue_text(session, case.contact, text, at=at, case_id=other.id)
    return other


def related(session: Session, case: Case) -> Sequence[Case]:
    """What was merged into this case or split from it, what it was split from, and what it was merged into."""
    own = [number for number in (case.merged_into_id, case.split_from_id) if number is not None]
    wanted = or_(Case.merged_into_id == case.id, Case.split_from_id == case.id, Case.id.in_(own))
    return session.scalars(select(Case).where(wanted).order_by(Case.id)).all()


def _opened(case: Case) -> Opened:
    return Opened(
        id=case.id,
        contact_id=case.contact_id,
        service_id=case.service_id,
        opened_at=case.opened_at,
        closed=case.status in CLOSED,
    )
