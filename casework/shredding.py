"""Forgetting what a case says: at the end of its time, or because the citizen asks.

The key of the case goes, and with it its story and every correction, wherever copies of the sealed bytes lie; its
recording goes with a key of its own. What stands under the main key (notes, texts, turns of its call) is overwritten.
What stays is what is counted: that there was a case, of which service, when, and how long it took.

A backup from before still holds the key as it was then: it goes with the backups' own time (docs/operasi.md). Runs
inside the caller's transaction and commits nothing.
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from casework import recordings
from models import (
    CLOSED,
    Call,
    CallBack,
    CallTurn,
    Case,
    CaseDocument,
    CaseEvent,
    Delivery,
    Message,
    Recording,
    StoryCorrection,
)
from models.history import lifted

EMPTY = {"heard": None, "said": "", "voiced": ""}
"""A turn of which only the figures are left."""


class StillOpen(ValueError):
    """The case is not done: it cannot be forgotten."""


def shred(session: Session, folder: Path, case: Case, *, at: datetime) -> None:
    """Forgets it. Doing it again changes nothing. Raises StillOpen."""
    if case.status not in CLOSED:
        raise StillOpen(case.code)
    if case.shredded_at is not None:
        return
    case.data_key, case.kept_story, case.needs, case.helper, case.shredded_at = None, None, None, None, at
    session.flush()
    session.execute(delete(StoryCorrection).where(StoryCorrection.case_id == case.id))
    session.execute(delete(CaseDocument).where(CaseDocument.case_id == case.id))
    told = Recording.id == case.recording_id
    if case.call_id is not None:
        told |= Recording.call_id == case.call_id
    for recording in session.scalars(select(Recording).where(told)):
        recordings.forget(recording, folder, at=at)
    session.execute(update(Message).where(Message.case_id == case.id).values(body=""))
    session.execute(update(CallBack).where(CallBack.case_id == case.id).values(words=None))
    if case.call_id is not None:
        session.execute(update(CallTurn).where(CallTurn.call_id == case.call_id).values(EMPTY))
    _forget_notes(session, case.id)


def forget_calls_and_texts(session: Session, folder: Path, contact_id: int, *, at: datetime) -> None:
    """What a number said and wrote without a case: turns, recordings and texts. What waits to be sent goes too."""
    calls = select(Call.id).where(Call.contact_id == contact_id)
    session.execute(update(CallTurn).where(CallTurn.call_id.in_(calls)).values(EMPTY))
    session.execute(update(Call).where(Call.contact_id == contact_id).values(position=None))
    for recording in session.scalars(select(Recording).where(Recording.call_id.in_(calls))):
        recordings.forget(recording, folder, at=at)
    session.execute(update(Message).where(Message.contact_id == contact_id).values(body=""))
    waits = (Message.contact_id == contact_id) & (Message.delivery == Delivery.QUEUED)
    session.execute(update(Message).where(waits).values(delivery=Delivery.FAILED, error="forgotten"))


def _forget_notes(session: Session, case_id: int) -> None:
    """That something was noted stays on the timeline, and by whom; what was noted does not."""
    events = CaseEvent.metadata.tables["case_events"]
    with lifted(session, "case_events"):
        for event in session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id)).all():
            if isinstance(event.detail, dict) and "text" in event.detail:
                kept = {key: value for key, value in event.detail.items() if key != "text"}
                session.execute(events.update().where(events.c.id == event.id).values(detail=kept))
                session.expire(event)
