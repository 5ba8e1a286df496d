"""Signing in and out (masuk, keluar)."""

import secrets
import threading
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Form, HTTPException, Request, Response

from casework import officers
from casework.console import guard
from casework.console.guard import COOKIE, NotSignedIn, PostingOfficer
from casework.console.pages import HOME, go_to, page
from deps import ServicesDep

FORM_COOKIE = "suara_masuk"
"""Holds the same random value as the sign-in form, which another site can neither read nor set."""
AT_THE_DOOR = 8
"""Passwords that may be waiting to be checked at once. Checking is slow on purpose: without a limit, a flood of
them would take the threads that calls and texts are answered with."""

_door = threading.BoundedSemaphore(AT_THE_DOOR)

WRONG = "Nama pengguna dan kata sandi tidak cocok. Setelah lima kali salah, coba lagi 15 menit kemudian."
"""The same for a wrong password, an unknown name and a locked one."""
CROWDED = "Sedang banyak yang masuk. Mohon coba lagi sebentar lagi."

router = guard.router()


@router.get("/masuk")
def ask(request: Request, here: ServicesDep, lanjut: str = "") -> Response:
    """The sign-in form, or straight on for who is signed in."""
    try:
        guard.signed_in(request, here)
    except NotSignedIn:
        return _form(request, here, next_path=_inside(lanjut))
    return go_to(_inside(lanjut))


@router.post("/masuk")
def sign_in(
    request: Request,
    here: ServicesDep,
    nama: Annotated[str, Form()] = "",
    sandi: Annotated[str, Form()] = "",
    kunci: Annotated[str, Form()] = "",
    lanjut: Annotated[str, Form()] = "",
) -> Response:
    """Checks the password and gives the browser its cookie."""
    expected = request.cookies.get(FORM_COOKIE, "")
    if not expected or not secrets.compare_digest(expected.encode(), kunci.encode()):
        raise HTTPException(403)
    next_path, nama = _inside(lanjut), nama.strip()
    errors = {
        field: text
        for field, value, text in (
            ("nama", nama, "Isi nama pengguna."),
            ("sandi", sandi, "Isi kata sandi."),
        )
        if not value
    }
    if errors:
        return _form(request, here, status=422, errors=errors, name=nama, next_path=next_path)
    if not _door.acquire(blocking=False):
        return _form(request, here, status=429, errors={"nama": CROWDED}, name=nama, next_path=next_path)
    try:
        signed_in = officers.sign_in(here.database, nama, sandi, at=datetime.now(UTC))
    finally:
        _door.release()
    if signed_in is None:
        return _form(request, here, status=401, errors={"nama": WRONG}, name=nama, next_path=next_path)
    response = go_to(next_path)
    response.set_cookie(
        COOKIE, signed_in.token, path=HOME, httponly=True, samesite="lax", secure=_https(here)
    )
    response.delete_cookie(FORM_COOKIE, path=HOME)
    return response


@router.post("/keluar")
def sign_out(officer: PostingOfficer, here: ServicesDep) -> Response:
    """Ends the session here and in the browser."""
    with here.database.write() as session:
        officers.sign_out(session, officer.token)
    response = go_to("/masuk", notice="keluar")
    response.delete_cookie(COOKIE, path=HOME)
    return response


def _form(
    request: Request,
    here: ServicesDep,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    name: str = "",
    next_path: str,
) -> Response:
    key = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    response = page(
        request, "login.html", status=status, errors=errors or {}, key=key, name=name, next_path=next_path
    )
    response.set_cookie(FORM_COOKIE, key, path=HOME, httponly=True, samesite="strict", secure=_https(here))
    return response


def _inside(path: str) -> str:
    """Where to go after signing in: a page of the console and nothing else."""
    return path if path.startswith(("/kasus/", "/permohonan")) and ".." not in path else "/antrean"


def _https(here: ServicesDep) -> bool:
    return here.settings.base_url.startswith("https:")
