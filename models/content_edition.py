"""Editions of the content: what editors changed of the values that ship, as drafts and as published."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import UtcTime
from models.officer import Officer


class ContentEdition(Base):
    """All changes that hold together. The published one with the highest number is what the line says; the one that
    is not published yet is the draft, of which there is one at most.
    """

    __tablename__ = "content_editions"

    id: Mapped[int] = mapped_column(primary_key=True)
    edits: Mapped[Any] = mapped_column(JSON, nullable=False)
    """Place of a value to what is written there. No citizen's data can be in it."""
    version: Mapped[int] = mapped_column()
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    """Who wrote last in it."""
    at: Mapped[datetime] = mapped_column(UtcTime)
    note: Mapped[str] = mapped_column(String(200), default="")
    """Why, for colleagues."""
    published_at: Mapped[datetime | None] = mapped_column(UtcTime, index=True)

    officer: Mapped[Officer] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  (SQLAlchemy reads it from the class)
