"""What callers think of the service: marks for elements of the satisfaction survey (SKM) that every MPP must hold."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import SurveyMark


def keep(session: Session, call_id: int, element: str, mark: int, *, at: datetime) -> None:
    """One mark for each element and call; a second one replaces the first."""
    found = session.scalar(
        select(SurveyMark).where(SurveyMark.call_id == call_id, SurveyMark.element == element)
    )
    if found is None:
        session.add(SurveyMark(call_id=call_id, element=element, mark=mark, at=at))
    else:
        found.mark = mark
