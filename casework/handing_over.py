"""Cases that change hands: one is given to an officer of its counter, and those of an officer who leaves go back to
the queue. Every step is on the timeline.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import cases, clocks
from casework.office import Office
from casework.roles import Right, rights_of, sees
from models import CLOSED, Case, CaseEventKind, CaseStatus, MoveNotAllowed, Officer


class CannotHold(ValueError):
    """This officer may not work on cases of that counter, or left."""


def can_hold(officer: Officer, counter: str) -> bool:
    """Whether cases of this counter may be given to this officer."""
    rights = rights_of(officer.roles)
    there = sees(rights, officer.counters, officer.id, counter=counter, holder=None)
    return officer.active and Right.WORK_CASES in rights and there


def takers(session: Session, case: Case) -> list[Officer]:
    """Whom this case may be given to, by name."""
    everybody = session.scalars(select(Officer).where(Officer.active).order_by(Officer.name, Officer.id))
    return [one for one in everybody if one.id != case.officer_id and can_hold(one, case.counter)]


def may_give(officer: Officer, case: Case) -> bool:
    """Whether this officer may give it away: what is new or their own; with the right to reassign, any open one."""
    rights = rights_of(officer.roles)
    if case.status in CLOSED:
        return False
    free = case.status == CaseStatus.NEW or case.officer in (None, officer)
    return Right.REASSIGN in rights or (Right.WORK_CASES in rights and free)


def give(case: Case, to: Officer, reason: str, *, by: Officer | None, at: datetime) -> None:
    """The officer `to` has it from now, as it is: one that waits for its citizen goes on waiting. Raises CannotHold,
    MoveNotAllowed when it is closed, cases.NotHeld when a colleague has it and `by` may not give their cases. `by`
    None: the line itself, which gives what is new.
    """
    if case.status in CLOSED:
        raise MoveNotAllowed(case.status, CaseStatus.TAKEN)
    if not (case.status == CaseStatus.NEW if by is None else may_give(by, case)):
        raise cases.NotHeld(case.code)
    if not can_hold(to, case.counter):
        raise CannotHold(case.code)
    if case.status == CaseStatus.NEW:
        case.move(CaseStatus.TAKEN, at=at, by=by)
    case.officer, case.seen_at = to, at
    case.add(CaseEventKind.GIVEN, at=at, by=by, detail={"to": to.name, "to_id": to.id, "text": reason})


def put_back_all(
    session: Session, office: Office, officer: Officer, *, by: Officer | None, at: datetime
) -> int:
    """Everything that this officer holds goes back to the queue. Returns how many cases that were."""
    held = list(
        session.scalars(
            select(Case).where(Case.officer_id == officer.id, Case.status.in_(cases.HELD)).order_by(Case.id)
        )
    )
    for case in held:
        if case.status == CaseStatus.WAITING:
            case.move(CaseStatus.TAKEN, at=at, by=by)
        case.move(CaseStatus.NEW, at=at, by=by)
        case.officer = None
        clocks.keep(session, office, case, at=at)
    return len(held)
