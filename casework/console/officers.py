"""Officers (petugas): who works here, in which roles, at which counters. For administrators."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import HTTPException, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from casework import roles, staff
from casework.console import guard, wording
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer
from casework.console.pages import go_to, page
from casework.office import Office
from casework.officers import OfficerRefused
from casework.roles import Right, Role, RolesRefused
from deps import Services, ServicesDep
from models import Officer

LONGEST_NAME = 80
TAKEN = "Nama pengguna ini sudah dipakai."

router = guard.router(see=Right.MANAGE_OFFICERS, do=Right.MANAGE_OFFICERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One officer in the list."""

    id: int
    name: str
    username: str
    roles: str
    counters: str
    phone: str
    state: str
    active: bool


@router.get("/petugas")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """Everybody who works here, those who left last, and a form for one more."""
    return _list(request, officer, here)


@router.post("/petugas")
async def add(request: Request, officer: PostingOfficer, here: ServicesDep) -> Response:
    """One more officer; their password for one signing in is shown once."""
    form = await request.form()
    entry = _entry(form)
    errors = _wrong(entry)
    name = entry.username
    if not 2 <= len(name) <= 40 or not name.isascii() or not name.isalnum() or name != name.lower():
        errors["nama_masuk"] = "Dua sampai 40 huruf kecil atau angka, tanpa spasi."
    if not errors:
        try:
            return await run_in_threadpool(_add, request, officer, here, entry)
        except (OfficerRefused, RolesRefused) as refused:
            errors = _refused(refused)
    return await run_in_threadpool(_list, request, officer, here, typed=entry, errors=errors)


@router.get("/petugas/{officer_id}")
def edit(request: Request, officer: SignedInOfficer, here: ServicesDep, officer_id: int) -> Response:
    """One officer."""
    return _one(request, officer, here, officer_id)


@router.post("/petugas/{officer_id}")
async def save(request: Request, officer: PostingOfficer, here: ServicesDep, officer_id: int) -> Response:
    """Another name, other roles or counters."""
    entry = _entry(await request.form())
    errors = _wrong(entry)
    if not errors:
        try:
            await run_in_threadpool(_change, here, officer, officer_id, entry)
        except (OfficerRefused, RolesRefused) as refused:
            errors = _refused(refused)
    if errors:
        return await run_in_threadpool(_one, request, officer, here, officer_id, typed=entry, errors=errors)
    return go_to("/petugas", notice="petugas_disimpan")


@router.post("/petugas/{officer_id}/nonaktif")
def stop(request: Request, officer: PostingOfficer, here: ServicesDep, officer_id: int) -> Response:
    """The officer works here no more."""
    try:
        with here.database.write() as session:
            staff.stop(
                session,
                here.office,
                _found(session, officer_id, active=True),
                by=session.get_one(Officer, officer.id),
                at=datetime.now(UTC),
            )
    except OfficerRefused as refused:
        return _one(request, officer, here, officer_id, errors=_refused(refused))
    return go_to("/petugas", notice="petugas_nonaktif")


@router.post("/petugas/{officer_id}/aktif")
def bring_back(request: Request, officer: PostingOfficer, here: ServicesDep, officer_id: int) -> Response:
    """The officer works here again."""
    with here.database.write() as session:
        found = _found(session, officer_id, active=False)
        by, at = session.get_one(Officer, officer.id), datetime.now(UTC)
        given = staff.bring_back(session, found, by=by, at=at)
    return _password(request, officer, found, given)


@router.post("/petugas/{officer_id}/sandi")
def reset_password(request: Request, officer: PostingOfficer, here: ServicesDep, officer_id: int) -> Response:
    """A password for one signing in, for who forgot theirs."""
    with here.database.write() as session:
        found = _found(session, officer_id, active=True)
        by, at = session.get_one(Officer, officer.id), datetime.now(UTC)
        given = staff.reset_password(session, found, by=by, at=at)
    return _password(request, officer, found, given)


@router.post("/petugas/{officer_id}/kode")
def reset_second_factor(officer: PostingOfficer, here: ServicesDep, officer_id: int) -> Response:
    """For who lost their telephone and the recovery codes."""
    with here.database.write() as session:
        found = _found(session, officer_id, active=True)
        by, at = session.get_one(Officer, officer.id), datetime.now(UTC)
        staff.reset_second_factor(session, found, by=by, at=at)
    return go_to(f"/petugas/{officer_id}", notice="kode_dihapus")


