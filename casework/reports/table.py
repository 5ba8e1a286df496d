"""A table of a report, and what is left out of it so that nobody is recognised. Pure.

A group of fewer than FEWEST_PEOPLE people is not told. Where that would be a single group, which the sum of the
others gives away, the smallest other group is left out with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

FEWEST_PEOPLE = 5
"""So many different telephone numbers a group must have before it is told."""
HIDDEN = f"kurang dari {FEWEST_PEOPLE} orang"
"""What is written instead of the numbers."""

Value = int | float | str | None
"""A cell. None: there is none, or it is not told."""


class Unit(StrEnum):
    """What a number counts, where it needs saying."""

    COUNT = ""
    PERCENT = "%"
    MINUTES = "menit"
    MARK = "nilai"
    WORDS = "kata"


class Picture(StrEnum):
    """How a table is drawn."""

    BARS = "bars"
    COLUMNS = "columns"
    LINE = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of values."""

    name: str
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One group. `people`: how many different numbers are in it; None: it is not a group of people."""

    name: str
    values: tuple[Value, ...]
    people: int | None = None
    hidden: bool = False
    total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table. `heading`: what its rows are. `drawn`: the columns in its picture, by number."""

    key: str
    """As in a file's name and in an address."""
    title: str
    told: str
    """How to read it, in a sentence or two."""
    heading: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    picture: Picture
    drawn: tuple[int, ...] = (0,)
    marked: str = ""
    """What must be known before anybody uses its numbers: that answers are partial."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(row.people or any(row.values) or row.hidden for row in self.rows)

    @property
    def hides(self) -> bool:
        """Whether a group is left out."""
        return any(row.hidden for row in self.rows)


def guarded(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The same with small groups left out."""
    hidden = {n for n, row in enumerate(rows) if row.people is not None and 0 < row.people < FEWEST_PEOPLE}
    if len(hidden) == 1:
        others = [(row.people, n) for n, row in enumerate(rows) if row.people and n not in hidden]
        hidden |= {n for _, n in sorted(others)[:1]}
    return tuple(_without(row) if n in hidden else row for n, row in enumerate(rows))


def share(part: int, whole: int) -> float | None:
    """Percent with one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def _without(row: Row) -> Row:
    return replace(row, values=tuple(None for _ in row.values), people=None, hidden=True)
