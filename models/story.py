"""What officers add to a recorded story: the draft put right."""

from datetime import datetime

from sqlalchemy import ForeignKey, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.case import STORY, Case, TimelineChanged
from models.columns import Sealed, UtcTime
from models.officer import Officer
from models.own_key import told


class StoryCorrection(Base):
    """One correction of a draft; the `before` of the first is what the machine wrote. Rows are never changed."""

    __tablename__ = "story_corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kept_before: Mapped[str] = mapped_column("before", Sealed("story_corrections.before"))
    kept_after: Mapped[str] = mapped_column("after", Sealed("story_corrections.after"))
    """Under the key of the case: see Case.own."""
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)

    case: Mapped[Case] = relationship()
    officer: Mapped[Officer] = relationship()

    @property
    def before(self) -> str | None:
        """What stood there; None once the key of the case is forgotten."""
        return told(self.case.data_key, self.kept_before, STORY)

    @property
    def after(self) -> str | None:
        """What stands there since."""
        return told(self.case.data_key, self.kept_after, STORY)


@event.listens_for(StoryCorrection, "before_update")
def _history_stays(mapper: object, connection: object, target: StoryCorrection) -> None:
    raise TimelineChanged(f"row {target.id} of case {target.case_id} is history and stays as it is")
