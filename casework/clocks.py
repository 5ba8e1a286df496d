"""The time that a case may take: by when it is to be answered and resolved, and what happens when it is late.

    opened ──> 70 % of the time: reminded ──> due: overdue, for the supervisor
       waiting for the citizen stops the clock; what the citizen sends starts it again

Every step is a job in the database, so a crash delays it and loses nothing. Officers' forms stay valid when a
clock only reminds: it does not touch the version of the case.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from casework import jobs, search
from casework.mpp import Mpp
from casework.office import Office
from casework.special_days import with_special_days
from casework.triage import Decision, Matter, Priority
from casework.working_time import due_after, later_by, open_between
from models import (
    CLOSED,
    Application,
    ApplicationStatus,
    Case,
    CaseEvent,
    CaseEventKind,
    CaseStatus,
    Contact,
    Database,
    Job,
    place_in_line,
)

CLOCK = "case_clock"
"""The kind of job that looks after one case's time."""
NEVER = datetime.max.replace(tzinfo=UTC)
REPEATED = timedelta(days=30)
"""Cases of one number within this time are counted together."""
FIRST, WHOLE = "first", "whole"
"""The two clocks of a case: the first answer, and its end."""
STANDING = CLOSED | {CaseStatus.WAITING}
"""States in which the clock of a case stands still."""
_DONE = (ApplicationStatus.READY, ApplicationStatus.COLLECTED, ApplicationStatus.REFUSED)


def sort(session: Session, office: Office, case: Case, *, at: datetime) -> Decision:
    """Sends a new case to its counter, with priority and due times, and says on its timeline which rules did so."""
    decision = office.triage.sort(office.catalogue, _matter(session, case, at))
    mpp = with_special_days(session, office.mpp, at=at)
    case.counter, case.priority, case.kind = decision.counter, decision.priority, decision.kind
    case.clock_from = case.opened_at
    case.first_due_at = due_after(mpp, case.opened_at, decision.first_days)
    case.due_at = due_after(mpp, case.opened_at, max(decision.days, decision.first_days))
    case.needs = case.needs or office.needs.said(case.story or "") or None
    case.add(CaseEventKind.SORTED, at=at, detail=_told(decision))
    search.index(session, office, case)
    _look_again(session, mpp, office, case, at)
    return decision


def sort_again(session: Session, office: Office, case_id: int, *, at: datetime) -> None:
    """The same when more of the story is known, while nobody works on it yet: it may only become more urgent.

    Does not touch the version of the case, so that no open form is refused.
    """
    case = session.get_one(Case, case_id)
    if case.status is not CaseStatus.NEW or case.clock_from is None:
        return
    if case.needs is None and (needs := office.needs.said(case.story or "")):
        _quietly(session, case, needs=needs)
    decision = office.triage.sort(office.catalogue, _matter(session, case, at))
    mpp = with_special_days(session, office.mpp, at=at)
    first = due_after(mpp, case.clock_from, decision.first_days)
    if decision.priority <= case.priority and (case.first_due_at is None or first >= case.first_due_at):
        return
    changed: dict[str, Any] = {
        "counter": decision.counter,
        "priority": max(decision.priority, Priority(case.priority)),
        "kind": decision.kind,
        "first_due_at": min(first, case.first_due_at or first),
        "due_at": due_after(mpp, case.clock_from, max(decision.days, decision.first_days)),
    }
    changed["line"] = place_in_line(changed["priority"], changed["due_at"], case.opened_at)
    _quietly(session, case, **changed)
    session.add(CaseEvent(case_id=case.id, kind=CaseEventKind.SORTED, at=at, detail=_told(decision)))
    session.flush()
    session.refresh(case)
    search.index(session, office, case)
    _look_again(session, mpp, office, case, at)


def keep(session: Session, office: Office, case: Case, *, at: datetime) -> None:
    """Makes the clock, and what it is found by, agree with the case, whatever was done to it; doing so twice changes
    nothing.
    """
    search.index(session, office, case)
    mpp = with_special_days(session, office.mpp, at=at)
    if case.status == CaseStatus.WAITING:
        case.waiting_since = case.waiting_since or at
        return
    if case.waiting_since is not None:
        passed = open_between(mpp, case.waiting_since, at)
        for name in ("clock_from", "first_due_at", "due_at"):
            moment = getattr(case, name)
            if moment is not None:
                setattr(case, name, later_by(mpp, moment, passed))
        case.waiting_since = None
    if case.status not in CLOSED and case.due_at is not None:
        _look_again(session, mpp, office, case, at)


def reopened(session: Session, office: Office, case: Case, *, at: datetime) -> None:
    """The time of a case that is opened again runs anew."""
    mpp = with_special_days(session, office.mpp, at=at)
    kind = office.triage.kinds.get(case.kind)
    case.clock_from, case.told, case.waiting_since = at, "", None
    case.due_at = due_after(mpp, at, kind.days if kind is not None else office.triage.first_days)
    _look_again(session, mpp, office, case, at)


