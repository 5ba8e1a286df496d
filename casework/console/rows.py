"""Cases as rows of a list: finished words, the number masked. Knows no HTTP and no queries."""

from dataclasses import dataclass
from datetime import datetime

from casework import clocks
from casework.console import wording
from casework.office import Office
from casework.phones import masked
from casework.triage import Priority
from models import CLOSED, Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case in the list."""

    id: int
    code: str
    service: str
    age: str
    channel: str
    number: str
    recorded: bool
    officer: str
    mine: bool
    due: str
    late: bool
    priority: str
    urgent: int
    counter: str
    status: str
    status_name: str
    tags: list[str]
    news: bool = False
    """Something happened since the officer last had it open."""


def row(case: Case, office: Office, officer_id: int, now: datetime, *, news: bool = False) -> Row:
    """The case for this officer's eyes. Its officer and contact are loaded."""
    closed = case.status in CLOSED
    return Row(
        id=case.id,
        code=case.code,
        service=wording.service(office.catalogue, case.service_id),
        age=wording.ago(now - case.updated_at) if closed else wording.lasted(now - case.opened_at),
        channel=wording.CHANNEL[case.channel],
        number=masked(case.contact.phone) or wording.number(""),
        recorded=case.recording_id is not None,
        officer=case.officer.name if case.officer is not None else "",
        mine=case.officer_id == officer_id and not closed,
        due=_due(case, office, now),
        late=clocks.is_late(case, now),
        priority=wording.PRIORITY[Priority(case.priority)],
        urgent=case.priority,
        counter=case.counter,
        status=case.status,
        status_name=wording.STATUS[case.status],
        tags=case.tags.split(),
        news=news,
    )


def _due(case: Case, office: Office, now: datetime) -> str:
    """The nearest of its times; "" when its clock stands still."""
    nearest = clocks.nearest_due(case)
    return "" if nearest is None else wording.due(nearest, now, office.mpp.timezone)
