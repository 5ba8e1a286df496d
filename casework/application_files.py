"""Reading applications from a CSV file: every good row is taken, every bad one named by its line and reason."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from casework.applications import ApplicationData, ApplicationRefused
from models import ApplicationStatus

REQUIRED = ("kode", "layanan", "status")
OPTIONAL = ("kurang", "janji", "telepon")
"""kurang: what the citizen must still bring; janji: the promised day, 2026-11-24; telepon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A line of the file (the heading is line 1) that was not taken, and why, in Indonesian."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What became of a file."""

    added: int
    known: int
    refused: tuple[Refused, ...]


def import_applications(
    content: str, *, services: Iterable[str], put: Callable[[ApplicationData], bool]
) -> Import:
    """Reads the file and hands each good row to `put`, which says whether it was new.

    A heading that lacks a column is one refusal of line 1, and nothing is taken.
    """
    known_services = frozenset(services)
    rows = csv.DictReader(
        io.StringIO(content.removeprefix("\ufeff"), newline=None), dialect=_dialect(content), strict=False
    )
    absent = [name for name in REQUIRED if name not in (rows.fieldnames or ())]
    if absent:
        return Import(
            added=0, known=0, refused=(Refused(line=1, reason=f"kolom {', '.join(absent)} tidak ada"),)
        )
    added = known = 0
    refused = []
    for row in rows:
        line = rows.line_num
        if not any(row.values()):
            continue  # spreadsheets leave rows of empty cells at the end
        try:
            if put(_data(row, known_services)):
                added += 1
            else:
                known += 1
        except ApplicationRefused as error:
            refused.append(Refused(line=line, reason=str(error)))
    return Import(added=added, known=known, refused=tuple(refused))


def _dialect(content: str) -> type[csv.Dialect]:
    heading = content.split("\n", 1)[0]
    return type("Rows", (csv.excel,), {"delimiter": ";" if heading.count(";") > heading.count(",") else ","})


def _data(row: Mapping[str, str | None], services: frozenset[str]) -> ApplicationData:
    def cell(name: str) -> str | None:
        value = row.get(name)
        return value.strip() or None if isinstance(value, str) else None

    code, service, status = cell("kode"), cell("layanan"), cell("status")
    if code is None or service is None or status is None:
        raise ApplicationRefused("kode, layanan, dan status harus diisi")
    if None in row:
        raise ApplicationRefused("ada lebih banyak kolom daripada di baris judul")
    if service not in services:
        raise ApplicationRefused("layanan tidak ada di daftar layanan")
    try:
        known_status = ApplicationStatus(status)
    except ValueError as error:
        raise ApplicationRefused(f"status harus salah satu dari: {', '.join(ApplicationStatus)}") from error
    promised = cell("janji")
    try:
        expected_on = date.fromisoformat(promised) if promised else None
    except ValueError as error:
        raise ApplicationRefused("janji harus tanggal seperti 2026-11-24") from error
    return ApplicationData(
        code=code.replace(" ", ""),
        service_id=service,
        status=known_status,
        missing=cell("kurang"),
        expected_on=expected_on,
        phone=cell("telepon"),
    )
