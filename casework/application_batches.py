"""Takes many applications: every good row, a few in each transaction, so that no call waits for a whole file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from casework.application_files import Refused, Row
from casework.applications import ApplicationRefused, ChangeKind, put_application
from models import Database

AT_ONCE = 50
"""Rows of one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What became of the rows."""

    added: int
    changed: int
    unchanged: int
    refused: tuple[Refused, ...]


def put_all(database: Database, rows: Iterable[Row | Refused], *, source: str, at: datetime) -> Import:
    """Takes them, each at most once. Rows before one that cannot be taken stay taken; taking all again changes
    nothing.
    """
    counts = dict.fromkeys(ChangeKind, 0)
    refused: list[Refused] = []
    rows = list(rows)
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        try:
            done = _put(database, some, source, at)
        except IntegrityError:  # another process put the same new code at this moment: now it is known
            done = _put(database, some, source, at)
        for one in done:
            if isinstance(one, Refused):
                refused.append(one)
            else:
                counts[one] += 1
    return Import(
        added=counts[ChangeKind.ADDED],
        changed=counts[ChangeKind.CHANGED],
        unchanged=counts[ChangeKind.SAME],
        refused=tuple(refused),
    )


def _put(
    database: Database, rows: Sequence[Row | Refused], source: str, at: datetime
) -> list[ChangeKind | Refused]:
    done: list[ChangeKind | Refused] = []
    with database.write() as session:
        for row in rows:
            if isinstance(row, Refused):
                done.append(row)
                continue
            try:
                done.append(put_application(session, database.vault, row.data, source=source, at=at))
            except ApplicationRefused as error:
                done.append(Refused(line=row.line, reason=str(error), code=error.code, cells=row.cells))
    return done
