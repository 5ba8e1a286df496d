"""A call that we owe a citizen, why, and each time that we rang.

    waiting ──> calling ──> done
       ^           │
       └───────────┴──> unreached   (no more tries)
    dropped: never rung, or not any more; `why` says why

Each row is written in the transaction that causes it, and each try before the carrier is asked: no telephone rings
without a row that says why.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.application import Application
from models.base import Base
from models.call import Call
from models.case import Case
from models.columns import Choice, Sealed, UtcTime
from models.contact import Contact


class CallReason(StrEnum):
    MISSED = "missed"
    """They rang and hung up."""
    ASKED = "asked"
    """They said "hubungi saya"."""
    STATUS = "status"
    """Their application has another status."""
    ANSWER = "answer"
    """An officer answers their case."""
    TURN = "turn"
    """They waited for an officer, hung up, and it is their turn now."""
    TICKET = "ticket"
    """They are to come to a counter tomorrow."""
    OFFICER = "officer"
    """An officer wants to talk with them now."""


class CallBackState(StrEnum):
    WAITING = "waiting"
    CALLING = "calling"
    DONE = "done"
    UNREACHED = "unreached"
    DROPPED = "dropped"


OWED = frozenset({CallBackState.WAITING, CallBackState.CALLING})
"""States in which somebody still waits for our call."""


class TryState(StrEnum):
    """What is known of one try. `unknown`: the carrier gave no answer, so it may or may not ring."""

    PLACING = "placing"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    PLACED = "placed"
    ENDED = "ended"


class CallBack(Base):
    """One call that we owe."""

    __tablename__ = "call_backs"
    __table_args__ = (Index("ix_call_backs_owed", "contact_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"))
    reason: Mapped[CallReason] = mapped_column(Choice(CallReason, 10))
    cause: Mapped[str] = mapped_column(String(80), unique=True)
    """What made us owe it, such as "call:CA...": the same thing never causes two."""
    state: Mapped[CallBackState] = mapped_column(Choice(CallBackState, 10))
    why: Mapped[str | None] = mapped_column(String(40))
    """Why it ended as it did."""
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    """Which officer wants to talk with them."""
    words: Mapped[str | None] = mapped_column(Sealed("call_backs.words"))
    """An officer's answer, to be read out."""
    opened_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When a notice was read to somebody who knew the code."""
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)

    contact: Mapped[Contact] = relationship()
    application: Mapped[Application | None] = relationship()
    case: Mapped[Case | None] = relationship()
    tries: Mapped[list["CallTry"]] = relationship(order_by="CallTry.number", back_populates="call_back")


class CallTry(Base):
    """One ring. `token` stands in the addresses that the carrier asks for it, before we know the carrier's id."""

    __tablename__ = "call_tries"
    __table_args__ = (UniqueConstraint("call_back_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_back_id: Mapped[int] = mapped_column(ForeignKey("call_backs.id"))
    number: Mapped[int]
    token: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[TryState] = mapped_column(Choice(TryState, 10))
    provider_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    status: Mapped[str | None] = mapped_column(String(20))
    """The carrier's last word on it, such as "completed", "busy", "no-answer"; or its code for refusing it."""
    answered_by: Mapped[str | None] = mapped_column(String(30))
    """"human", "machine_start" and so on, where the carrier can tell."""
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"), unique=True)
    """The dialogue, once somebody answered."""
    placed_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    """When it was written down, just before the carrier was asked."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)

    call_back: Mapped[CallBack] = relationship(back_populates="tries")
    call: Mapped[Call | None] = relationship()
