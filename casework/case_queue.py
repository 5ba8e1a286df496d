"""The queue: which cases an officer sees, in which order, one page after another.

A page is one stretch of an index, found by the last case of the page before it, so that the last of 100,000 cases
comes as fast as the first. Knows no HTTP.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session, defer, joinedload

from casework import search
from casework.cases import HELD
from casework.clocks import STANDING
from models import CLOSED, Case, CaseStatus

PAGE = 50
"""Cases on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Among:
    """Which cases are meant at all. `counters` with `officer_id`: those of these counters, of none, and those that
    the officer holds, as casework.roles.sees says of one case; None: all. `counter`: of this one, "" for any.
    `late_at`: only those that something is overdue of at this moment.
    """

    counter: str = ""
    counters: tuple[str, ...] | None = None
    officer_id: int | None = None
    late_at: datetime | None = None

    def where(self) -> list[ColumnElement[bool]]:
        """The conditions."""
        found = [Case.counter == self.counter] if self.counter else []
        if self.counters is not None:
            found.append(or_(Case.counter.in_(("", *self.counters)), Case.officer_id == self.officer_id))
        if self.late_at is not None:
            found.append(late(self.late_at))
        return found


ALL = Among()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases of `among`. What is left at its default is not asked for."""

    status: CaseStatus
    among: Among = ALL
    service_id: str = ""
    priority: int | None = None
    holder: int | None = None
    """Only those that this officer has."""
    opened_from: datetime | None = None
    opened_before: datetime | None = None
    words: str = ""
    """All of these, for the full-text search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some cases with officer and contact loaded, without their stories. `after` leads to the next page."""

    cases: list[Case]
    after: int | None


def page(session: Session, wanted: Wanted, *, after: int | None = None, limit: int = PAGE) -> Page:
    """The most urgent first, then by when they are due; closed ones the newest first.

    `after` is the id of the last case of the page before.
    """
    closed = wanted.status in CLOSED
    last = session.get(Case, after) if after is not None else None
    chosen = select(Case).where(*_conditions(session, wanted))
    if closed:
        chosen = chosen.order_by(Case.updated_at.desc(), Case.id.desc())
        if last is not None:
            chosen = chosen.where(tuple_(Case.updated_at, Case.id) < tuple_(last.updated_at, last.id))
    else:
        chosen = chosen.order_by(Case.line, Case.id)
        if last is not None:
            chosen = chosen.where(tuple_(Case.line, Case.id) > tuple_(last.line, last.id))
    chosen = chosen.options(
        joinedload(Case.officer), joinedload(Case.contact), defer(Case.kept_story), defer(Case.needs)
    )
    found = list(session.scalars(chosen.limit(limit + 1)))
    more = len(found) > limit
    return Page(cases=found[:limit], after=found[limit - 1].id if more else None)


def count_by_status(session: Session, among: Among = ALL) -> dict[CaseStatus, int]:
    """How many cases are in each state; states without a case count 0."""
    rows = session.execute(
        select(Case.status, func.count()).where(*among.where()).group_by(Case.status)
    ).all()
    found = {CaseStatus(status): count for status, count in rows}
    return {status: found.get(status, 0) for status in CaseStatus}


def count_held(session: Session, officer_id: int) -> dict[CaseStatus, int]:
    """How many cases this officer works on, and waits with; states without a case are left out."""
    rows = session.execute(
        select(Case.status, func.count())
        .where(Case.officer_id == officer_id, Case.status.in_(HELD))
        .group_by(Case.status)
    ).all()
    return {CaseStatus(status): count for status, count in rows}


def late(at: datetime) -> ColumnElement[bool]:
    """Whether something of a case is overdue at this moment: clocks.is_late, for the database."""
    overdue = or_(Case.due_at <= at, and_(Case.first_due_at <= at, Case.answered_at.is_(None)))
    return and_(Case.status.not_in(STANDING), overdue)


def _conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Case.status == wanted.status, *wanted.among.where()]
    if wanted.service_id:
        found.append(Case.service_id == wanted.service_id)
    if wanted.priority is not None:
        found.append(Case.priority == wanted.priority)
    if wanted.holder is not None:
        found.append(Case.officer_id == wanted.holder)
    if wanted.opened_from is not None:
        found.append(Case.opened_at >= wanted.opened_from)
    if wanted.opened_before is not None:
        found.append(Case.opened_at < wanted.opened_before)
    if wanted.words:
        found.append(search.has_words(session, wanted.words))
    return found
