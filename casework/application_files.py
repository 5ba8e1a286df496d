"""Applications in a CSV file: every row that can be read, and every other one by its line and reason.

Knows the form of the file and no table. What only the database can tell is refused later, with the same words.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from casework.applications import ApplicationData, ApplicationRefused
from models import ApplicationStatus

REQUIRED = ("kode", "layanan", "status")
OPTIONAL = ("kurang", "janji", "telepon")
"""kurang: what the citizen must still bring; janji: the promised day, 2026-11-24; telepon."""
FORMULA = re.escape("=+-@\t\r\n＝＋－＠")
"""What begins a formula in some spreadsheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A line of the file (the heading is line 1) that was not taken, and why: in Indonesian, and as a code."""

    line: int
    reason: str
    code: str
    cells: Mapping[str, str] = field(default_factory=dict)
    """What stands in it, by the names of the columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line that can be read."""

    line: int
    data: ApplicationData
    cells: Mapping[str, str]


def read_rows(content: str, services: Iterable[str]) -> list[Row | Refused]:
    """The file line by line. A heading that lacks a column is one refusal of line 1, and nothing else is read."""
    known_services = frozenset(services)
    rows = csv.DictReader(
        io.StringIO(content.removeprefix("\ufeff"), newline=None), dialect=_dialect(content), strict=False
    )
    absent = [name for name in REQUIRED if name not in (rows.fieldnames or ())]
    if absent:
        return [Refused(line=1, reason=f"kolom {', '.join(absent)} tidak ada", code="columns")]
    found: list[Row | Refused] = []
    try:
        _read_into(found, rows, known_services)
    except csv.Error:
        found.append(
            Refused(line=rows.line_num, reason="baris ini tidak bisa dibaca sebagai CSV", code="csv")
        )
    return found


def _read_into(
    found: list[Row | Refused], rows: "csv.DictReader[str]", known_services: frozenset[str]
) -> None:
    for row in rows:
        if not any(row.values()):
            continue  # spreadsheets leave rows of empty cells at the end
        cells = {name: str(row.get(name) or "").strip() for name in (*REQUIRED, *OPTIONAL)}
        try:
            data = _data(row, cells, known_services)
            found.append(Row(line=rows.line_num, data=data, cells=cells))
        except ApplicationRefused as error:
            found.append(Refused(line=rows.line_num, reason=str(error), code=error.code, cells=cells))


def refused_as_csv(refused: Iterable[Refused]) -> str:
    """What was refused, to be put right and uploaded again: the same columns, and before them line and reason."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(("baris", "alasan", *REQUIRED, *OPTIONAL))
    for one in refused:
        cells = [one.cells.get(name, "") for name in (*REQUIRED, *OPTIONAL)]
        rows.writerow((one.line, one.reason, *map(_harmless, cells)))
    return "\ufeff" + file.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet runs what looks like a formula, also behind its own separator; a telephone number is none."""
    if re.fullmatch(r"\+[0-9][0-9 -]*", cell):
        return cell
    return re.sub(rf"(^|[;|\t\r\n])(\s*[{FORMULA}])", r"\1'\2", cell)


def _dialect(content: str) -> type[csv.Dialect]:
    heading = content.split("\n", 1)[0]
    return type("Rows", (csv.excel,), {"delimiter": ";" if heading.count(";") > heading.count(",") else ","})


def _data(
    row: Mapping[str | None, object], cells: Mapping[str, str], services: frozenset[str]
) -> ApplicationData:
    code, service, status = cells["kode"], cells["layanan"], cells["status"]
    if not code or not service or not status:
        raise ApplicationRefused("kode, layanan, dan status harus diisi", "empty")
    if None in row:
        raise ApplicationRefused("ada lebih banyak kolom daripada di baris judul", "columns")
    if service not in services:
        raise ApplicationRefused("layanan tidak ada di daftar layanan", "service")
    try:
        known_status = ApplicationStatus(status)
    except ValueError as error:
        known = ", ".join(ApplicationStatus)
        raise ApplicationRefused(f"status harus salah satu dari: {known}", "status") from error
    try:
        expected_on = date.fromisoformat(cells["janji"]) if cells["janji"] else None
    except ValueError as error:
        raise ApplicationRefused("janji harus tanggal seperti 2026-11-24", "expected_on") from error
    return ApplicationData(
        code=code.replace(" ", ""),
        service_id=service,
        status=known_status,
        missing=cells["kurang"] or None,
        expected_on=expected_on,
        phone=cells["telepon"] or None,
    )
