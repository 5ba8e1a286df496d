"""The audit log: who did what to what, and when. Ids only, never what was seen or written.

Each entry carries a keyed hash of itself and of the entry before it, so that nobody who has the database alone
can change, remove or slip in one unseen. Knows nothing of who may read it.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.case import TimelineChanged
from models.columns import Choice, Sealed, UtcTime
from models.officer import Officer


class Deed(StrEnum):
    """What can be done that is worth knowing later."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED = "locked"
    CODE_FAILED = "code_failed"
    RECOVERY_USED = "recovery_used"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    SECOND_FACTOR_ON = "second_factor_on"
    SECOND_FACTOR_OFF = "second_factor_off"
    RECOVERY_RENEWED = "recovery_renewed"
    REASON_GIVEN = "reason_given"
    CASE_SEEN = "case_seen"
    RECORDING_HEARD = "recording_heard"
    NIK_SEEN = "nik_seen"
    APPLICATION_SEEN = "application_seen"
    CONTACT_SEEN = "contact_seen"
    OFFICER_ADDED = "officer_added"
    OFFICER_CHANGED = "officer_changed"
    OFFICER_STOPPED = "officer_stopped"
    OFFICER_BACK = "officer_back"
    PASSWORD_RESET = "password_reset"  # noqa: S105
    SECOND_FACTOR_RESET = "second_factor_reset"
    SETTING_CHANGED = "setting_changed"
    CONTENT_CHANGED = "content_changed"
    EXPORTED = "exported"
    IMPORTED = "imported"
    STORY_CORRECTED = "story_corrected"
    CONSENT_SAID = "consent_said"
    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"
    BACKED_UP = "backed_up"
    PRIVACY_ASKED = "privacy_asked"
    PRIVACY_CLOSED = "privacy_closed"


class AuditEntry(Base):
    """One line of the log, numbered without gaps. Rows are added, never changed or removed."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_who", "officer_id", "deed", "about", "about_id"),
        Index("ix_audit_entries_about", "about", "about_id"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    deed: Mapped[Deed] = mapped_column(Choice(Deed, 30), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    """Who did it; empty: nobody who is known, or the command line."""
    about: Mapped[str] = mapped_column(String(20))
    """What kind of thing it was done to ("case", "officer"), or ""."""
    about_id: Mapped[int | None]
    detail: Mapped[Any] = mapped_column(JSON, nullable=False)
    """Names of roles, counters, fields; never a person's data."""
    reason: Mapped[str | None] = mapped_column(Sealed("audit_entries.reason"))
    """Why, in the words of who did it, where a reason is asked for."""
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    """The `seal` of the entry before, "" for the first: so no entry can have two successors."""
    seal: Mapped[str] = mapped_column(String(64))

    officer: Mapped[Officer | None] = relationship()


@event.listens_for(AuditEntry, "before_update")
@event.listens_for(AuditEntry, "before_delete")
def _history_stays(mapper: object, connection: object, target: AuditEntry) -> None:
    raise TimelineChanged(f"audit entry {target.number} is history and stays as it is")
