"""The one guard of the officers' pages: who is signed in, whether they may, and whether a form is really theirs.

Every route of the console has the class `Guarded` and names the right that it needs (casework/roles.py); one that
names none is nobody's. Those for officers ask for `SignedInOfficer`, those that change something for
`PostingOfficer`, which also checks the form's token.
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar
from urllib.parse import quote, urlsplit

import structlog
from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from casework import officers, roles
from casework.console.pages import HOME, finish, go_to, page
from casework.roles import Right
from deps import Services, ServicesDep
from models import Officer

log = structlog.get_logger()
Endpoint = TypeVar("Endpoint", bound=Callable[..., object])

COOKIE = "suara_session"
TOUCH = timedelta(minutes=1)
"""How often a session's last use is written down at most."""
MAX_FORM = 64 * 1024
"""Bytes of a form."""


class NotSignedIn(Exception):
    """Nobody is signed in with this browser, or not any more."""


class NotAllowed(Exception):
    """The officer may not do this. `lead` says in Indonesian who may."""

    def __init__(self, lead: str) -> None:
        super().__init__(lead)
        self.lead = lead


class First(Exception):
    """Something has to be done before: `path` is its page, below HOME."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The officer at this browser. `csrf_token` goes into every form, `token` is the cookie."""

    id: int
    name: str
    csrf_token: str
    token: str
    rights: frozenset[Right]
    counters: tuple[str, ...]

    def may(self, right: str) -> bool:
        """Whether they have this right; pages show no button that may not be used."""
        return Right(right) in self.rights

    def sees(self, *, counter: str, holder: int | None) -> bool:
        """Whether a case of this counter, held by this officer, is for their eyes."""
        return roles.sees(self.rights, self.counters, self.id, counter=counter, holder=holder)

    @property
    def only_at(self) -> tuple[str, ...] | None:
        """The counters that they are bound to; None: none, they see all."""
        return None if self.may(Right.ALL_COUNTERS) else self.counters


class Guarded(APIRoute):
    """A route of the console: refuses other sites' forms, answers errors with pages, adds the headers."""

    see: Right | None = None
    do: Right | None = None

    @property
    def right(self) -> Right | None:
        """What whoever asks must have the right to; None: nobody said, so nobody may."""
        own: Right | None = getattr(self.endpoint, "needs", None)
        return own or (self.see if "GET" in (self.methods or ()) else self.do)

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            request.state.right = self.right
            try:
                if request.method == "POST" and not same_site(request):
                    raise HTTPException(403)
                response = await handle(request)
            except NotSignedIn:
                response = await _sign_in_first(request)
            except First as first:
                response = go_to(first.path)
            except NotAllowed as refused:
                log.info("console refused", status=403, route=self.path, right=self.right)
                response = page(request, "not_allowed.html", status=403, lead=refused.lead)
            except (HTTPException, RequestValidationError) as error:
                status = error.status_code if isinstance(error, HTTPException) else 404
                log.info("console refused", status=status, route=self.path)
                response = page(request, "refused.html", status=status, code=status)
            return finish(response, https=request.app.state.services.settings.base_url.startswith("https:"))

        return guarded


def router(*, see: Right | None = None, do: Right | None = None, most: int = MAX_FORM) -> APIRouter:
    """A router whose routes are guarded: pages need the right `see`, forms that are sent `do`, and forms have at most
    so many bytes.
    """
    guarded = type("Guarded", (Guarded,), {"see": see, "do": do})
    return APIRouter(route_class=guarded, include_in_schema=False, max_body_size=most)


def needs(right: Right) -> Callable[[Endpoint], Endpoint]:
    """For one route that needs another right than those beside it; written below the route's own line."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.needs = right  # type: ignore[attr-defined]
        return endpoint

    return mark


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
            id=found.officer_id,
            name=found.officer.name,
            csrf_token=found.csrf_token,
            token=token,
            rights=roles.rights_of(found.officer.roles),
            counters=tuple(found.officer.counters),
        )
        owed = _owed(found.officer, here)
        late = now - found.seen_at > TOUCH
    if use and late:
        with here.database.write() as session:
            again = officers.session_of(session, token, at=now)
            if again is not None:
                again.seen_at = now
    _check(request, officer, owed)
    return officer


def _check(request: Request, officer: SignedIn, owed: str) -> None:
    right: Right | None = request.state.right
    if owed and right not in (Right.ANYBODY, Right.OWN_ACCOUNT):
        raise First(owed)
    if right is None:
        raise NotAllowed("Halaman ini belum diberikan kepada peran mana pun.")
    if right not in officer.rights:
        raise NotAllowed(f"Ini hanya untuk {' atau '.join(roles.who_may(right)).lower()}.")


def _owed(officer: Officer, here: Services) -> str:
    """The page of what this officer has to do before anything else; "" for nothing."""
    if officer.must_change:
        return "/akun/sandi"
    if here.settings.second_factor and not officer.totp_on and roles.SECOND_FACTOR & set(officer.roles):
        return "/akun/kode"
    return ""


async def _sign_in_first(request: Request) -> Response:
    """To the sign-in page, or, when something was being sent, a page that keeps what was written."""
    if request.method == "GET":
        return go_to(f"/masuk?lanjut={quote(request.url.path.removeprefix(HOME))}")
    form = await request.form()
    written = [
        value for key, value in form.items() if key != "csrf" and isinstance(value, str) and " " in value
    ]
    return page(request, "expired.html", status=401, written=written)
