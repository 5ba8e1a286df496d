"""Cases that change hands by somebody else's doing: a supervisor gives one to an officer, and those of an officer who
leaves go back to the queue. Every step is on the timeline.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import cases, clocks
from casework.office import Office
from casework.roles import Right, rights_of, sees
from models import Case, CaseStatus, Officer


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


def give(case: Case, to: Officer, reason: str, *, by: Officer, at: datetime) -> None:
    """The officer `to` works on it from now. Raises CannotHold, MoveNotAllowed."""
    if not can_hold(to, case.counter):
        raise CannotHold(case.code)
    if case.status == CaseStatus.TAKEN:
        case.move(CaseStatus.NEW, at=at, by=by)
    case.move(CaseStatus.TAKEN, at=at, by=by)
    case.officer = to
    cases.note(case, by, f"Diserahkan kepada {to.name}. Alasan: {reason}", at=at)


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
