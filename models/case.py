"""A case: something a citizen handed to the officers, its status, and its timeline.

    new ──> taken ──> resolved
     │        │  ^        │
     │        v  │        └──> taken   (reopened)
     └──> waiting (for the citizen)

What turns out to be about another case's matter is merged into that one, and comes back to new when that was wrong.
`Case.move` is the only way to change the status, and every change is on the timeline.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.application import Application
from models.base import Base
from models.call import Call, Recording
from models.columns import Choice, Sealed, SealedJson, UtcTime
from models.contact import Contact
from models.officer import Officer
from models.own_key import kept, told
from models.vault import new_key

STORY = "cases.story"


class CaseStatus(StrEnum):
    NEW = "new"
    TAKEN = "taken"
    WAITING = "waiting"
    RESOLVED = "resolved"
    MERGED = "merged"
    """Closed, because another case is about the same matter."""


MOVES: dict[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.NEW: frozenset({CaseStatus.TAKEN, CaseStatus.MERGED}),
    CaseStatus.TAKEN: frozenset({CaseStatus.WAITING, CaseStatus.RESOLVED, CaseStatus.NEW, CaseStatus.MERGED}),
    CaseStatus.WAITING: frozenset({CaseStatus.TAKEN, CaseStatus.RESOLVED, CaseStatus.NEW, CaseStatus.MERGED}),
    CaseStatus.RESOLVED: frozenset({CaseStatus.TAKEN}),
    CaseStatus.MERGED: frozenset({CaseStatus.NEW}),
}
CLOSED = frozenset({CaseStatus.RESOLVED, CaseStatus.MERGED})
"""States in which nothing is to be done any more."""


class MoveNotAllowed(ValueError):
    """The case cannot go from its status to that one."""

    def __init__(self, at: CaseStatus, to: CaseStatus) -> None:
        super().__init__(f"a case cannot move from {at} to {to}")
        self.at, self.to = at, to


class CaseEventKind(StrEnum):
    OPENED = "opened"
    MOVED = "moved"
    NOTED = "noted"
    TEXT_SENT = "text_sent"
    TEXT_RECEIVED = "text_received"
    RECORDING_ADDED = "recording_added"
    CALL_PLANNED = "call_planned"
    CALL_ENDED = "call_ended"
    SORTED = "sorted"
    FORWARDED = "forwarded"
    REMINDED = "reminded"
    OVERDUE = "overdue"
    CORRECTED = "corrected"
    """The draft of the story was put right."""
    GIVEN = "given"
    MERGED = "merged"
    SPLIT = "split"
    NEEDS_SET = "needs_set"
    DOCUMENT = "document"
    LINKED = "linked"
    ANSWER_DROPPED = "answer_dropped"


class Case(Base):
    """One matter. `version` lets two officers who edit at once notice each other."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_queue", "status", "priority", "due_at"),
        Index("ix_cases_opened_at", "opened_at"),
        Index("ix_cases_newest", "status", "updated_at", "id"),
        Index("ix_cases_line", "status", "line", "id"),
        Index("ix_cases_counter_line", "counter", "status", "line"),
        Index("ix_cases_service_line", "service_id", "status", "line"),
        Index("ix_cases_shredded", "shredded_at", "resolved_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    status: Mapped[CaseStatus] = mapped_column(Choice(CaseStatus, 10), index=True)
    service_id: Mapped[str | None] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(10))
    """casework.commands.Channel."""
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"), index=True)
    recording_id: Mapped[int | None] = mapped_column(ForeignKey("recordings.id"))
    data_key: Mapped[str | None] = mapped_column(Sealed("cases.data_key"))
    """What its story and the corrections of it are sealed with. Once it is forgotten nobody can read them."""
    kept_story: Mapped[str | None] = mapped_column("story", Sealed(STORY))
    """The story under that key: see `story`."""
    shredded_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When its time was over, or the citizen asked for it, and what it said was forgotten."""
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcTime)
    counter: Mapped[str] = mapped_column(String(40), default="", index=True)
    """The counter (loket) whose work it is."""
    priority: Mapped[int] = mapped_column(default=0)
    """casework.triage.Priority."""
    kind: Mapped[str] = mapped_column(String(20), default="")
    """Its class (kelas) in content/triage.yaml."""
    clock_from: Mapped[datetime | None] = mapped_column(UtcTime)
    """From when its time is counted. Waiting for the citizen moves this and both dues on."""
    first_due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """By when the citizen is to have a first answer."""
    due_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """By when it is to be resolved."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When the citizen had their first answer."""
    waiting_since: Mapped[datetime | None] = mapped_column(UtcTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When its officer took it or last opened it."""
    told: Mapped[str] = mapped_column(String(60), default="")
    """What of its time was told already, separated by spaces: see casework/clocks.py."""
    line: Mapped[int] = mapped_column(BigInteger, default=0)
    """Its place in the queue, see `place_in_line`; kept by itself."""
    needs: Mapped[Any] = mapped_column(SealedJson("cases.needs"), nullable=True)
    """What the citizen needs to come in: ids of casework.needs."""
    helper: Mapped[str | None] = mapped_column(String(20))
    """Who told it for the citizen ("keluarga"), when it was not they themselves."""
    consent: Mapped[bool | None]
    """Whether the helper said that the citizen agrees."""
    tags: Mapped[str] = mapped_column(String(200), default="")
    """Officers' own words to find it by, never about a person; separated by spaces."""
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    """The case that this one's matter is dealt with in."""
    merged_at: Mapped[datetime | None] = mapped_column(UtcTime)
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    """The case whose story this matter was told in too."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it from the class)

    contact: Mapped[Contact] = relationship()
    call: Mapped[Call | None] = relationship()
    recording: Mapped[Recording | None] = relationship()
    officer: Mapped[Officer | None] = relationship()
    application: Mapped[Application | None] = relationship()
    timeline: Mapped[list["CaseEvent"]] = relationship(order_by="CaseEvent.id", back_populates="case")

    @property
    def story(self) -> str | None:
        """The citizen's words: their text, or a draft of what they said."""
        return told(self.data_key, self.kept_story, STORY)

    @story.setter
    def story(self, words: str | None) -> None:
        self.kept_story = None if words is None else self.own(words)

    def own(self, words: str) -> str:
        """These words under the key of this case, which is made when it is first needed."""
        self.data_key = self.data_key or new_key()
        return kept(self.data_key, words, STORY)

    def move(self, to: CaseStatus, *, at: datetime, by: Officer | None) -> None:
        """Changes the status and says so on the timeline. Raises MoveNotAllowed."""
        if to not in MOVES[self.status]:
            raise MoveNotAllowed(self.status, to)
        self.add(CaseEventKind.MOVED, at=at, by=by, detail={"from": self.status, "to": to})
        self.status = to
        self.resolved_at = at if to is CaseStatus.RESOLVED else None
        self.seen_at = at if to is CaseStatus.TAKEN else self.seen_at

    def add(
        self, kind: CaseEventKind, *, at: datetime, by: Officer | None = None, detail: Any = None
    ) -> None:
        """Appends to the timeline."""
        self.updated_at = at
        self.timeline.append(CaseEvent(kind=kind, at=at, officer=by, detail=detail))


URGENCY, DUE = 10**18, 10**10
"""More than any time due, and more than any time opened in seconds."""
MOST_URGENT = 2


def place_in_line(priority: int, due_at: datetime | None, opened_at: datetime) -> int:
    """Its place in the queue: the smaller the sooner. By urgency, then by the minute it is due, then by its age.

    One number of 63 bits, so that a page of the queue is one stretch of an index.
    """
    opened = int(opened_at.timestamp())
    due = int(due_at.timestamp()) if due_at is not None else opened
    return (MOST_URGENT - priority) * URGENCY + due // 60 * DUE + opened


@event.listens_for(Case, "before_insert")
@event.listens_for(Case, "before_update")
def _into_line(mapper: object, connection: object, target: Case) -> None:
    target.line = place_in_line(target.priority or 0, target.due_at, target.opened_at)


class CaseEvent(Base):
    """One line of a case's timeline. Rows are added, never changed or removed."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[CaseEventKind] = mapped_column(Choice(CaseEventKind, 20))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    detail: Mapped[Any] = mapped_column(SealedJson("case_events.detail"), nullable=True)
    at: Mapped[datetime] = mapped_column(UtcTime)

    case: Mapped[Case] = relationship(back_populates="timeline")
    officer: Mapped[Officer | None] = relationship()


class TimelineChanged(RuntimeError):
    """Somebody tried to rewrite history."""


@event.listens_for(CaseEvent, "before_update")
@event.listens_for(CaseEvent, "before_delete")
def _history_stays(mapper: object, connection: object, target: CaseEvent) -> None:
    raise TimelineChanged(f"event {target.id} of case {target.case_id} is history and stays as it is")
