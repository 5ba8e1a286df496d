"""What callers think of the service (penilaian): the marks of a period, element by element."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from babel.dates import format_date
from babel.numbers import format_decimal
from fastapi import Query, Request, Response

from casework import survey
from casework.console import guard
from casework.console.guard import SignedInOfficer
from casework.console.pages import page
from casework.roles import Right
from casework.survey import Element
from deps import ServicesDep

USUAL = timedelta(days=30)

router = guard.router(see=Right.SEE_REPORTS)

Day = Annotated[str, Query(max_length=10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRow:
    """One element, in words and figures."""

    name: str
    answers: int
    counts: tuple[int, ...]
    mean: str
    index: str
    grade: str
    """Why there is none, where there is none."""


@router.get("/penilaian")
def show(
    request: Request, officer: SignedInOfficer, here: ServicesDep, dari: Day = "", sampai: Day = ""
) -> Response:
    """The report of the days asked for, or of the last thirty."""
    today = datetime.now(UTC).astimezone(here.office.mpp.timezone).date()
    first, last, errors = _period(dari, sampai, today)
    with here.database.read() as session:
        report = survey.report(session, here.office.mpp, first, last)
    return page(
        request,
        "survey.html",
        status=422 if errors else 200,
        officer=officer,
        errors=errors,
        first=first.isoformat(),
        last=last.isoformat(),
        told=f"{_told(first)} sampai {_told(last)}",
        calls=report.calls,
        of_nine=len(report.elements),
        elements=[_row(element) for element in report.elements],
    )


def _period(dari: str, sampai: str, today: date) -> tuple[date, date, dict[str, str]]:
    errors: dict[str, str] = {}
    last = _day(sampai, today, "sampai", errors)
    first = _day(dari, last - USUAL + timedelta(days=1), "dari", errors)
    if not errors and first > last:
        errors["dari"] = "Hari pertama harus sebelum hari terakhir."
        first = last
    return first, last, errors


def _day(given: str, usual: date, field: str, errors: dict[str, str]) -> date:
    try:
        return date.fromisoformat(given) if given else usual
    except ValueError:
        errors[field] = "Tulis tanggalnya seperti 2026-11-23."
        return usual


def _told(day: date) -> str:
    return format_date(day, "d MMMM y", locale="id")


def _row(element: Element) -> ElementRow:
    lacking = element.needed - element.answers
    return ElementRow(
        name=element.name,
        answers=element.answers,
        counts=element.counts,
        mean=format_decimal(element.mean, "0.00", locale="id"),
        index=format_decimal(element.index, "0.00", locale="id"),
        grade=element.grade or f"Belum cukup jawaban, kurang {lacking} lagi",
    )
