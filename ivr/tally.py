"""What is counted of a call while it goes on, for the reports: what its caller got, by keys or by speech, how fast we
spoke, and whose regional words were heard. Kinds and counts only: nothing of what was said.
"""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.call_commands import AnswerFound, CallPlanned, NoticeConfirmed
from casework.commands import ApplicationFound, CaseFound, CaseOpened, OpeningFound, Outcome, TextQueued
from casework.waiting_commands import PlaceKept
from casework.words import Words
from ivr.lines import OF_SERVICE
from ivr.position import Position
from ivr.values import Heard, Line, Pressed, Said, TransferEnded
from models import Call, CameTo

ONE_AFTER_ANOTHER = timedelta(days=1)
"""Calls of one number within this time are attempts at the same."""
TELLS = (AnswerFound, ApplicationFound, CaseFound, NoticeConfirmed, OpeningFound, TextQueued)
HANDS_OVER = (CallPlanned, CaseOpened, PlaceKept)
_ORDER = tuple(CameTo)


def begin(session: Session, call: Call) -> None:
    """Says the how manieth try this is."""
    before = select(func.count()).where(
        Call.contact_id == call.contact_id,
        Call.id != call.id,
        Call.started_at > call.started_at - ONE_AFTER_ANOTHER,
        Call.started_at <= call.started_at,
    )
    call.attempt = (session.scalar(before) or 0) + 1
    call.came_to = CameTo.NOTHING


def count(
    call: Call,
    words: Words,
    heard: Heard,
    position: Position,
    outcomes: Iterable[Outcome],
    said: Iterable[Line],
) -> None:
    """Adds one turn: what was heard, what casework answered, what was said, and where the dialogue stands now."""
    if call.came_to is not None:  # a call that began before calls were counted stays uncounted
        call.came_to = max(call.came_to, _came_to(heard, outcomes, said), key=_ORDER.index)
    call.pace = position.pace
    call.service_id = position.answers.get("layanan") or call.service_id
    if position.missed:
        call.missed += 1
    elif isinstance(heard, Pressed):
        call.keyed += 1
    elif isinstance(heard, Said):
        call.spoken += 1
        call.region = region_of(words, heard.words) or call.region


def region_of(words: Words, said: str) -> str | None:
    """The region whose word for yes, no or a figure is among these; None without one."""
    return next((words.region_of[word] for word in said.split() if word in words.region_of), None)


def _came_to(heard: Heard, outcomes: Iterable[Outcome], said: Iterable[Line]) -> CameTo:
    if isinstance(heard, TransferEnded) and heard.answered:
        return CameTo.TALKED
    outcomes = tuple(outcomes)
    if any(isinstance(outcome, HANDS_OVER) for outcome in outcomes):
        return CameTo.HANDED
    told = any(isinstance(outcome, TELLS) for outcome in outcomes)
    told = told or any(OF_SERVICE.intersection(line.values) - {"layanan", "produk"} for line in said)
    return CameTo.TOLD if told else CameTo.NOTHING
