"""What SQLite and PostgreSQL say in different words: the day and hour of a time, and minutes between two."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, String, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_FORMATS = {"day": ("%Y-%m-%d", "YYYY-MM-DD"), "hour": ("%H", "HH24")}


class _Local(FunctionElement[str]):
    """(a UTC time, minutes ahead of UTC), as text in the form `part`."""

    type = String()
    inherit_cache = True
    part: str


class _LocalDay(_Local):
    name = "local_day"
    inherit_cache = True
    part = "day"


class _LocalHour(_Local):
    name = "local_hour"
    inherit_cache = True
    part = "hour"


class _MinutesBetween(FunctionElement[int]):
    """(an earlier time, a later one)."""

    type = Integer()
    name = "minutes_between"
    inherit_cache = True


def local_day(at: Any, offset_minutes: int) -> ColumnElement[str]:
    """ "2026-11-24" in a clock that is so far ahead of UTC."""
    return _LocalDay(at, literal(offset_minutes, Integer()))


def local_hour(at: Any, offset_minutes: int) -> ColumnElement[str]:
    """ "00" to "23" in a clock that is so far ahead of UTC."""
    return _LocalHour(at, literal(offset_minutes, Integer()))


def minutes_between(earlier: Any, later: Any) -> ColumnElement[int]:
    """Whole minutes, rounded down."""
    return _MinutesBetween(earlier, later)


@compiles(_LocalDay, "sqlite")
@compiles(_LocalHour, "sqlite")
def _local_sqlite(element: _Local, compiler: SQLCompiler, **kw: Any) -> str:
    at, offset = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"strftime('{_FORMATS[element.part][0]}', {at}, {offset} || ' minutes')"


@compiles(_LocalDay, "postgresql")
@compiles(_LocalHour, "postgresql")
def _local_postgresql(element: _Local, compiler: SQLCompiler, **kw: Any) -> str:
    at, offset = (compiler.process(clause, **kw) for clause in element.clauses)
    moved = f"({at}) AT TIME ZONE 'UTC' + make_interval(mins => {offset})"
    return f"to_char({moved}, '{_FORMATS[element.part][1]}')"


@compiles(_MinutesBetween, "sqlite")
def _minutes_sqlite(element: _MinutesBetween, compiler: SQLCompiler, **kw: Any) -> str:
    earlier, later = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(strftime('%s', {later}) - strftime('%s', {earlier})) / 60"


@compiles(_MinutesBetween, "postgresql")
def _minutes_postgresql(element: _MinutesBetween, compiler: SQLCompiler, **kw: Any) -> str:
    earlier, later = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(floor(extract(epoch FROM ({later}) - ({earlier})) / 60) AS integer)"