def check(database: Database, office: Office, job: Job) -> None:
    """Does one job of the kind CLOCK: reminds, reports what is late, gives back what nobody opens. Raises LostJob."""
    at = datetime.now(UTC)
    with database.write() as session:
        jobs.must_hold(session, job)
        case = session.get(Case, job.payload["case"], with_for_update=True)
        if case is not None and case.status not in STANDING:
            mpp = with_special_days(session, office.mpp, at=at)
            for moment, told, kind, which in _moments(mpp, office, case):
                if moment <= at and told not in case.told.split():
                    _tell(session, case, told, kind, which, at)
            if _left_alone(mpp, office, case) <= at:
                _back_to_the_queue(case, at)
            _look_again(session, mpp, office, case, at)
        jobs.finish(session, job)


def nearest_due(case: Case) -> datetime | None:
    """By when the next thing of it is to be done; None when its clock stands still."""
    if case.status in STANDING:
        return None
    dues = (case.due_at, case.first_due_at if case.answered_at is None else None)
    return min((due for due in dues if due is not None), default=None)


def is_late(case: Case, at: datetime) -> bool:
    """Whether something of it is due and not done. The clock of a case that waits for the citizen stands still."""
    due = nearest_due(case)
    return due is not None and due <= at


def _moments(mpp: Mpp, office: Office, case: Case) -> Iterator[tuple[datetime, str, CaseEventKind, str]]:
    """When something is to be told: (moment, its name in `told`, kind of event, which clock)."""
    if case.clock_from is None:
        return
    first = case.first_due_at if case.answered_at is None else None
    for which, due in ((FIRST, first), (WHOLE, case.due_at)):
        if due is not None:
            length = open_between(mpp, case.clock_from, due)
            soon = later_by(mpp, case.clock_from, length * office.triage.warn_at)
            yield soon, f"{which}_soon", CaseEventKind.REMINDED, which
            yield due, f"{which}_late", CaseEventKind.OVERDUE, which


def _left_alone(mpp: Mpp, office: Office, case: Case) -> datetime:
    """Until when its officer must have opened it."""
    if case.status != CaseStatus.TAKEN or case.seen_at is None:
        return NEVER
    return due_after(mpp, case.seen_at, office.triage.idle_days)


def _look_again(session: Session, mpp: Mpp, office: Office, case: Case, at: datetime) -> None:
    """A job for the next moment at which something may have to be told."""
    told = case.told.split()
    ahead = [moment for moment, name, _, _ in _moments(mpp, office, case) if name not in told]
    ahead.append(_left_alone(mpp, office, case))
    following = min(ahead)
    if following < NEVER:
        following = max(following, at)
        dedupe = f"{CLOCK}:{case.id}:{following.astimezone(UTC):%Y%m%dT%H%M%S}"
        jobs.enqueue(session, CLOCK, {"case": case.id}, at=following, dedupe=dedupe)


def _tell(session: Session, case: Case, told: str, kind: CaseEventKind, which: str, at: datetime) -> None:
    _quietly(session, case, told=f"{case.told} {told}".strip())
    session.add(CaseEvent(case_id=case.id, kind=kind, at=at, detail={"which": which}))
    session.flush()
    session.refresh(case)


def _back_to_the_queue(case: Case, at: datetime) -> None:
    case.move(CaseStatus.NEW, at=at, by=None)
    case.officer = None


def _quietly(session: Session, case: Case, **values: object) -> None:
    """Changes columns without the version: what an officer has open stays valid."""
    session.flush()
    session.execute(
        update(Case).where(Case.id == case.id).values(**values).execution_options(synchronize_session=False)
    )


def _matter(session: Session, case: Case, at: datetime) -> Matter:
    before = select(func.count()).where(
        Case.contact_id == case.contact_id, Case.id != case.id, Case.opened_at > at - REPEATED
    )
    return Matter(
        service_id=case.service_id,
        story=case.story or "",
        late=_is_promise_broken(session, case, at),
        cases_before=session.scalar(before) or 0,
    )


def _is_promise_broken(session: Session, case: Case, at: datetime) -> bool:
    """Whether an application of this number, for this service when one is known, is past its promised day."""
    late = (
        select(Application.id)
        .join(Contact, Contact.phone_index == Application.phone_index)
        .where(
            Contact.id == case.contact_id,
            Application.expected_on < at.date(),
            Application.status.not_in(_DONE),
        )
    )
    if case.service_id is not None:
        late = late.where(Application.service_id == case.service_id)
    return session.scalar(late.limit(1)) is not None


def _told(decision: Decision) -> dict[str, object]:
    return {
        "counter": decision.counter,
        "priority": int(decision.priority),
        "kind": decision.kind,
        "why": dict(decision.why),
    }
