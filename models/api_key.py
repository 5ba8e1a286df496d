"""Other systems: their keys, how often they ask, and what they were answered, so that repeating does nothing."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import Sealed, UtcTime


class ApiKey(Base):
    """The key of one system. Only its hash is kept: who lost a key gets another one."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 in hex; the key is 32 random bytes, so nothing slower is needed."""
    rights: Mapped[str] = mapped_column(String(200))
    """casework.api_keys.Right, separated by spaces."""
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)


class ApiUse(Base):
    """How often a system asked in the minute that it asked in last."""

    __tablename__ = "api_uses"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    minute: Mapped[datetime] = mapped_column(UtcTime)
    count: Mapped[int]
    used_at: Mapped[datetime] = mapped_column(UtcTime)


class ApiAnswer(Base):
    """What a system was answered under an Idempotency-Key of its own."""

    __tablename__ = "api_answers"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the Idempotency-Key."""
    request: Mapped[str] = mapped_column(String(64))
    """SHA-256 of what was asked: the same key for something else is a mistake."""
    status: Mapped[int]
    body: Mapped[str] = mapped_column(Sealed("api_answers.body"))
    at: Mapped[datetime] = mapped_column(UtcTime)
