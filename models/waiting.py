"""A caller who waits for an officer: one row from asking for a person to the end of the talk.

waiting ──> ringing ──> connected ──> talked
   ^  │        │
   │  └────────┤ (nobody took it: the next officer, or waiting again)
   │           └──> missed
call_back: they hung up and are rung when their turn comes, at the place that they had
left: they went away, or said that they want something else
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.call import Call
from models.call_back import CallBack
from models.case import Case
from models.columns import Choice, UtcTime
from models.contact import Contact
from models.officer import Officer


class WaitingState(StrEnum):
    WAITING = "waiting"
    RINGING = "ringing"
    CONNECTED = "connected"
    CALL_BACK = "call_back"
    TALKED = "talked"
    LEFT = "left"
    MISSED = "missed"


IN_LINE = frozenset(
    {WaitingState.WAITING, WaitingState.RINGING, WaitingState.CONNECTED, WaitingState.CALL_BACK}
)
"""States in which somebody still waits for an officer, or talks with one."""


class WaitingCaller(Base):
    """One caller in the line for an officer. Which officer is rung is `officer`, or `desk`: the place of a number in
    `telepon_petugas`, where no officer has a telephone of their own."""

    __tablename__ = "waiting_callers"
    __table_args__ = (
        Index("ix_waiting_callers_state", "state", "since"),
        Index("ix_waiting_callers_since", "since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    """The call in which they wait; after a call-back that one."""
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    service_id: Mapped[str | None] = mapped_column(String(40))
    code: Mapped[str | None] = mapped_column(String(8))
    """The code that they named before they asked for a person."""
    asked: Mapped[str | None] = mapped_column(String(20))
    """What they asked before, as an intent of requests.yaml."""
    since: Mapped[datetime] = mapped_column(UtcTime)
    """Their place in the line; a call-back keeps it."""
    state: Mapped[WaitingState] = mapped_column(Choice(WaitingState, 10))
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    """When their call last asked whether it is their turn."""
    told_at: Mapped[datetime | None] = mapped_column(UtcTime)
    told_place: Mapped[int | None]
    """Which place they were told last."""
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), index=True)
    desk: Mapped[int | None]
    ring_token: Mapped[str | None] = mapped_column(String(32), unique=True)
    """Stands in the addresses that brief the officer of this ring."""
    rung_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When the officer's telephone, or for a call-back the caller's, was to ring."""
    passed: Mapped[str] = mapped_column(String(400), default="")
    """Who was rung for this caller and did not take the call, by their keys, with commas."""
    connected_at: Mapped[datetime | None] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    call_back_id: Mapped[int | None] = mapped_column(ForeignKey("call_backs.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)

    call: Mapped[Call] = relationship()
    contact: Mapped[Contact] = relationship()
    officer: Mapped[Officer | None] = relationship()
    call_back: Mapped[CallBack | None] = relationship()
    case: Mapped[Case | None] = relationship()
