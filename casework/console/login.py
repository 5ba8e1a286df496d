"""Signing in and out (masuk, keluar): password, then the code of the second factor where there is one."""

import secrets
import threading
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import Form, HTTPException, Request, Response

from casework import audit, officers
from casework.console import guard
from casework.console.guard import COOKIE, NotSignedIn, PostingOfficer, needs
from casework.console.pages import HOME, go_to, page
from casework.console.today import start_of
from casework.roles import Right
from deps import Services, ServicesDep
from models import Deed

DEVICE_COOKIE = "suara_peramban"
"""By which a browser that signed in before is known, so that nobody who guesses elsewhere locks it out."""
DEVICE_DAYS = 180
FORM_COOKIE = "suara_masuk"
"""Holds the same random value as the sign-in form, which another site can neither read nor set."""
AT_THE_DOOR = 8
"""Passwords that may be waiting to be checked at once. Checking is slow on purpose: without a limit, a flood of
them would take the threads that calls and texts are answered with."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
"""By what a browser says of itself; Android says Linux too."""

_door = threading.BoundedSemaphore(AT_THE_DOOR)

WRONG = "Nama pengguna dan kata sandi tidak cocok. Setelah lima kali salah, coba lagi 15 menit kemudian."
"""The same for a wrong password, an unknown name and a locked one."""
WRONG_CODE = (
    "Kode tidak cocok. Kode berganti tiap setengah menit. Lima kali salah: coba lagi 15 menit kemudian."
)
CROWDED = "Sedang banyak yang masuk. Mohon coba lagi sebentar lagi."

router = guard.router(see=Right.ANYBODY, do=Right.ANYBODY)


@router.get("/masuk")
def ask(request: Request, here: ServicesDep, lanjut: str = "") -> Response:
    """The sign-in form, or straight on for who is signed in."""
    try:
        officer = guard.signed_in(request, here)
    except NotSignedIn:
        return _form(request, here, next_path=inside(lanjut))
    wanted = inside(lanjut)
    return go_to(start_of(officer) if wanted == "/" else wanted)


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
    next_path, nama = inside(lanjut), nama.strip()
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
        visitor = visitor_of(request)
        signed_in = officers.sign_in(here.database, nama, sandi, at=datetime.now(UTC), visitor=visitor)
    finally:
        _door.release()
    if signed_in is None:
        return _form(request, here, status=401, errors={"nama": WRONG}, name=nama, next_path=next_path)
    return let_in(request, here, signed_in, next_path)


@router.get("/masuk/kode")
def ask_code(request: Request, here: ServicesDep, lanjut: str = "") -> Response:
    """The second factor, for who gave the right password a moment ago."""
    with here.database.read() as session:
        half = officers.half_session(session, request.cookies.get(COOKIE, ""), at=datetime.now(UTC))
        if half is None:
            return go_to("/masuk")
        key = half.csrf_token
    return page(request, "code.html", key=key, next_path=inside(lanjut))


@router.post("/masuk/kode")
def check_code(
    request: Request,
    here: ServicesDep,
    kode: Annotated[str, Form()] = "",
    kunci: Annotated[str, Form()] = "",
    lanjut: Annotated[str, Form()] = "",
) -> Response:
    """Checks the code, and gives the browser the cookie of a new session."""
    token, at, next_path = request.cookies.get(COOKIE, ""), datetime.now(UTC), inside(lanjut)
    with here.database.read() as session:
        half = officers.half_session(session, token, at=at)
        key = half.csrf_token if half is not None else ""
    if not key:
        return go_to("/masuk")
    if not secrets.compare_digest(key.encode(), kunci.encode()):
        raise HTTPException(403)
    signed_in = officers.finish_signing_in(here.database, token, kode, at=at, visitor=visitor_of(request))
    if signed_in is None:
        errors = {"kode": WRONG_CODE}
        return page(request, "code.html", status=401, key=key, next_path=next_path, errors=errors)
    return let_in(request, here, signed_in, next_path)


@router.post("/keluar")
@needs(Right.OWN_ACCOUNT)
def sign_out(officer: PostingOfficer, here: ServicesDep) -> Response:
    """Ends the session here and in the browser."""
    with here.database.write() as session:
        officers.sign_out(session, officer.token)
        audit.write(session, Deed.SIGNED_OUT, at=datetime.now(UTC), by=officer.id)
    response = go_to("/masuk", notice="keluar")
    response.delete_cookie(COOKIE, path=HOME)
    return response


def visitor_of(request: Request) -> officers.Visitor:
    """Where this request comes from. The address is the socket's own: a header could say anything."""
    return officers.Visitor(
        address=request.client.host if request.client is not None else "",
        device=request.cookies.get(DEVICE_COOKIE, ""),
        browser=browser_of(request.headers.get("user-agent", "")),
    )


def browser_of(agent: str) -> str:
    """Which browser on what, for its owner to know it again: "Firefox, Windows"."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "Peramban lain")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser}, {system}" if system else browser


def keep_device(here: Services, response: Response, device: str) -> None:
    """The browser is known from now."""
    response.set_cookie(
        DEVICE_COOKIE,
        device,
        path=f"{HOME}/masuk",
        max_age=DEVICE_DAYS * 24 * 3600,
        httponly=True,
        samesite="strict",
        secure=https(here),
    )


def let_in(request: Request, here: Services, signed_in: officers.SignedIn, next_path: str) -> Response:
    """Hands the cookie over. What this browser was signed in as before ends."""
    if before := request.cookies.get(COOKIE):
        with here.database.write() as session:
            officers.sign_out(session, before)
    response = go_to(f"/masuk/kode?lanjut={quote(next_path)}" if signed_in.half else next_path)
    response.set_cookie(COOKIE, signed_in.token, path=HOME, httponly=True, samesite="lax", secure=https(here))
    if signed_in.device:
        keep_device(here, response, signed_in.device)
    response.delete_cookie(FORM_COOKIE, path=HOME)
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
        request,
        "login.html",
        status=status,
        errors=errors or {},
        key=key,
        name=name,
        next_path=next_path,
        sign_on=here.settings.oidc_name if here.sign_on is not None else "",
    )
    response.set_cookie(FORM_COOKIE, key, path=HOME, httponly=True, samesite="strict", secure=https(here))
    return response


def inside(path: str) -> str:
    """Where to go after signing in: a page of the console and nothing else."""
    return path if path.startswith(("/kasus/", "/permohonan")) and ".." not in path else "/"


def https(here: ServicesDep) -> bool:
    """Whether browsers reach the pages encrypted, so that cookies may insist on it."""
    return here.settings.base_url.startswith("https:")
