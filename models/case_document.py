"""A document that a citizen is to bring for a case, or that is there already."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import Sealed, UtcTime


class CaseDocument(Base):
    """One document of one case."""

    __tablename__ = "case_documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    name: Mapped[str] = mapped_column(Sealed("case_documents.name"))
    """As the citizen reads it: "KK asli"."""
    added_at: Mapped[datetime] = mapped_column(UtcTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When the citizen was last asked for it."""
    done_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """Since when it is there."""
