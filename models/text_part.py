"""Parts of long texts that wait for the others, and who speaks to a carrier that lets in one of us at a time."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import Sealed, UtcTime


class TextPart(Base):
    """One part. It stays for a while after its text was taken, so that a repeat of it is known."""

    __tablename__ = "text_parts"
    __table_args__ = (Index("ix_text_parts_group", "sender_index", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bundle: Mapped[str] = mapped_column(String(32), index=True)
    """The same in all parts of one text."""
    carrier: Mapped[str] = mapped_column(String(20))
    sender: Mapped[str] = mapped_column(Sealed("text_parts.sender"))
    sender_index: Mapped[str] = mapped_column(String(64))
    reference: Mapped[int]
    total: Mapped[int]
    position: Mapped[int]
    octets: Mapped[str] = mapped_column(Sealed("text_parts.octets"))
    """In hexadecimal: a character may be cut in two between parts, so they are read when they are joined."""
    alphabet: Mapped[str] = mapped_column(String(10))
    mark: Mapped[str] = mapped_column(String(32))
    """By which its carrier tells it from the same words again."""
    at: Mapped[datetime] = mapped_column(UtcTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When its text was handed on."""


class CarrierHold(Base):
    """The right to be bound to a carrier, for as long as it is renewed. `place` counts from 0."""

    __tablename__ = "carrier_holds"

    carrier: Mapped[str] = mapped_column(String(20), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token: Mapped[str] = mapped_column(String(32))
    until: Mapped[datetime] = mapped_column(UtcTime)
