"""Files of applications that officers upload: kept for a day, looked through, and taken row by row.

Runs inside the caller's transaction. Knows no HTTP.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from casework.application_files import Refused, Row, read_rows
from casework.applications import ApplicationRefused, Change, change_of
from casework.office import Office
from models import ApplicationUpload

KEEP = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A row of a file and what taking it would do."""

    row: Row
    change: Change


class NoUpload(LookupError):
    """This officer has no such file, or not any more."""


def keep(session: Session, officer_id: int, content: str, *, at: datetime) -> ApplicationUpload:
    """Remembers the file of this officer."""
    upload = ApplicationUpload(officer_id=officer_id, content=content, at=at)
    session.add(upload)
    session.flush()
    return upload


def upload_of(session: Session, upload_id: int, officer_id: int) -> ApplicationUpload:
    """The officer's own file. Raises NoUpload."""
    upload = session.get(ApplicationUpload, upload_id)
    if upload is None or upload.officer_id != officer_id:
        raise NoUpload(upload_id)
    return upload


def planned(session: Session, office: Office, content: str) -> Iterator[Planned | Refused]:
    """What taking the file would do, line by line. Changes nothing."""
    seen: dict[str, int] = {}
    for row in read_rows(content, _services(office)):
        if isinstance(row, Refused):
            yield row
            continue
        if row.data.code in seen:
            reason = f"kode ini sudah ada di baris {seen[row.data.code]}"
            yield Refused(line=row.line, reason=reason, code="twice", cells=row.cells)
            continue
        seen[row.data.code] = row.line
        try:
            yield Planned(row=row, change=change_of(session, row.data))
        except ApplicationRefused as error:
            yield Refused(line=row.line, reason=str(error), code=error.code, cells=row.cells)


def good(rows: Iterable[Planned | Refused]) -> list[Row | Refused]:
    """The rows to take, and those that cannot be."""
    return [one if isinstance(one, Refused) else one.row for one in rows]


def forget_old(session: Session, *, at: datetime) -> None:
    """Deletes files that are older than a day, with the numbers in them."""
    session.execute(delete(ApplicationUpload).where(ApplicationUpload.at < at - KEEP))


def _services(office: Office) -> Sequence[str]:
    return [service.id for service in office.catalogue.services]
