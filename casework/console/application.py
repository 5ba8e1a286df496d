"""Applications (permohonan): looked up by code. The code travels in a form, so it is in no address and no log."""

from dataclasses import dataclass, replace
from typing import Annotated

from babel.dates import format_date
from fastapi import Form, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import audit, letters
from casework.applications import application_found, find_application
from casework.cases import find_case
from casework.codes import is_code
from casework.console import guard, personal, wording
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer
from casework.console.pages import go_to, page
from casework.console.reach_view import ReachView, read_reach
from casework.office import Office
from casework.phones import masked
from casework.roles import Right
from deps import Services, ServicesDep
from models import Application, ApplicationEvent, Contact, Deed

router = guard.router(see=Right.SEE_CASES, do=Right.SEE_CASES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One status that the application had."""

    at: str
    status: str
    source: str
    told: str
    """What the citizen is told of it, in their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """Everything on the page of one application."""

    id: int
    code: str
    service: str
    status: str
    missing: str
    expected: str
    phone: str
    updated: str
    told: str
    """The text that a citizen gets who asks now; on the telephone they hear the same."""
    reach: ReachView | None
    """None: no telephone number is known."""
    history: list[Past]


@router.get("/permohonan")
def ask(request: Request, officer: SignedInOfficer) -> Response:
    """The form."""
    return _form(request, officer)


@router.post("/permohonan")
def find(
    request: Request, officer: PostingOfficer, here: ServicesDep, kode: Annotated[str, Form()] = ""
) -> Response:
    """To the application, or the case, with this code."""
    code = "".join(kode.split()).replace("-", "").replace(".", "")
    if not code:
        return _form(request, officer, typed=kode, error="Tulis dulu kodenya.")
    if not is_code(code):
        wrong = "Kode ini belum cocok. Periksa lagi delapan angkanya."
        return _form(request, officer, typed=kode, error=wrong)
    with here.database.read() as session:
        application, case = find_application(session, code), find_case(session, code)
    if application is not None:
        return go_to(f"/permohonan/{application.id}")
    if case is not None:
        return go_to(f"/kasus/{case.id}")
    return _form(request, officer, typed=kode, error="Tidak ada permohonan atau kasus dengan kode ini.")


@router.get("/permohonan/{application_id}")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep, application_id: int) -> Response:
    """The application's status and how it went."""
    return application_page(request, officer, here, application_id)


def application_page(
    request: Request,
    officer: SignedIn,
    here: Services,
    application_id: int,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    """The page, with what was wrong and what was typed when its form is shown again. 404 for an unknown one."""
    with here.database.read() as session:
        application = personal.application_for(session, officer, here.office, application_id)
        view = _view(session, application, here.office)
    personal.seen(here, officer, Deed.APPLICATION_SEEN, (audit.APPLICATION, application_id))
    return page(
        request,
        "application.html",
        status=status,
        officer=officer,
        application=view,
        errors=errors or {},
        typed=typed or {},
    )


def _form(request: Request, officer: SignedIn, *, typed: str = "", error: str = "") -> Response:
    return page(
        request,
        "find.html",
        status=422 if error else 200,
        officer=officer,
        typed=typed,
        errors={"kode": error} if error else {},
    )


def _view(session: Session, application: Application, office: Office) -> ApplicationView:
    zone = office.mpp.timezone
    contact = session.scalar(select(Contact).where(Contact.phone_index == application.phone_index))
    expected = application.expected_on
    return ApplicationView(
        id=application.id,
        code=application.code,
        service=wording.service(office.catalogue, application.service_id),
        status=wording.APPLICATION[application.status],
        missing=application.missing or "",
        expected=format_date(expected, "EEEE, d MMMM y", locale="id") if expected is not None else "",
        phone=masked(application.phone) if application.phone else "",
        updated=wording.moment(application.updated_at, zone),
        told=letters.status(office, application_found(application)),
        reach=read_reach(session, office, contact) if application.phone else None,
        history=[
            Past(
                at=wording.moment(past.at, zone),
                status=wording.APPLICATION[past.status],
                source=wording.SOURCE.get(past.source, past.source),
                told=_told(office, application, past, newest=past is application.history[-1]),
            )
            for past in reversed(application.history)
        ],
    )


def _told(office: Office, application: Application, past: ApplicationEvent, *, newest: bool) -> str:
    """What this status says to a citizen; of an older one without what was missing or promised then, which is not
    kept.
    """
    found = application_found(application)
    if not newest:
        found = replace(found, status=past.status, missing=None, expected_on=None)
    return letters.status(office, found)
