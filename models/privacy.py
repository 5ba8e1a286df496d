"""What a citizen agreed to and in which words, what they ask of us by law, and what was forgotten.

Consents are added and never changed: the last one of a number, case and purpose counts. A request runs against three
days (UU 27/2022 articles 30 to 41) and is closed once, with what was done.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.case import TimelineChanged
from models.columns import Choice, Sealed, UtcTime
from models.contact import Contact
from models.officer import Officer


class ConsentPurpose(StrEnum):
    """What is agreed to."""

    RECORDING = "recording"
    """That their story is recorded."""
    TRAINING = "training"
    """That the recording trains the recogniser."""


class ConsentWording(Base):
    """The words that were used to ask, so that later it is known what somebody agreed to."""

    __tablename__ = "consent_wordings"

    version: Mapped[str] = mapped_column(String(12), primary_key=True)
    """The beginning of the words' own SHA-256: other words are another version by themselves."""
    words: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(UtcTime)


class Consent(Base):
    """One yes or no."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    purpose: Mapped[ConsentPurpose] = mapped_column(Choice(ConsentPurpose, 20))
    given: Mapped[bool]
    wording: Mapped[str] = mapped_column(ForeignKey("consent_wordings.version"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    """Who asked and wrote it down; empty: the line itself."""
    at: Mapped[datetime] = mapped_column(UtcTime)

    officer: Mapped[Officer | None] = relationship()


class RequestKind(StrEnum):
    """What the law lets a citizen ask for."""

    ACCESS = "access"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"
    DELETION = "deletion"


class PrivacyRequest(Base):
    """One request in the register."""

    __tablename__ = "privacy_requests"
    __table_args__ = (Index("ix_privacy_requests_due", "closed_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    kind: Mapped[RequestKind] = mapped_column(Choice(RequestKind, 12))
    asked: Mapped[str] = mapped_column(Sealed("privacy_requests.asked"))
    """What they want, in short."""
    identity: Mapped[str] = mapped_column(Sealed("privacy_requests.identity"))
    """How the officer saw that it is they themselves."""
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    """Who took it in."""
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    refused: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None] = mapped_column(Sealed("privacy_requests.outcome"))
    """What was done, or why it could not be."""

    contact: Mapped[Contact] = relationship()
    officer: Mapped[Officer] = relationship(foreign_keys=officer_id)
    closed_by: Mapped[Officer | None] = relationship(foreign_keys=closed_by_id)


class Purged(Base):
    """How many of one class of data went in one run of the purge."""

    __tablename__ = "purged"
    __table_args__ = (Index("ix_purged_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    data_class: Mapped[str] = mapped_column(String(20))
    """A name of casework.retention."""
    count: Mapped[int]


@event.listens_for(Consent, "before_update")
@event.listens_for(ConsentWording, "before_update")
def _history_stays(mapper: object, connection: object, target: object) -> None:
    raise TimelineChanged("what somebody agreed to is history and stays as it is")
