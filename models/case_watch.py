"""Which officers watch (pantau) which cases."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import UtcTime


class CaseWatch(Base):
    """One officer watches one case."""

    __tablename__ = "case_watches"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), primary_key=True, index=True)
    seen_at: Mapped[datetime] = mapped_column(UtcTime)
    """When they last had the case open: what came later is news to them."""
