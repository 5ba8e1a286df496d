"""A citizen as we know them: one telephone number."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import Sealed, UtcTime


class Contact(Base):
    """One telephone number. A number is a hint who is calling, never a proof: phones are shared."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(Sealed("contacts.phone"))
    """E.164, or whatever the carrier gave when that is not a number (a hidden caller)."""
    phone_index: Mapped[str] = mapped_column(String(64), unique=True)
    can_text: Mapped[bool]
    """Whether a text can reach it: an Indonesian mobile number."""
    stopped_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When the citizen said BERHENTI. Answers to their own questions still go out; notices do not."""
    wrong_codes: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)
    """After too many wrong codes, on any channel."""
    created_at: Mapped[datetime] = mapped_column(UtcTime)
