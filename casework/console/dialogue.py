"""How calls went through the dialogue (percakapan) on one day: the picture with its numbers, and the same as tables.

Counts come from `casework.call_ways`; the picture is drawn by whoever knows the dialogue, and is handed in.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from babel.dates import format_date
from fastapi import HTTPException, Query, Request, Response
from markupsafe import Markup

from casework import call_ways
from casework.call_ways import START, AtStep, How, Numbers, Way
from casework.console import guard
from casework.console.guard import SignedInOfficer
from casework.console.pages import page
from casework.mpp import Mpp
from casework.roles import Right
from deps import Services, ServicesDep

router = guard.router(see=Right.SEE_REPORTS)

Day = Annotated[str, Query(alias="tanggal", max_length=10)]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step."""

    name: str
    at: AtStep


@dataclass(frozen=True, slots=True, kw_only=True)
class WayRow:
    """One way, and how often by what."""

    left: str
    reached: str
    calls: int
    key: int
    speech: int
    unclear: int
    silence: int


@router.get("/percakapan")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep, tanggal: Day = "") -> Response:
    """The picture and the tables; yesterday unless another day is asked for."""
    today = _today(here.office.mpp)
    day, wrong = _day(tanggal, today)
    numbers = _numbers(here, day)
    return page(
        request,
        "dialogue.html",
        status=422 if wrong else 200,
        officer=officer,
        errors={"tanggal": wrong} if wrong else {},
        day=day.isoformat(),
        today=today.isoformat(),
        told=format_date(day, "EEEE, d MMMM y", locale="id"),
        numbers=numbers,
        picture=Markup(here.draw_dialogue(numbers)),  # noqa: S704  (drawn by us; every word in it is escaped there)
        steps=[StepRow(name=name, at=at) for name, at in _busiest(numbers)],
        ways=[_row(left, reached, way) for (left, reached), way in _widest(numbers)],
    )


@router.get("/percakapan/gambar.svg")
def picture(officer: SignedInOfficer, here: ServicesDep, tanggal: Day = "") -> Response:
    """The picture alone, to enlarge or to keep. 404 for no day."""
    day, wrong = _day(tanggal, _today(here.office.mpp))
    if wrong:
        raise HTTPException(404)
    return Response(here.draw_dialogue(_numbers(here, day)), media_type="image/svg+xml")


def _today(mpp: Mpp) -> date:
    return datetime.now(UTC).astimezone(mpp.timezone).date()


def _day(given: str, today: date) -> tuple[date, str]:
    """(the day, what is wrong with what was given)."""
    yesterday = today - timedelta(days=1)
    if not given:
        return yesterday, ""
    try:
        day = date.fromisoformat(given)
    except ValueError:
        return yesterday, "Tulis tanggalnya seperti 2026-11-23."
    return (yesterday, "Pilih hari ini atau hari sebelumnya.") if day > today else (day, "")


def _numbers(here: Services, day: date) -> Numbers:
    with here.database.read() as session:
        return call_ways.of_day(session, here.office.mpp, day)


def _busiest(numbers: Numbers) -> list[tuple[str, AtStep]]:
    found = [(name, at) for name, at in numbers.steps.items() if name != START]
    return sorted(found, key=lambda one: (-one[1].calls, one[0]))


def _widest(numbers: Numbers) -> list[tuple[tuple[str, str], Way]]:
    return sorted(numbers.ways.items(), key=lambda one: (-one[1].calls, one[0]))


def _row(left: str, reached: str, way: Way) -> WayRow:
    return WayRow(
        left=left,
        reached=reached,
        calls=way.calls,
        key=way.by.get(How.KEY, 0),
        speech=way.by.get(How.SPEECH, 0),
        unclear=way.by.get(How.UNCLEAR, 0),
        silence=way.by.get(How.SILENCE, 0),
    )
