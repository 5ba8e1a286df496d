"""Days with opening hours of their own (hari khusus): callers, texts and the clocks of cases follow them at once."""

from datetime import UTC, date, datetime
from typing import Annotated

from babel.dates import format_date
from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from casework import audit, special_days
from casework.console import guard
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer
from casework.console.pages import go_to, page
from casework.roles import Right
from deps import Services, ServicesDep
from models import Deed, Officer

router = guard.router(see=Right.SEE_REPORTS, do=Right.SET_DAYS)
Words = Annotated[str, Form()]


@router.get("/hari-khusus")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """The days that are written down, and a form for one more."""
    return _page(request, officer, here)


@router.post("/hari-khusus")
def write_down(
    request: Request,
    officer: PostingOfficer,
    here: ServicesDep,
    tanggal: Words = "",
    jam: Words = "",
    alasan: Words = "",
) -> Response:
    """One more day, or another word about one."""
    typed = {"tanggal": tanggal, "jam": jam, "alasan": alasan}
    try:
        day = date.fromisoformat(tanggal)
    except ValueError:
        return _page(request, officer, here, errors={"tanggal": "Pilih tanggalnya."}, typed=typed)
    try:
        with here.database.write() as session:
            writer = session.get_one(Officer, officer.id)
            special_days.write_down(
                session, here.office.mpp, writer, day=day, hours=jam, reason=alasan, at=datetime.now(UTC)
            )
            _write(session, officer, day)
    except special_days.DayRefused as error:
        return _page(request, officer, here, errors={"jam": str(error)}, typed=typed)
    return go_to("/hari-khusus", notice="hari_khusus")


@router.post("/hari-khusus/hapus")
def forget(officer: PostingOfficer, here: ServicesDep, tanggal: Words = "") -> Response:
    """This day is a usual one again."""
    try:
        day = date.fromisoformat(tanggal)
    except ValueError:
        return go_to("/hari-khusus")
    with here.database.write() as session:
        special_days.forget(session, day)
        _write(session, officer, day)
    return go_to("/hari-khusus", notice="hari_khusus_hapus")


def _write(session: Session, officer: SignedIn, day: date) -> None:
    about, detail = (audit.DAY, day.toordinal()), {"day": day.isoformat()}
    audit.write(
        session, Deed.SETTING_CHANGED, at=datetime.now(UTC), by=officer.id, about=about, detail=detail
    )


def _page(
    request: Request,
    officer: SignedIn,
    here: Services,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    today = datetime.now(UTC).astimezone(here.office.mpp.timezone).date()
    with here.database.read() as session:
        days = [
            {
                "day": one.day.isoformat(),
                "name": format_date(one.day, "EEEE, d MMMM y", locale="id"),
                "hours": one.hours or "tutup",
                "reason": one.reason,
                "officer": one.officer.name,
            }
            for one in special_days.coming(session, today=today)
        ]
    return page(
        request,
        "special_days.html",
        status=422 if errors else 200,
        officer=officer,
        days=days,
        today=today.isoformat(),
        errors=errors or {},
        typed=typed or {},
    )
