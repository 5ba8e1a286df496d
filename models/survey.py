"""What callers think of the service."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import UtcTime


class SurveyMark(Base):
    """One answer to one question of the satisfaction survey (Permenpan RB 14/2017: nine elements, marks 1 to 4)."""

    __tablename__ = "survey_marks"
    __table_args__ = (UniqueConstraint("call_id", "element"), Index("ix_survey_marks_at", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("calls.id"))
    element: Mapped[str] = mapped_column(String(20))
    """Which of the nine: "prosedur", "petugas", ..."""
    mark: Mapped[int]
    """1 is bad, 4 is very good."""
    at: Mapped[datetime] = mapped_column(UtcTime)
