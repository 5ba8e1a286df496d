"""Reports (laporan): a period to choose, pictures each with its table, files to take along, and a page to print."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import HTTPException, Query, Request, Response
from markupsafe import Markup

from casework import audit
from casework.console import guard
from casework.console.guard import SignedIn, SignedInOfficer
from casework.console.pages import page
from casework.reports import Report, cells, kept, pictures, workbook
from casework.reports.period import NoPeriod, day_name, month_name, month_of, months, read_days, read_month
from casework.reports.table import FEWEST_PEOPLE, HIDDEN, Table, Unit
from casework.roles import Right
from deps import Services, ServicesDep
from models import Deed

router = guard.router(see=Right.SEE_REPORTS)

Day = Annotated[str, Query(max_length=10)]
OWN = "sendiri"
"""Chosen instead of a month: the two days beside it count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """One row, in words and figures. `told` stands instead of the cells where a group is too small."""

    name: str
    cells: tuple[str, ...]
    told: str
    total: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShown:
    """One table with its picture."""

    key: str
    title: str
    told: str
    marked: str
    heads: tuple[tuple[str, bool], ...]
    """Each with whether it holds words."""
    rows: tuple[RowShown, ...]
    picture: Markup
    empty: bool
    hides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The days that were asked for, how they were chosen, and the same as the query of an address."""

    first: date
    last: date
    month: str
    query: str
    errors: dict[str, str]


@router.get("/laporan")
def show(
    request: Request, officer: SignedInOfficer, here: ServicesDep,
    bulan: Day = "", dari: Day = "", sampai: Day = "",
) -> Response:  # fmt: skip
    """The report of a month or of some days; of this month unless asked."""
    chosen = _chosen(here, bulan, dari, sampai)
    return page(
        request,
        "report.html",
        status=422 if chosen.errors else 200,
        officer=officer,
        errors=chosen.errors,
        chosen=chosen,
        months=[(f"{day:%Y-%m}", month_name(day)) for day in months(_today(here))],
        own=OWN,
        **_shown(here, _report(here, chosen)),
    )


@router.get("/laporan/cetak")
def printed(
    request: Request, officer: SignedInOfficer, here: ServicesDep,
    bulan: Day = "", dari: Day = "", sampai: Day = "",
) -> Response:  # fmt: skip
    """The same for paper. 404 for no period."""
    chosen = _good(here, bulan, dari, sampai)
    made = _report(here, chosen)
    _told(here, officer, "print", chosen)
    return page(
        request,
        "report_print.html",
        officer=officer,
        chosen=chosen,
        **_shown(here, made),
    )


@router.get("/laporan/laporan.xlsx")
def as_workbook(
    officer: SignedInOfficer, here: ServicesDep, bulan: Day = "", dari: Day = "", sampai: Day = ""
) -> Response:
    """Every table in one file. 404 for no period."""
    chosen = _good(here, bulan, dari, sampai)
    content = workbook.xlsx(_report(here, chosen), here.office.mpp.name)
    _told(here, officer, "xlsx", chosen)
    return _file(content, workbook.MEDIA_TYPE, f"laporan-{_named(chosen)}.xlsx")


@router.get("/laporan/{key}.csv")
def as_csv(
    officer: SignedInOfficer, here: ServicesDep, key: str, bulan: Day = "", dari: Day = "", sampai: Day = ""
) -> Response:
    """One table. 404 for no period and for an unknown one."""
    chosen = _good(here, bulan, dari, sampai)
    table = _report(here, chosen).table(key)
    if table is None:
        raise HTTPException(404)
    _told(here, officer, key, chosen)
    content = cells.csv_text(table).encode("utf-8-sig")  # the mark tells spreadsheets that it is UTF-8
    return _file(content, "text/csv; charset=utf-8", f"{table.key}-{_named(chosen)}.csv")


def _chosen(here: Services, bulan: str, dari: str, sampai: str) -> Chosen:
    first, last = month_of(_today(here))
    errors, own = {}, bulan == OWN or (not bulan and bool(dari or sampai))
    try:
        if own:
            first, last = read_days(dari, sampai)
        elif bulan:
            first, last = month_of(read_month(bulan))
    except NoPeriod as error:
        errors, own = {error.field: str(error)}, own
    month = f"{first:%Y-%m}"
    query = f"dari={first}&sampai={last}" if own and not errors else f"bulan={month}"
    return Chosen(first=first, last=last, month=OWN if own else month, query=query, errors=errors)


def _good(here: Services, bulan: str, dari: str, sampai: str) -> Chosen:
    chosen = _chosen(here, bulan, dari, sampai)
    if chosen.errors:
        raise HTTPException(404)
    return chosen


def _report(here: Services, chosen: Chosen) -> Report:
    return kept.recent(here.database, here.office, chosen.first, chosen.last, at=datetime.now(UTC))


def _shown(here: Services, made: Report) -> dict[str, Any]:
    at = made.made_at.astimezone(here.office.mpp.timezone)
    return {
        "made": f"{day_name(at.date())} pukul {at:%H.%M}",
        "told": made.period.told,
        "tables": [_table(table) for table in made.tables],
        "fewest": FEWEST_PEOPLE,
    }


def _table(table: Table) -> TableShown:
    words = tuple(column.unit is Unit.WORDS for column in table.columns)
    return TableShown(
        key=table.key,
        title=table.title,
        told=table.told,
        marked=table.marked,
        heads=tuple(zip(cells.heads(table), (True, *words), strict=True)),
        rows=tuple(
            RowShown(
                name=row.name,
                cells=tuple(
                    cells.told(value, column.unit)
                    for value, column in zip(row.values, table.columns, strict=True)
                ),
                told=HIDDEN if row.hidden else "",
                total=row.total,
            )
            for row in table.rows
        ),
        picture=Markup(pictures.drawn(table)),  # noqa: S704  (drawn by us; every word in it is escaped there)
        empty=table.empty,
        hides=table.hides,
    )


def _today(here: Services) -> date:
    return datetime.now(UTC).astimezone(here.office.mpp.timezone).date()


def _named(chosen: Chosen) -> str:
    return f"{chosen.first}_{chosen.last}"


def _told(here: Services, officer: SignedIn, what: str, chosen: Chosen) -> None:
    """Writes into the audit log that numbers left the console."""
    detail = {"report": what, "first": str(chosen.first), "last": str(chosen.last)}
    with here.database.write() as session:
        audit.write(session, Deed.EXPORTED, at=datetime.now(UTC), by=officer.id, detail=detail)


def _file(content: bytes, media_type: str, name: str) -> Response:
    return Response(
        content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
