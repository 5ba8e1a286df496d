"""Duty (tugas) of one officer: where they are rung, for which services, and when they are there. For administrators.

What is set here are the only numbers besides those in content/mpp.yaml that callers are put through to.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import HTTPException, Request, Response
from sqlalchemy.orm import Session

from casework import audit
from casework.console import guard, wording
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer
from casework.console.pages import go_to, page
from casework.duty import DutyRefused, set_duty, written_hours
from casework.office import Office
from casework.quiet_hours import DAYS
from casework.roles import Right
from deps import ServicesDep
from models import Deed, Officer

router = guard.router(see=Right.MANAGE_OFFICERS, do=Right.MANAGE_OFFICERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form."""

    phone: str = ""
    services: frozenset[str] = frozenset()
    duty: dict[str, str] = field(default_factory=dict)


@router.get("/petugas/{officer_id}/tugas")
def edit(request: Request, officer: SignedInOfficer, here: ServicesDep, officer_id: int) -> Response:
    """The form of one."""
    with here.database.read() as session:
        found = _found(session, officer_id)
        typed = Typed(
            phone=wording.number(found.phone) if found.phone else "",
            services=frozenset(found.services),
            duty={day: written_hours(found, day) for day in DAYS},
        )
    return _form(request, officer, here.office, found, typed)


@router.post("/petugas/{officer_id}/tugas")
async def save(request: Request, officer: PostingOfficer, here: ServicesDep, officer_id: int) -> Response:
    """Sets it, or shows the form again with what was wrong."""
    form = await request.form()
    typed = Typed(
        phone=str(form.get("telepon", "")).strip(),
        services=frozenset(str(one) for one in form.getlist("layanan")),
        duty={day: str(form.get(f"jam_{day}", "")).strip() for day in DAYS},
    )
    with here.database.write() as session:
        found = _found(session, officer_id)
        try:
            set_duty(here.office, found, phone=typed.phone, services=sorted(typed.services), duty=typed.duty)
        except DutyRefused as refused:
            return _form(request, officer, here.office, found, typed, error=str(refused))
        about, detail = (audit.OFFICER, officer_id), {"changed": ["duty"]}
        at = datetime.now(UTC)
        audit.write(session, Deed.OFFICER_CHANGED, at=at, by=officer.id, about=about, detail=detail)
    return go_to(f"/petugas/{officer_id}", notice="petugas_disimpan")


def _form(
    request: Request, officer: SignedIn, office: Office, found: Officer, typed: Typed, error: str = ""
) -> Response:
    field_name = next((f"jam_{day}" for day in DAYS if f"hari {day} " in error), "telepon")
    return page(
        request,
        "duty.html",
        status=422 if error else 200,
        officer=officer,
        found=found,
        typed=typed,
        services=office.catalogue.services,
        days=DAYS,
        errors={field_name: error} if error else {},
    )


def _found(session: Session, officer_id: int) -> Officer:
    found = session.get(Officer, officer_id)
    if found is None or not found.active:
        raise HTTPException(404)
    return found
