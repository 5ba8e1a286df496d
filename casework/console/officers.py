"""Officers (petugas): where they are rung, which services they take and when they are there. For administrators.

What is set here are the only numbers besides those in content/mpp.yaml that callers are put through to.
"""

from dataclasses import dataclass, field

from fastapi import HTTPException, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.console import guard, wording
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer
from casework.console.pages import go_to, page
from casework.duty import DutyRefused, set_duty, written_hours
from casework.office import Office
from casework.quiet_hours import DAYS
from deps import ServicesDep
from models import Officer

router = guard.router()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One officer in the list."""

    id: int
    name: str
    phone: str
    services: str
    at_work: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form."""

    phone: str = ""
    services: frozenset[str] = frozenset()
    duty: dict[str, str] = field(default_factory=dict)


@router.get("/petugas")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """All officers who may sign in."""
    with here.database.read() as session:
        _must_administrate(session, officer)
        found = session.scalars(select(Officer).where(Officer.active).order_by(Officer.name, Officer.id))
        rows = [_row(one, here.office) for one in found]
    return page(request, "officers.html", officer=officer, rows=rows)


@router.get("/petugas/{officer_id}")
def edit(request: Request, officer: SignedInOfficer, here: ServicesDep, officer_id: int) -> Response:
    """The form of one."""
    with here.database.read() as session:
        _must_administrate(session, officer)
        found = _found(session, officer_id)
        typed = Typed(
            phone=wording.number(found.phone) if found.phone else "",
            services=frozenset(found.services),
            duty={day: written_hours(found, day) for day in DAYS},
        )
    return _form(request, officer, here.office, found, typed)


@router.post("/petugas/{officer_id}")
async def save(request: Request, officer: PostingOfficer, here: ServicesDep, officer_id: int) -> Response:
    """Sets it, or shows the form again with what was wrong."""
    form = await request.form()
    typed = Typed(
        phone=str(form.get("telepon", "")).strip(),
        services=frozenset(str(one) for one in form.getlist("layanan")),
        duty={day: str(form.get(f"jam_{day}", "")).strip() for day in DAYS},
    )
    with here.database.write() as session:
        _must_administrate(session, officer)
        found = _found(session, officer_id)
        try:
            set_duty(here.office, found, phone=typed.phone, services=sorted(typed.services), duty=typed.duty)
        except DutyRefused as refused:
            return _form(request, officer, here.office, found, typed, error=str(refused))
    return go_to("/petugas", notice="petugas_disimpan")


def _form(
    request: Request, officer: SignedIn, office: Office, found: Officer, typed: Typed, error: str = ""
) -> Response:
    field_name = next((f"jam_{day}" for day in DAYS if f"hari {day} " in error), "telepon")
    return page(
        request,
        "officer.html",
        status=422 if error else 200,
        officer=officer,
        found=found,
        typed=typed,
        services=office.catalogue.services,
        days=DAYS,
        errors={field_name: error} if error else {},
    )


def _row(officer: Officer, office: Office) -> Row:
    names = ", ".join(wording.service(office.catalogue, one) for one in officer.services)
    return Row(
        id=officer.id,
        name=officer.name,
        phone=wording.number(officer.phone) if officer.phone else "Belum ada",
        services=names or "Semua layanan",
        at_work=officer.at_work,
    )


def _found(session: Session, officer_id: int) -> Officer:
    found = session.get(Officer, officer_id)
    if found is None or not found.active:
        raise HTTPException(404)
    return found


def _must_administrate(session: Session, officer: SignedIn) -> None:
    if not session.get_one(Officer, officer.id).administrator:
        raise HTTPException(403)
