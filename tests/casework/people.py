"""A caller and two officers, and cases between them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from casework import cases, merging
from models import CaseStatus, Database, Officer

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Ids of a caller with a call and a recording, and of two officers."""

    contact: int
    call: int
    recording: int
    siti: int
    budi: int


def a_case(
    database: Database, people: People, *, status: CaseStatus = CaseStatus.NEW, at: datetime = NOW
) -> int:
    """A case in this state; taken, waiting and resolved ones are Siti's, merged ones have another beside them."""
    with database.write() as session:
        case = cases.open_case(session, channel="text", contact_id=people.contact, at=at)
        siti = session.get_one(Officer, people.siti)
        if status is CaseStatus.MERGED:
            into = cases.open_case(session, channel="text", contact_id=people.contact, at=at)
            merging.merge(case, into, siti, at=at)
        elif status is not CaseStatus.NEW:
            cases.take(case, siti, at=at)
        if status is CaseStatus.WAITING:
            cases.wait(case, siti, at=at)
        if status is CaseStatus.RESOLVED:
            cases.resolve(case, siti, "Sudah jadi.", at=at)
        return case.id
