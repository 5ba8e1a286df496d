"""An officer's own day: what they hold, sorted by how soon it must be done. Pure but for one look at the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer, joinedload

from casework import clocks
from casework.case_queue import Among
from casework.cases import HELD
from models import Case, CaseStatus

SOON = timedelta(days=1)
"""What is due within this time is to be done today."""
MOST = 100
"""Held cases that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One officer's cases, the most pressing first in each part."""

    overdue: list[Case] = field(default_factory=list)
    soon: list[Case] = field(default_factory=list)
    rest: list[Case] = field(default_factory=list)
    waiting: list[Case] = field(default_factory=list)
    """They wait for the citizen."""


def sorted_work(cases: Iterable[Case], at: datetime) -> Work:
    """Which part each case belongs to."""
    work = Work()
    for case in cases:
        due = clocks.nearest_due(case)
        if case.status is CaseStatus.WAITING:
            work.waiting.append(case)
        elif clocks.is_late(case, at):
            work.overdue.append(case)
        elif due is not None and due - at <= SOON:
            work.soon.append(case)
        else:
            work.rest.append(case)
    return work


def work_of(session: Session, officer_id: int, at: datetime) -> Work:
    """What this officer holds, with officers and contacts loaded."""
    held = (
        select(Case)
        .where(Case.officer_id == officer_id, Case.status.in_(HELD))
        .options(
            joinedload(Case.officer), joinedload(Case.contact), defer(Case.kept_story), defer(Case.needs)
        )
        .order_by(Case.line, Case.id)
        .limit(MOST)
    )
    return sorted_work(session.scalars(held), at)


def late_in_queue(session: Session, among: Among) -> int:
    """How many of these cases nobody works on; `among.late_at` says that they are overdue."""
    wanted = select(func.count()).select_from(Case).where(Case.status == CaseStatus.NEW, *among.where())
    return session.scalar(wanted) or 0
