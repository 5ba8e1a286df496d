"""Officers who watch (pantau) a case: they see on their own page that something happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session, defer, joinedload

from models import Case, CaseWatch

MOST = 50
"""Watched cases that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One case that an officer watches. `news`: it changed since they last had it open."""

    case: Case
    news: bool


def watch(session: Session, case_id: int, officer_id: int, *, at: datetime) -> None:
    """From now on. Doing so twice changes nothing. Does not touch the case."""
    if session.get(CaseWatch, (case_id, officer_id)) is None:
        session.add(CaseWatch(case_id=case_id, officer_id=officer_id, seen_at=at))
        session.flush()


def unwatch(session: Session, case_id: int, officer_id: int) -> None:
    """No more."""
    session.execute(delete(CaseWatch).where(CaseWatch.case_id == case_id, CaseWatch.officer_id == officer_id))


def is_watched(session: Session, case_id: int, officer_id: int) -> bool:
    """Whether this officer watches it."""
    return session.get(CaseWatch, (case_id, officer_id)) is not None


def seen(session: Session, case_id: int, officer_id: int, *, at: datetime) -> None:
    """They have it open: nothing of it is news to them."""
    own = (CaseWatch.case_id == case_id) & (CaseWatch.officer_id == officer_id)
    session.execute(update(CaseWatch).where(own).values(seen_at=at))


def watched(session: Session, officer_id: int, seen: Sequence[ColumnElement[bool]] = ()) -> list[Watched]:
    """What this officer watches, what changed last first. `seen`: what makes a case theirs to see."""
    rows = session.execute(
        select(Case, CaseWatch.seen_at)
        .join(CaseWatch, CaseWatch.case_id == Case.id)
        .where(CaseWatch.officer_id == officer_id, *seen)
        .options(
            joinedload(Case.officer), joinedload(Case.contact), defer(Case.kept_story), defer(Case.needs)
        )
        .order_by(Case.updated_at.desc(), Case.id)
        .limit(MOST)
    )
    return [Watched(case=case, news=case.updated_at > seen_at) for case, seen_at in rows]
