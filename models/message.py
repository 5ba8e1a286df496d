"""Texts, in and out, and the carrier's receipts for them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import Choice, Sealed, UtcTime
from models.contact import Contact


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class Delivery(StrEnum):
    """What is known of a text. `unknown`: the carrier gave no answer, so it may or may not have been sent."""

    RECEIVED = "received"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Purpose(StrEnum):
    """Why we write. An answer is to somebody who asked, or whom an officer answers; a notice comes by itself."""

    ANSWER = "answer"
    NOTICE = "notice"


FINAL = frozenset({Delivery.DELIVERED, Delivery.FAILED})
"""Once here, a text stays here: receipts come late, twice and out of order."""


class Message(Base):
    """One text. A queued row is the outbox: it was written in the transaction that caused it."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_out", "delivery", "id"),
        Index("ix_messages_route", "route", "handed_at"),
        Index("ix_messages_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    direction: Mapped[Direction] = mapped_column(Choice(Direction, 3))
    provider_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    body: Mapped[str] = mapped_column(Sealed("messages.body"))
    delivery: Mapped[Delivery] = mapped_column(Choice(Delivery, 10))
    error: Mapped[str | None] = mapped_column(String(80))
    """Why it failed: the carrier's code, never its free text."""
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(Choice(Purpose, 10), default=Purpose.ANSWER)
    route: Mapped[str | None] = mapped_column(String(20))
    """The carrier that has it, or that may have it. None: none has."""
    handed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When that carrier was asked to take it, last."""
    cost: Mapped[int | None]
    """What that carrier takes for it, in rupiah."""
    held: Mapped[str | None] = mapped_column(String(20))
    """Why a queued text still waits: a key of `casework.text_limits.HELD`."""
    released_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When an officer said that it may go in spite of the caps."""
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)

    contact: Mapped[Contact] = relationship()


class Receipt(Base):
    """One status that a carrier reported. Kept even when it changes nothing."""

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("provider_id", "status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    provider_id: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20))
    error: Mapped[str | None] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcTime)
