"""A table as plain cells, for files that spreadsheets open; and in words, as officers read it. Pure."""

import csv
import io
from collections.abc import Iterator

from babel.numbers import format_decimal

from casework.reports.table import HIDDEN, Column, Row, Table, Unit, Value

FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What begins a formula in some spreadsheet: such text gets an apostrophe in front."""
NOTHING = "–"
"""Where there is no number."""


def heads(table: Table) -> list[str]:
    """The head of each column, with its unit."""
    return [table.heading, *(_head(column) for column in table.columns)]


def lines(table: Table) -> Iterator[list[Value]]:
    """The rows, without the heads. Text that a spreadsheet could take for a formula is made harmless."""
    for row in table.rows:
        yield [_harmless(row.name), *_values(row)]


def csv_text(table: Table) -> str:
    """The whole table as CSV."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(heads(table))
    writer.writerows(lines(table))
    return file.getvalue()


def told(value: Value, unit: Unit) -> str:
    """One cell as an officer reads it: "1.204", "66,7 %"."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    number = format_decimal(value, "#,##0.00" if unit is Unit.MARK else "#,##0.#", locale="id")
    return f"{number} %" if unit is Unit.PERCENT else number


def _head(column: Column) -> str:
    if column.unit in (Unit.PERCENT, Unit.MINUTES):
        return f"{column.name} ({column.unit})"
    return column.name


def _values(row: Row) -> list[Value]:
    if row.hidden:
        return [HIDDEN, *(None for _ in row.values[1:])]
    return [_harmless(value) if isinstance(value, str) else value for value in row.values]


def _harmless(text: str) -> str:
    return f"'{text}" if text[:1] in FORMULA else text
