"""That something changed, for open pages: a row for each case or waiting caller that a transaction touched, and for
each counter and officer that a case left, so that it vanishes from their lists too.

Written in that transaction by itself, so no page misses what was committed. Rows carry ids and are forgotten soon.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Index, String, event, insert, inspect
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.case import Case, CaseEvent
from models.columns import Choice, UtcTime
from models.waiting import WaitingCaller


class NewsKind(StrEnum):
    OPENED = "opened"
    CHANGED = "changed"
    CALLER = "caller"
    """Somebody waits for an officer, or does no longer."""


class News(Base):
    """One change. `subject` is the id of the case, or of the waiting caller; `counter` and `officer_id` say which
    counter and which officer a case has left, if it has.
    """

    __tablename__ = "news"
    __table_args__ = (Index("ix_news_at", "at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[NewsKind] = mapped_column(Choice(NewsKind, 10))
    subject: Mapped[int]
    counter: Mapped[str] = mapped_column(String(40), default="")
    officer_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcTime)


@event.listens_for(Session, "after_flush")
def _tell(session: Session, context: object) -> None:
    """Writes the news of what this flush brought; each change of a transaction once."""
    told: set[Told] = session.info.setdefault("news", set())
    found = {news for thing in (*session.new, *session.dirty) if (news := _news_of(session, thing))}
    opened = {one.subject for one in found | told if one.kind is NewsKind.OPENED}
    fresh = {one for one in found - told if one.kind is not NewsKind.CHANGED or one.subject not in opened}
    left = {one.subject for one in fresh | told if one.left}
    fresh = {one for one in fresh if one.left or one.kind is not NewsKind.CHANGED or one.subject not in left}
    if fresh:
        told |= fresh
        at = datetime.now(UTC)
        rows = [{**one._asdict(), "at": at} for one in sorted(fresh, key=lambda one: (one.kind, one.subject))]
        session.connection().execute(insert(News), rows)


class Told(NamedTuple):
    """One change that is told."""

    kind: NewsKind
    subject: int
    counter: str = ""
    officer_id: int | None = None

    @property
    def left(self) -> bool:
        """Whether the case went elsewhere."""
        return self.counter != "" or self.officer_id is not None


def _before(thing: Case, name: str) -> Any:
    """What stood there before it was changed; None when it was not."""
    gone = inspect(thing).attrs[name].history.deleted
    return gone[0] if gone else None


def _news_of(session: Session, thing: Any) -> Told | None:
    if isinstance(thing, Case):
        if thing in session.new:
            return Told(NewsKind.OPENED, thing.id)
        if session.is_modified(thing):
            return Told(
                NewsKind.CHANGED, thing.id, _before(thing, "counter") or "", _before(thing, "officer_id")
            )
        return None
    if isinstance(thing, CaseEvent) and thing in session.new:
        return Told(NewsKind.CHANGED, thing.case_id)
    if isinstance(thing, WaitingCaller):
        state = inspect(thing).attrs
        if (
            thing in session.new
            or state.state.history.has_changes()
            or state.officer_id.history.has_changes()
        ):
            return Told(NewsKind.CALLER, thing.id)
    return None
