"""MPP officers, their signed-in browsers, and wrong tries at signing in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import Sealed, UtcTime


class Officer(Base):
    """A person at the MPP who works on cases, or looks after those who do."""

    __tablename__ = "officers"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change: Mapped[bool] = mapped_column(default=False)
    """Whether the password was given to them for one signing in, and a new one is due."""
    active: Mapped[bool] = mapped_column(default=True)
    roles: Mapped[Any] = mapped_column(JSON, default=list, nullable=False)
    """Values of casework.roles.Role."""
    counters: Mapped[Any] = mapped_column(JSON, default=list, nullable=False)
    """The counters (loket) whose cases are theirs, by the names in content/."""
    phone: Mapped[str | None] = mapped_column(Sealed("officers.phone"))
    """E.164: where callers are put through to. None: this officer is never rung."""
    services: Mapped[Any] = mapped_column(JSON, default=list, nullable=False)
    """Ids of the services whose callers they are rung for; none: all."""
    duty: Mapped[Any] = mapped_column(JSON, default=dict, nullable=False)
    """Day ("senin") to the hours ("08.00-12.00") on which they are there otherwise than the MPP is open."""
    at_work: Mapped[bool] = mapped_column(default=True)
    """Their own switch; off: they have a break."""
    failed_logins: Mapped[int] = mapped_column(default=0)
    """In a row, from browsers that never signed in as them."""
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)
    """For such browsers."""
    totp_secret: Mapped[str | None] = mapped_column(Sealed("officers.totp_secret"))
    """Of the second factor, in base 32."""
    totp_on: Mapped[bool] = mapped_column(default=False)
    """Whether they have shown that their telephone knows the secret."""
    totp_step: Mapped[int] = mapped_column(default=0)
    """The last half minute whose code was used: each works once."""
    recovery: Mapped[Any] = mapped_column(JSON, default=list, nullable=False)
    """Keyed hashes of the recovery codes that are left."""
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class OfficerSession(Base):
    """One signed-in browser. The cookie holds a random token, the table only its hash."""

    __tablename__ = "officer_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    half: Mapped[bool] = mapped_column(default=False)
    """Whether only the password was right so far, and the second factor is still asked for."""
    browser: Mapped[str] = mapped_column(String(60), default="")
    """Which browser on what, for its owner to know it again."""
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)

    officer: Mapped[Officer] = relationship()


class SignInTries(Base):
    """Wrong tries from one place, in the database so that a restart forgives nothing."""

    __tablename__ = "sign_in_tries"

    place: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A keyed hash of an address, a browser, or an officer's second factor."""
    failed: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime] = mapped_column(UtcTime)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)
