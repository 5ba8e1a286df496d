"""One's own second factor (kode kedua): set up with a QR picture, turned off, and its recovery codes."""

import io
from datetime import UTC, datetime
from typing import Annotated

import segno
from fastapi import Form, Request, Response
from markupsafe import Markup

from casework import audit, officers, roles, second_factor, sign_in_limits
from casework.console import guard
from casework.console.account import WRONG, proves
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer
from casework.console.pages import go_to, page
from casework.roles import Right
from deps import Services, ServicesDep
from models import Deed, Officer

WRONG_CODE = "Kode tidak cocok. Periksa jam telepon Anda, lalu tulis kode yang sedang terlihat."

router = guard.router(see=Right.OWN_ACCOUNT, do=Right.OWN_ACCOUNT)

Typed = Annotated[str, Form()]


@router.get("/akun/kode")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """Whether it is on, and what can be done; half way through setting up, the picture."""
    return _page(request, officer, here)


@router.post("/akun/kode/mulai")
def begin(request: Request, officer: PostingOfficer, here: ServicesDep, sandi: Typed = "") -> Response:
    """A fresh secret, unless the factor is on already."""
    if wrong := _not_proven(request, officer, here, sandi):
        return wrong
    with here.database.write() as session:
        own = session.get_one(Officer, officer.id)
        if not own.totp_on:
            second_factor.begin(own)
    return go_to("/akun/kode")


@router.post("/akun/kode")
def confirm(request: Request, officer: PostingOfficer, here: ServicesDep, kode: Typed = "") -> Response:
    """The telephone knows the secret: on from now. Shows the recovery codes, once."""
    at, vault = datetime.now(UTC), here.database.vault
    with here.database.write() as session:
        own = session.get_one(Officer, officer.id)
        if own.totp_on or own.totp_secret is None:
            return go_to("/akun/kode")
        closed = sign_in_limits.code_locked(session, vault, own, at=at)
        right = not closed and second_factor.is_code(own, kode, at=at)
        if right:
            own.totp_on = True
            codes = second_factor.new_recovery_codes(vault, own)
            officers.end_sessions(session, own.id, but=officer.token)
            audit.write(session, Deed.SECOND_FACTOR_ON, at=at, by=own.id)
        elif not closed:
            sign_in_limits.code_failed(session, vault, own, at=at)
    if not right:
        return _page(request, officer, here, errors={"kode": WRONG_CODE})
    return page(request, "recovery.html", officer=officer, codes=codes)


@router.post("/akun/kode/cadangan")
def renew(request: Request, officer: PostingOfficer, here: ServicesDep, sandi: Typed = "") -> Response:
    """Fresh recovery codes; the older ones are worth nothing."""
    if wrong := _not_proven(request, officer, here, sandi):
        return wrong
    with here.database.write() as session:
        own = session.get_one(Officer, officer.id)
        if not own.totp_on:
            return go_to("/akun/kode")
        codes = second_factor.new_recovery_codes(here.database.vault, own)
        audit.write(session, Deed.RECOVERY_RENEWED, at=datetime.now(UTC), by=own.id)
    return page(request, "recovery.html", officer=officer, codes=codes)


@router.post("/akun/kode/matikan")
def end(request: Request, officer: PostingOfficer, here: ServicesDep, sandi: Typed = "") -> Response:
    """Off, where the officer's roles do not ask for it."""
    if wrong := _not_proven(request, officer, here, sandi):
        return wrong
    with here.database.write() as session:
        own = session.get_one(Officer, officer.id)
        if own.totp_on and not _obligatory(here, own):
            second_factor.end(own)
            audit.write(session, Deed.SECOND_FACTOR_OFF, at=datetime.now(UTC), by=own.id)
    return go_to("/akun/kode")


@router.get("/akun/kode/{action}")
def back(officer: SignedInOfficer, action: str) -> Response:
    """Where a form was sent to, opened again as a page."""
    return go_to("/akun/kode")


def picture(address: str) -> Markup:
    """The QR code as an SVG element without any script or style, black on white in both colour schemes."""
    file = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        file, kind="svg", xmldecl=False, svgns=True, scale=5, border=4, light="#fff", title="Kode QR",
        svgclass=None, lineclass=None, nl=False,
    )  # fmt: skip
    return Markup(file.getvalue().decode())  # noqa: S704  (made by us from our own address)


def _obligatory(here: Services, own: Officer) -> bool:
    return here.settings.second_factor and bool(roles.SECOND_FACTOR & set(own.roles))


def _not_proven(request: Request, officer: SignedIn, here: Services, password: str) -> Response | None:
    with here.database.read() as session:
        own = session.get_one(Officer, officer.id)
    if proves(here, own, password, at=datetime.now(UTC)):
        return None
    return _page(request, officer, here, errors={"sandi": WRONG})


def _page(
    request: Request, officer: SignedIn, here: Services, *, errors: dict[str, str] | None = None
) -> Response:
    with here.database.read() as session:
        own = session.get_one(Officer, officer.id)
    setting_up = own.totp_secret is not None and not own.totp_on
    return page(
        request,
        "second_factor.html",
        status=422 if errors else 200,
        officer=officer,
        on=own.totp_on,
        obligatory=_obligatory(here, own),
        left=len(own.recovery),
        qr=picture(second_factor.address(own, here.office.mpp.name)) if setting_up else None,
        secret=second_factor.spaced(own) if setting_up else "",
        errors=errors or {},
    )
