"""MPP officers and their signed-in browsers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import Sealed, UtcTime


class Officer(Base):
    """A person at the MPP who works on cases."""

    __tablename__ = "officers"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)
    administrator: Mapped[bool] = mapped_column(default=False)
    """Whether they may say whose telephones the line rings."""
    phone: Mapped[str | None] = mapped_column(Sealed("officers.phone"))
    """E.164: where callers are put through to. None: this officer is never rung."""
    services: Mapped[Any] = mapped_column(JSON, default=list)
    """Ids of the services that they take; none: all."""
    duty: Mapped[Any] = mapped_column(JSON, default=dict)
    """Day ("senin") to the hours ("08.00-12.00") on which they are there otherwise than the MPP is open."""
    at_work: Mapped[bool] = mapped_column(default=True)
    """Their own switch; off: they have a break."""
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class OfficerSession(Base):
    """One signed-in browser. The cookie holds a random token, the table only its hash."""

    __tablename__ = "officer_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)

    officer: Mapped[Officer] = relationship()
