"""What was answered and resolved within its time (casework/clocks.py), by counter and by class of case.

Cases count in the period in which they were opened. Time spent waiting for the citizen is in nobody's disfavour: the
due times have moved on by it. Cases that were merged into another are counted apart: the other one is answered.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from casework.office import Office
from casework.reports.period import Period
from casework.reports.table import Column, Picture, Row, Table, Unit, guarded, share
from models import Case, CaseStatus

COLUMNS = (
    Column(name="Kasus"),
    Column(name="Dijawab tepat waktu", unit=Unit.PERCENT),
    Column(name="Dijawab terlambat"),
    Column(name="Belum dijawab, masih ada waktu"),
    Column(name="Selesai tepat waktu", unit=Unit.PERCENT),
    Column(name="Selesai terlambat"),
    Column(name="Belum selesai, masih ada waktu"),
    Column(name="Digabung"),
    Column(name="Orang"),
)
MERGED = Case.status == CaseStatus.MERGED
TOLD = (
    "Kasus yang dibuka dalam masa ini dan punya batas waktu. Terlambat termasuk yang belum dijawab atau belum "
    "selesai sesudah batasnya. Persen dihitung dari yang sudah pasti tepat atau terlambat. Yang digabung ke kasus "
    "lain dihitung sendiri, tidak di kolom sebelumnya."
)


def tables(session: Session, office: Office, period: Period, *, at: datetime) -> tuple[Table, ...]:
    """By counter, and by class."""
    kinds = {key: kind.name for key, kind in office.triage.kinds.items()}
    return (
        _table(
            "waktu-loket", "Tepat waktu menurut loket", "Loket", {}, _by(session, period, Case.counter, at)
        ),
        _table(
            "waktu-kelas", "Tepat waktu menurut kelas", "Kelas", kinds, _by(session, period, Case.kind, at)
        ),
    )


def _by(
    session: Session, period: Period, group: InstrumentedAttribute[str], at: datetime
) -> dict[str, tuple[int, ...]]:
    """By group: (cases, answered in time, late, open; resolved in time, late, open; merged, people)."""
    first = _counts(Case.answered_at, Case.first_due_at, at)
    whole = _counts(Case.resolved_at, Case.due_at, at)
    rows = session.execute(
        select(
            group,
            func.count().filter(~MERGED),
            *first,
            *whole,
            func.count().filter(MERGED),
            func.count(Case.contact_id.distinct()),
        )
        .where(Case.opened_at >= period.begins, Case.opened_at < period.ends, Case.due_at.is_not(None))
        .group_by(group)
    )
    return {row[0]: tuple(int(number) for number in row[1:]) for row in rows}


def _counts(
    done: InstrumentedAttribute[datetime | None], due: InstrumentedAttribute[datetime | None], at: datetime
) -> list[ColumnElement[int]]:
    """In time, late, still to do. One that waits for its citizen is not late: its clock stands."""
    open_late = done.is_(None) & (due < at) & Case.waiting_since.is_(None)
    return [
        func.count().filter(~MERGED, done <= due),
        func.count().filter(~MERGED, (done > due) | open_late),
        func.count().filter(~MERGED, done.is_(None) & ~((due < at) & Case.waiting_since.is_(None))),
    ]


def _table(
    key: str, title: str, heading: str, names: Mapping[str, str], found: Mapping[Any, tuple[int, ...]]
) -> Table:
    most = sorted(found, key=lambda group: (-found[group][0], group))
    return Table(
        key=key,
        title=title,
        told=TOLD,
        heading=heading,
        columns=COLUMNS,
        rows=guarded([_row(names.get(group, group) or "Belum ditentukan", found[group]) for group in most]),
        picture=Picture.BARS,
        drawn=(1, 4),
    )


def _row(name: str, counts: tuple[int, ...]) -> Row:
    cases, soon, soon_late, soon_open, done, done_late, done_open, merged, people = counts
    values = (
        cases,
        share(soon, soon + soon_late),
        soon_late,
        soon_open,
        share(done, done + done_late),
        done_late,
        done_open,
        merged,
        people,
    )
    return Row(name=name, values=values, people=people)
