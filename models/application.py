"""An application that a citizen made at the MPP, and how its status went."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import Choice, Sealed, UtcTime


class ApplicationStatus(StrEnum):
    """The Indonesian words are what counters write in their lists, so they are the stored values too."""

    RECEIVED = "diterima"
    IN_PROCESS = "diproses"
    INCOMPLETE = "kurang_berkas"
    READY = "siap_diambil"
    COLLECTED = "selesai"
    REFUSED = "ditolak"


class Application(Base):
    """One application, found by its code. The citizen's data stays in the office that made it."""

    __tablename__ = "applications"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    service_id: Mapped[str] = mapped_column(String(40))
    status: Mapped[ApplicationStatus] = mapped_column(Choice(ApplicationStatus, 20))
    missing: Mapped[str | None] = mapped_column(Sealed("applications.missing"))
    """What the citizen must still bring, in their words."""
    expected_on: Mapped[date | None]
    """The day on which the next step is promised."""
    phone: Mapped[str | None] = mapped_column(Sealed("applications.phone"))
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)

    history: Mapped[list["ApplicationEvent"]] = relationship(
        order_by="ApplicationEvent.id", back_populates="application"
    )


class ApplicationEvent(Base):
    """One status that the application had. Rows are added, never changed."""

    __tablename__ = "application_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    status: Mapped[ApplicationStatus] = mapped_column(Choice(ApplicationStatus, 20))
    source: Mapped[str] = mapped_column(String(20))
    """"csv" or "api"."""
    at: Mapped[datetime] = mapped_column(UtcTime)

    application: Mapped[Application] = relationship(back_populates="history")
