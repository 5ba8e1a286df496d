"""What a citizen and the line were just texting about. One row for each telephone number, overwritten."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import SealedJson, UtcTime


class TextConversation(Base):
    """The memory of one conversation. Nothing in it counts once it is old."""

    __tablename__ = "text_conversations"

    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), primary_key=True)
    memory: Mapped[Any] = mapped_column(SealedJson("text_conversations.memory"), nullable=True)
    """What `sms.conversation.Memory` wrote."""
    at: Mapped[datetime] = mapped_column(UtcTime)
    """When the citizen last texted."""
