"""What happened at an MPP, put straight into the database for reports to count."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from casework.contacts import contact_for
from casework.office import Office
from casework.reports import report
from casework.reports.table import Table
from models import (
    Call,
    CallTurn,
    CameTo,
    Case,
    CaseStatus,
    Contact,
    Database,
    Delivery,
    Direction,
    Message,
    WaitingCaller,
    WaitingState,
)

AT = datetime(2026, 11, 10, 3, tzinfo=UTC)
"""Ten in the morning of the MPP that ships."""
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
_codes = count(10_000_000)


def people(session: Session, database: Database, how_many: int) -> list[Contact]:
    """So many telephone numbers."""
    return [
        contact_for(session, database.vault, f"0812345{n:05}", at=AT)
        for n in range(10_000, 10_000 + how_many)
    ]


def call(session: Session, contact: Contact, **values: Any) -> Call:
    """A call that was told something, unless said otherwise."""
    given = {"started_at": AT, "came_to": CameTo.TOLD, "keyed": 2, **values}
    row = Call(provider_id=f"CA{next(_codes)}", contact_id=contact.id, **given)
    session.add(row)
    session.flush()
    return row


def turns(
    session: Session, call: Call, step: str, kinds: Iterable[tuple[str, bool]], at: datetime = AT
) -> None:
    """Turns of a call at one step: (what was heard, whether it was missed)."""
    for number, (kind, missed) in enumerate(kinds, 1):
        session.add(
            CallTurn(call_id=call.id, number=number, step=step, heard_kind=kind, said="", voiced="",
                     waits_for="ask", way="", missed=missed, at=at)
        )  # fmt: skip


def case(session: Session, contact: Contact, **values: Any) -> Case:
    """A case that is due in three days, and whole in five."""
    given = {
        "status": CaseStatus.NEW, "channel": "call", "service_id": "ktp_hilang", "opened_at": AT,
        "updated_at": AT, "counter": "Kependudukan", "kind": "ringan", "clock_from": AT,
        "first_due_at": AT + timedelta(days=3), "due_at": AT + timedelta(days=5), **values,
    }  # fmt: skip
    row = Case(code=str(next(_codes)), contact_id=contact.id, **given)
    session.add(row)
    session.flush()
    return row


def text(session: Session, contact: Contact, at: datetime = AT) -> None:
    """A text that came in."""
    session.add(
        Message(direction=Direction.IN, contact_id=contact.id, body="halo", delivery=Delivery.RECEIVED,
                created_at=at)
    )  # fmt: skip


def waited(
    session: Session,
    call: Call,
    minutes: float,
    state: WaitingState = WaitingState.TALKED,
    since: datetime = AT,
) -> None:
    """Somebody who waited for an officer."""
    session.add(
        WaitingCaller(call_id=call.id, contact_id=call.contact_id, since=since, state=state, seen_at=since,
                      connected_at=since + timedelta(minutes=minutes))
    )  # fmt: skip


def table(database: Database, office: Office, key: str, at: datetime = AT) -> Table:
    """One table of November."""
    with database.read() as session:
        found = report(session, office, FIRST, LAST, at=at).table(key)
    assert found is not None
    return found


def rows(table: Table) -> dict[str, tuple[Any, ...]]:
    """Values by name."""
    return {row.name: row.values for row in table.rows}