@router.get("/petugas/{officer_id}/{action}")
def back(officer: SignedInOfficer, officer_id: int, action: str) -> Response:
    """Where a form was sent to, opened again as a page."""
    return go_to(f"/petugas/{officer_id}")


def _add(request: Request, officer: SignedIn, here: Services, entry: staff.Entry) -> Response:
    with here.database.write() as session:
        if session.scalar(select(Officer.id).where(Officer.username == entry.username)) is not None:
            raise OfficerRefused(TAKEN)
        by, at = session.get_one(Officer, officer.id), datetime.now(UTC)
        new, given = staff.add(session, here.office, entry, by=by, at=at)
    return _password(request, officer, new, given)


def _change(here: Services, officer: SignedIn, officer_id: int, entry: staff.Entry) -> None:
    with here.database.write() as session:
        found = _found(session, officer_id, active=True)
        by, at = session.get_one(Officer, officer.id), datetime.now(UTC)
        staff.change(session, here.office, found, entry, by=by, at=at)


def _entry(form: FormData) -> staff.Entry:
    return staff.Entry(
        username=str(form.get("nama_masuk", "")).strip(),
        name=" ".join(str(form.get("nama", "")).split()),
        roles=tuple(dict.fromkeys(str(one) for one in form.getlist("peran"))),
        counters=tuple(dict.fromkeys(str(one) for one in form.getlist("loket"))),
    )


def _wrong(entry: staff.Entry) -> dict[str, str]:
    if not entry.name or len(entry.name) > LONGEST_NAME:
        return {"nama": f"Tulis namanya, paling banyak {LONGEST_NAME} huruf."}
    return {}


def _refused(refused: Exception) -> dict[str, str]:
    """The message beside the field that it is about."""
    if str(refused) == TAKEN:
        return {"nama_masuk": TAKEN}
    if isinstance(refused, staff.LastAdministrator | RolesRefused):
        return {"peran": str(refused)}
    return {"loket": str(refused)}


def _list(
    request: Request,
    officer: SignedIn,
    here: Services,
    *,
    typed: staff.Entry | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    with here.database.read() as session:
        found = session.scalars(select(Officer).order_by(Officer.active.desc(), Officer.name, Officer.id))
        rows = [_row(one) for one in found]
    return page(
        request,
        "officers.html",
        status=422 if errors else 200,
        officer=officer,
        rows=rows,
        typed=typed or staff.Entry(name="", roles=(Role.OFFICER,)),
        errors=errors or {},
        **_choices(here.office),
    )


def _one(
    request: Request,
    officer: SignedIn,
    here: Services,
    officer_id: int,
    *,
    typed: staff.Entry | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    with here.database.read() as session:
        found = _found(session, officer_id)
    return page(
        request,
        "officer.html",
        status=422 if errors else 200,
        officer=officer,
        found=found,
        typed=typed or staff.Entry(name=found.name, roles=tuple(found.roles), counters=tuple(found.counters)),
        errors=errors or {},
        **_choices(here.office),
    )


def _choices(office: Office) -> dict[str, object]:
    return {
        "roles": [(role.value, roles.NAMES[role], roles.ABOUT[role]) for role in Role],
        "counters": office.triage.counters,
    }


def _password(request: Request, officer: SignedIn, found: Officer, given: str) -> Response:
    return page(request, "one_time.html", officer=officer, found=found, given=given)


def _row(officer: Officer) -> Row:
    return Row(
        id=officer.id,
        name=officer.name,
        username=officer.username,
        roles=", ".join(roles.NAMES[role] for role in Role if role in officer.roles) or "Belum ada",
        counters=", ".join(officer.counters)
        or ("Semua" if Right.ALL_COUNTERS in roles.rights_of(officer.roles) else "Tidak ada"),
        phone=wording.number(officer.phone) if officer.phone else "Belum ada",
        state=_state(officer),
        active=officer.active,
    )


def _state(officer: Officer) -> str:
    if not officer.active:
        return "Tidak aktif"
    at_work = "Bertugas" if officer.at_work else "Istirahat"
    return f"{at_work}, dengan kode kedua" if officer.totp_on else at_work


def _found(session: Session, officer_id: int, *, active: bool | None = None) -> Officer:
    found = session.get(Officer, officer_id)
    if found is None or active not in (None, found.active):
        raise HTTPException(404)
    return found
