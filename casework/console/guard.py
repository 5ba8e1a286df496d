"""The one guard of the officers' pages: who is signed in, and whether a form is really theirs.

Every route of the console has the class `Guarded`; those for officers ask for `SignedInOfficer`, those that
change something for `PostingOfficer`, which also checks the form's token.
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import quote, urlsplit

import structlog
from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from casework import officers
from casework.console.pages import HOME, finish, go_to, page
from deps import ServicesDep

log = structlog.get_logger()

COOKIE = "suara_session"
TOUCH = timedelta(minutes=1)
"""How often a session's last use is written down at most."""
MAX_FORM = 64 * 1024
"""Bytes of a form."""


class NotSignedIn(Exception):
    """Nobody is signed in with this browser, or not any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The officer at this browser. `csrf_token` goes into every form, `token` is the cookie."""

    id: int
    name: str
    csrf_token: str
    token: str


class Guarded(APIRoute):
    """A route of the console: refuses other sites' forms, answers errors with pages, adds the headers."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                if request.method == "POST" and not same_site(request):
                    raise HTTPException(403)
                response = await handle(request)
            except NotSignedIn:
                response = await _sign_in_first(request)
            except (HTTPException, RequestValidationError) as error:
                status = error.status_code if isinstance(error, HTTPException) else 404
                log.info("console refused", status=status, route=self.path)
                response = page(request, "refused.html", status=status, code=status)
            return finish(response, https=request.app.state.services.settings.base_url.startswith("https:"))

        return guarded


def router() -> APIRouter:
    """A router whose routes are guarded."""
    return APIRouter(route_class=Guarded, include_in_schema=False, max_body_size=MAX_FORM)


def watching(request: Request, here: ServicesDep) -> SignedIn:
    """The signed-in officer, without counting this as use of the session: for a page that looks by itself."""
    return _signed_in(request, here, use=False)


def signed_in(request: Request, here: ServicesDep) -> SignedIn:
    """The signed-in officer. Raises NotSignedIn."""
    return _signed_in(request, here, use=True)


WatchingOfficer = Annotated[SignedIn, Depends(watching)]
SignedInOfficer = Annotated[SignedIn, Depends(signed_in)]


def posting(officer: SignedInOfficer, csrf: Annotated[str, Form()] = "") -> SignedIn:
    """The signed-in officer whose own form this is. 403 when its token is missing or wrong."""
    if not secrets.compare_digest(csrf.encode(), officer.csrf_token.encode()):
        raise HTTPException(403)
    return officer


PostingOfficer = Annotated[SignedIn, Depends(posting)]


def same_site(request: Request) -> bool:
    """Whether a form comes from one of our own pages, by what the browser itself says of it."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = urlsplit(request.headers.get("origin", "")).netloc
    ours = urlsplit(request.app.state.services.settings.base_url).netloc
    return origin != "" and origin in (ours, request.headers.get("host"))


def _signed_in(request: Request, here: ServicesDep, *, use: bool) -> SignedIn:
    token, now = request.cookies.get(COOKIE, ""), datetime.now(UTC)
    with here.database.read() as session:
        found = officers.session_of(session, token, at=now) if token else None
        if found is None:
            raise NotSignedIn
        officer = SignedIn(
            id=found.officer_id, name=found.officer.name, csrf_token=found.csrf_token, token=token
        )
        late = now - found.seen_at > TOUCH
    if use and late:
        with here.database.write() as session:
            again = officers.session_of(session, token, at=now)
            if again is not None:
                again.seen_at = now
    return officer


async def _sign_in_first(request: Request) -> Response:
    """To the sign-in page, or, when something was being sent, a page that keeps what was written."""
    if request.method == "GET":
        return go_to(f"/masuk?lanjut={quote(request.url.path.removeprefix(HOME))}")
    form = await request.form()
    written = [
        value for key, value in form.items() if key != "csrf" and isinstance(value, str) and " " in value
    ]
    return page(request, "expired.html", status=401, written=written)
