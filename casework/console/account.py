"""One's own account (akun): the password, and where one is signed in. The second factor is in account_code.py."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Form, Request, Response

from casework import audit, officers, roles, sign_in_limits
from casework.console import guard, wording
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer
from casework.console.login import keep_device
from casework.console.pages import go_to, page
from casework.roles import Right, Role
from casework.sign_in_limits import device_for
from deps import Services, ServicesDep
from models import Deed, Officer

router = guard.router(see=Right.OWN_ACCOUNT, do=Right.OWN_ACCOUNT)

Secret = Annotated[str, Form()]


@router.get("/akun")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """Who one is here, and everything that can be changed about it."""
    at = datetime.now(UTC)
    with here.database.read() as session:
        own = session.get_one(Officer, officer.id)
        this = officers.session_of(session, officer.token, at=at)
        sessions = [
            {
                "id": one.id,
                "browser": one.browser or "Peramban lain",
                "since": wording.moment(one.created_at, here.office.mpp.timezone),
                "seen": wording.ago(at - one.seen_at),
                "this": this is not None and one.id == this.id,
            }
            for one in officers.sessions_of(session, officer.id, at=at)
        ]
    return page(
        request,
        "account.html",
        officer=officer,
        own=own,
        roles=[roles.NAMES[role] for role in Role if role in own.roles],
        sessions=sessions,
    )


@router.get("/akun/sandi")
def ask(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """The form for a new password."""
    return _form(request, officer, here)


@router.post("/akun/sandi")
def change_password(
    request: Request,
    officer: PostingOfficer,
    here: ServicesDep,
    sandi_lama: Secret = "",
    sandi_baru: Secret = "",
    sandi_ulang: Secret = "",
) -> Response:
    """Sets it; signed in elsewhere is nobody from then. Wrong old passwords count as at the door."""
    at = datetime.now(UTC)
    with here.database.read() as session:
        own = session.get_one(Officer, officer.id)
    errors = _wrong(sandi_lama, sandi_baru, sandi_ulang)
    if not errors and not proves(here, own, sandi_lama, at=at):
        errors = {"sandi_lama": WRONG}
    if errors:
        return _form(request, officer, here, errors=errors)
    with here.database.write() as session:
        own = session.get_one(Officer, officer.id)
        officers.set_password(own, sandi_baru)
        officers.end_sessions(session, own.id, but=officer.token)
        audit.write(session, Deed.PASSWORD_CHANGED, at=at, by=own.id)
    response = go_to("/akun", notice="sandi_diganti")
    keep_device(here, response, device_for(here.database.vault, own))
    return response


@router.post("/akun/sesi")
def end_session(officer: PostingOfficer, here: ServicesDep, sesi: Annotated[int, Form()] = 0) -> Response:
    """Ends one of one's own sessions, or for 0 all but this."""
    with here.database.write() as session:
        only = sesi or None
        officers.end_sessions(session, officer.id, but=officer.token, only=only)
        audit.write(session, Deed.SESSION_ENDED, at=datetime.now(UTC), by=officer.id)
    return go_to("/akun", notice="sesi_diakhiri")


@router.get("/akun/sesi")
def back(officer: SignedInOfficer) -> Response:
    """Where the form was sent to, opened again as a page."""
    return go_to("/akun")


WRONG = "Kata sandi tidak cocok. Setelah lima kali salah, coba lagi 15 menit kemudian."


def proves(here: Services, own: Officer, password: str, *, at: datetime) -> bool:
    """Whether this is the officer's own password. Tries are counted, as somebody else may sit at their browser."""
    vault = here.database.vault
    with here.database.read() as session:
        if sign_in_limits.code_locked(session, vault, own, at=at):
            return False
    if officers.has_password(own, password):
        return True
    with here.database.write() as session:
        sign_in_limits.code_failed(session, vault, own, at=at)
    return False


def _wrong(old: str, new: str, again: str) -> dict[str, str]:
    if not old:
        return {"sandi_lama": "Isi kata sandi yang sekarang."}
    if len(new) < officers.SHORTEST_PASSWORD:
        return {"sandi_baru": f"Paling sedikit {officers.SHORTEST_PASSWORD} huruf atau angka."}
    if new == old:
        return {"sandi_baru": "Pilih kata sandi yang lain dari yang sekarang."}
    if new != again:
        return {"sandi_ulang": "Belum sama dengan kata sandi baru di atasnya."}
    return {}


def _form(
    request: Request, officer: SignedIn, here: Services, *, errors: dict[str, str] | None = None
) -> Response:
    with here.database.read() as session:
        must = session.get_one(Officer, officer.id).must_change
    return page(
        request,
        "password.html",
        status=422 if errors else 200,
        officer=officer,
        must=must,
        shortest=officers.SHORTEST_PASSWORD,
        errors=errors or {},
    )
