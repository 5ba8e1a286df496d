"""A telephone call, what was said in each turn, and the recordings made."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import Choice, Sealed, SealedJson, UtcTime
from models.contact import Contact


class CameTo(StrEnum):
    """What a caller got, the most last: nothing, an answer, something written down for officers, a talk with one."""

    NOTHING = "nothing"
    TOLD = "told"
    HANDED = "handed"
    TALKED = "talked"


class Call(Base):
    """One call, by the carrier's own id. `position` is where the dialogue stands, stored after each turn."""

    __tablename__ = "calls"
    __table_args__ = (Index("ix_calls_started_at", "started_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[str] = mapped_column(String(64), unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcTime)
    position: Mapped[Any] = mapped_column(SealedJson("calls.position"), nullable=True)
    turn: Mapped[int] = mapped_column(default=0)
    """How many turns were taken. A webhook for another turn than this one is late and changes nothing."""
    streamed: Mapped[bool] = mapped_column(default=False)
    """Whether the media stream was opened: it opens once, so its token is of no use to anyone after that."""

    came_to: Mapped[CameTo | None] = mapped_column(Choice(CameTo, 10))
    """What its caller got from it so far; empty for calls from before this was kept."""
    attempt: Mapped[int] = mapped_column(default=1)
    """The how manieth call of this number within a day."""
    pace: Mapped[str] = mapped_column(String(10), default="normal")
    """How fast we spoke at its end."""
    region: Mapped[str | None] = mapped_column(String(20))
    """Whose regional words were heard, as content/words.yaml names the region; never where somebody is."""
    service_id: Mapped[str | None] = mapped_column(String(40))
    """The service that it was about last."""
    keyed: Mapped[int] = mapped_column(default=0)
    spoken: Mapped[int] = mapped_column(default=0)
    missed: Mapped[int] = mapped_column(default=0)
    """Answers that were understood by key, and by speech; and what was not understood, silences included."""

    contact: Mapped[Contact] = relationship()
    turns: Mapped[list["CallTurn"]] = relationship(order_by="CallTurn.number", back_populates="call")


class CallTurn(Base):
    """What was heard and answered once. Only the milliseconds are filled in afterwards."""

    __tablename__ = "call_turns"
    __table_args__ = (
        UniqueConstraint("call_id", "number"),
        Index("ix_call_turns_missed", "at", "step", "missed", "heard_kind", "call_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    number: Mapped[int]
    step: Mapped[str] = mapped_column(String(40))
    """The step of the dialogue in which this was heard."""
    heard_kind: Mapped[str] = mapped_column(String(20))
    heard: Mapped[str | None] = mapped_column(Sealed("call_turns.heard"))
    """Words or keys, as understood."""
    confidence: Mapped[float | None]
    said: Mapped[str] = mapped_column(Sealed("call_turns.said"))
    """What the line answered, as a person reads it."""
    voiced: Mapped[str] = mapped_column(Sealed("call_turns.voiced"))
    """The same in words for the voice, a line each."""
    waits_for: Mapped[str] = mapped_column(String(20))
    ms_to_first_audio: Mapped[int | None]
    """From the end of the caller's speech (or their key) to the first sound of the answer."""
    way: Mapped[str | None] = mapped_column(Text)
    """The steps that the dialogue reached in this turn, one after the other; empty before they were kept."""
    missed: Mapped[bool] = mapped_column(default=False)
    """Whether nobody understood it, or nothing was heard where something was waited for."""
    at: Mapped[datetime] = mapped_column(UtcTime)

    call: Mapped[Call] = relationship(back_populates="turns")


class Recording(Base):
    """A caller's free speech. The sound lies sealed in a file; this row says which and until when."""

    __tablename__ = "recordings"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"), index=True)
    provider_url: Mapped[str | None] = mapped_column(Sealed("recordings.provider_url"))
    """Where the carrier keeps it, when the carrier recorded it."""
    file: Mapped[str | None] = mapped_column(String(80))
    """Its name in the recordings folder; empty until fetched from the carrier, and after deletion."""
    data_key: Mapped[str | None] = mapped_column(Sealed("recordings.data_key"))
    """What the file is sealed with, forgotten with it: so a copy of the file elsewhere cannot be heard either. Empty
    for a file from before recordings had keys of their own."""
    seconds: Mapped[float]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcTime)

    call: Mapped[Call] = relationship()
