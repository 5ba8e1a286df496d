"""What a citizen wishes of us, and who said so."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.case import TimelineChanged
from models.columns import Choice, Sealed, UtcTime
from models.contact import Contact
from models.officer import Officer


class Wish(StrEnum):
    """How we may reach them, and what the telephone is."""

    NO_CALLS = "no_calls"
    CALLS = "calls"
    NO_TEXTS = "no_texts"
    TEXTS = "texts"
    NO_NOTICES = "no_notices"
    NOTICES = "notices"
    SHARED = "shared"
    OWN = "own"
    """Not shared any more."""


class ContactWish(Base):
    """One wish of one telephone number. Rows are added, never changed or removed."""

    __tablename__ = "contact_wishes"

    id: Mapped[int] = mapped_column(primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), index=True)
    wish: Mapped[Wish] = mapped_column(Choice(Wish, 20))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    """Who wrote it down; empty: the citizen's own call or text."""
    reason: Mapped[str | None] = mapped_column(Sealed("contact_wishes.reason"))
    """Why an officer set aside what had been wished."""
    at: Mapped[datetime] = mapped_column(UtcTime)

    contact: Mapped[Contact] = relationship(back_populates="wishes")
    officer: Mapped[Officer | None] = relationship()


@event.listens_for(ContactWish, "before_update")
@event.listens_for(ContactWish, "before_delete")
def _history_stays(mapper: object, connection: object, target: ContactWish) -> None:
    raise TimelineChanged(f"wish {target.id} of contact {target.contact_id} is history and stays as it is")
