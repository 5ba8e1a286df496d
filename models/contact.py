"""A citizen as we know them: one telephone number."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import Choice, Sealed, UtcTime

if TYPE_CHECKING:
    from models.wish import ContactWish


class Reach(StrEnum):
    """How a citizen wants to be told of news."""

    CALL = "call"
    TEXT = "text"
    BOTH = "both"


class Contact(Base):
    """One telephone number. A number is a hint who is calling, never a proof: phones are shared."""

    __tablename__ = "contacts"
    __table_args__ = (
        Index("ix_contacts_block", "block_index", "created_at"),
        Index("ix_contacts_created", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(Sealed("contacts.phone"))
    """E.164, or whatever the carrier gave when that is not a number (a hidden caller)."""
    phone_index: Mapped[str] = mapped_column(String(64), unique=True)
    block_index: Mapped[str | None] = mapped_column(String(64))
    """The same for all numbers that differ in their last three digits only: to notice made-up neighbours."""
    can_text: Mapped[bool]
    """Whether a text can reach it: an Indonesian mobile number."""
    stopped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When the citizen said BERHENTI. Answers to their own questions still go out; notices do not."""
    reach: Mapped[Reach | None] = mapped_column(Choice(Reach, 10))
    """How they want news. Nothing chosen: no news of an application; an officer's answer as a text."""
    no_calls_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When somebody said "jangan hubungi lagi": no telephone rings by itself until they ask for it."""
    no_texts_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When somebody asked for no texts to this number, because others read them; replies to texts still go out."""
    shared: Mapped[bool] = mapped_column(default=False)
    """Whether somebody said that several people use it: then nothing goes on where another call broke off."""
    pace: Mapped[str] = mapped_column(String(10), default="normal")
    """How fast we speak to whoever rings from here, as they chose last."""
    louder: Mapped[bool] = mapped_column(default=False)
    wrong_codes: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)
    """After too many wrong codes, on any channel."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When they withdrew their consent: no notices, no calls of ours, no drafts, no training from then on."""
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When the number was deleted; the row stays for what is counted."""
    created_at: Mapped[datetime] = mapped_column(UtcTime)

    wishes: Mapped[list["ContactWish"]] = relationship(order_by="ContactWish.id", back_populates="contact")

    @property
    def may_text(self) -> bool:
        """Whether we may text here without having been texted."""
        return self.can_text and self.no_texts_at is None
