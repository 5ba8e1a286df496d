"""`python app.py report`: the tables of a month on the terminal, or as CSV and XLSX files."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from casework.office import load_office
from casework.reports import Report, cells, report, workbook
from casework.reports.period import NoPeriod, month_of, read_month
from casework.reports.table import HIDDEN, Table, Value
from commands import database_of
from config import Settings
from migrate import migrate
from published import folder_of


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """The arguments of `report`."""
    parser = add("report", help="the numbers of a month: volume, who got through, lateness, satisfaction")
    parser.add_argument("--month", type=_month, metavar="2026-11", help="this month unless told otherwise")
    parser.add_argument(
        "--csv", type=Path, metavar="DIR", help="write a CSV file for each table, and all as XLSX"
    )
    parser.set_defaults(run=show)


def show(args: argparse.Namespace, settings: Settings) -> int:
    """Prints the report, or writes its files; 1 when they cannot be written."""
    database = database_of(settings)
    office = load_office(
        folder_of(settings), vault=database.vault, recordings=settings.var_dir / "recordings"
    )
    migrate(database)
    now = datetime.now(UTC)
    first, last = month_of(args.month or now.astimezone(office.mpp.timezone).date())
    with database.read() as session:
        made = report(session, office, first, last, at=now)
    database.close()
    if args.csv is None:
        print(f"{office.mpp.name}, {made.period.told}")
        for table in made.tables:
            print("\n".join(("", *_lines(table))))
        return 0
    try:
        _write(made, office.mpp.name, args.csv)
    except OSError as error:
        print(f"SuaraMPP: {args.csv} cannot be written: {type(error).__name__}", file=sys.stderr)
        return 1
    print(f"{len(made.tables)} tables of {made.period.told} are in {args.csv}")
    return 0


def _write(made: Report, mpp: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for table in made.tables:
        (folder / f"{table.key}.csv").write_text(cells.csv_text(table), encoding="utf-8-sig", newline="")
    (folder / "laporan.xlsx").write_bytes(workbook.xlsx(made, mpp))


def _lines(table: Table) -> list[str]:
    """The table with columns as wide as they need be."""
    if table.empty:
        return [table.title, "  belum ada apa-apa"]
    grid = [cells.heads(table)] + [
        [row.name, *([HIDDEN] if row.hidden else _told(table, row.values))] for row in table.rows
    ]
    widths = [
        max(len(line[n]) for line in grid if n < len(line) and line[1] != HIDDEN) for n in range(len(grid[0]))
    ]
    widths[0] = max(len(line[0]) for line in grid)
    shown = [
        "  ".join(cell.ljust(width) if n == 0 else cell.rjust(width) for n, (cell, width) in enumerate(pairs))
        for pairs in (zip(line, widths, strict=False) for line in grid)
    ]
    return [table.title, *([table.marked] if table.marked else []), *(f"  {line}" for line in shown)]


def _told(table: Table, values: tuple[Value, ...]) -> list[str]:
    return [cells.told(value, column.unit) for value, column in zip(values, table.columns, strict=True)]


def _month(given: str) -> date:
    try:
        return read_month(given)
    except NoPeriod as error:
        raise argparse.ArgumentTypeError("write the month like 2026-11") from error
