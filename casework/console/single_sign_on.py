"""Signing in with an account of the government's own (OpenID Connect), beside the password.

The officer must be known here already, with their roles: the provider only says who somebody is. The code of our own
second factor still follows where it is on.
"""

import json
import secrets
from datetime import UTC, datetime

import structlog
from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from casework import officers
from casework.console import guard
from casework.console.login import https, inside, let_in, visitor_of
from casework.console.pages import HOME, page
from casework.roles import Right
from casework.single_sign_on import ProviderError
from deps import ServicesDep

log = structlog.get_logger()
router = guard.router(see=Right.ANYBODY)
COOKIE = "suara_sso"
"""What was asked of the provider, for the browser that asked. Lax: it comes back from another site."""
MINUTES = 10
AWAY = "Masuk dengan akun ini sedang tidak bisa. Coba lagi, atau pakai kata sandi."
UNKNOWN = "Akun ini belum terdaftar sebagai petugas. Minta pengelola MPP mendaftarkan nama penggunanya."


@router.get("/masuk/sso")
def ask(request: Request, here: ServicesDep, lanjut: str = "") -> Response:
    """To the provider's own page. 404 where there is none."""
    if here.sign_on is None:
        raise HTTPException(404)
    try:
        asked = here.sign_on.ask()
    except ProviderError as error:
        return _refused(request, error)
    response = RedirectResponse(asked.url, 303)
    kept = {"state": asked.state, "nonce": asked.nonce, "verifier": asked.verifier, "lanjut": inside(lanjut)}
    response.set_cookie(
        COOKIE,
        json.dumps(kept),
        path=f"{HOME}/masuk",
        max_age=MINUTES * 60,
        httponly=True,
        samesite="lax",
        secure=https(here),
    )
    return response


@router.get("/masuk/sso/kembali")
def come_back(request: Request, here: ServicesDep, code: str = "", state: str = "") -> Response:
    """From the provider, with a code that says who it is."""
    if here.sign_on is None:
        raise HTTPException(404)
    try:
        kept = json.loads(request.cookies.get(COOKIE, ""))
        asked_state, nonce, verifier = kept["state"], kept["nonce"], kept["verifier"]
    except (ValueError, KeyError, TypeError):
        return _refused(request, ProviderError("this browser asked nothing"))
    if not state or not secrets.compare_digest(str(asked_state).encode(), state.encode()):
        return _refused(request, ProviderError("the answer is to another question (state)"))
    if not code:
        return _refused(request, ProviderError("no code: the person or the provider said no"))
    try:
        name = here.sign_on.who(code, nonce=str(nonce), verifier=str(verifier))
    except ProviderError as error:
        return _refused(request, error)
    signed_in = officers.sign_in_known(here.database, name, at=datetime.now(UTC), visitor=visitor_of(request))
    if signed_in is None:
        return _forget(page(request, "sso_refused.html", status=403, why=UNKNOWN))
    return _forget(let_in(request, here, signed_in, inside(str(kept.get("lanjut", "")))))


def _refused(request: Request, error: ProviderError) -> Response:
    log.warning("single sign-on failed", problem=str(error))
    return _forget(page(request, "sso_refused.html", status=401, why=AWAY))


def _forget(response: Response) -> Response:
    response.delete_cookie(COOKIE, path=f"{HOME}/masuk")
    return response
