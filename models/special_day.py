"""A day on which the MPP opens otherwise than its file says, as officers wrote it down."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import UtcTime
from models.officer import Officer


class SpecialDay(Base):
    """The hours of one day; the last that was written for a day holds."""

    __tablename__ = "special_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    hours: Mapped[str] = mapped_column(String(60))
    """Stretches like "08.00-11.30, 13.00-15.00"; "" when it is closed."""
    reason: Mapped[str] = mapped_column(String(80))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)

    officer: Mapped[Officer] = relationship()
