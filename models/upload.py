"""A file of applications that an officer uploaded and looks through before it is taken."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import Sealed, UtcTime


class ApplicationUpload(Base):
    """One file, for a day."""

    __tablename__ = "application_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    content: Mapped[str] = mapped_column(Sealed("application_uploads.content"))
    at: Mapped[datetime] = mapped_column(UtcTime)
    taken_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """When its good rows were taken."""
