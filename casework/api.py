"""For other systems: tell the line of an application, and ask what it knows of one. JSON, with a key.

`PUT /api/applications/{code}` may be repeated as often as one likes: the same twice changes nothing.
Reasons are in Indonesian, for the people who keep those systems.
"""

import secrets
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import IntegrityError

from casework.applications import ApplicationData, ApplicationRefused, find_application, put_application
from casework.codes import is_code
from deps import Services, ServicesDep
from models import Application, ApplicationStatus

MAX_BODY = 16 * 1024
"""Bytes."""


class ApplicationBody(BaseModel):
    """An application as the other system tells it."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    service: str = Field(max_length=40)
    """A service's id in content/services.yaml."""
    status: ApplicationStatus
    missing: str | None = Field(default=None, min_length=1, max_length=120)
    """What the citizen must still bring, in plain words."""
    expected_on: date | None = None
    """The day on which the next step is promised."""
    phone: str | None = Field(default=None, min_length=1, max_length=32)


class StatusSeen(BaseModel):
    """One status that the application had, and since when."""

    status: ApplicationStatus
    at: datetime


class ApplicationShown(BaseModel):
    """An application as the line knows it. The telephone number is taken in and never given out."""

    code: str
    service: str
    status: ApplicationStatus
    missing: str | None
    expected_on: date | None
    updated_at: datetime
    history: list[StatusSeen]


class Refusal(BaseModel):
    """Why not, in Indonesian."""

    detail: str


class WithKey(APIRoute):
    """A route that looks at the key before anything else, and says in one sentence what is wrong with a body."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        handle = super().get_route_handler()

        async def checked(request: Request) -> Response:
            if not has_key(request):
                return JSONResponse(
                    {"detail": "kunci API tidak ada atau tidak dikenal"},
                    401,
                    headers={"WWW-Authenticate": "Bearer"},
                )
            try:
                return await handle(request)
            except RequestValidationError as error:
                return JSONResponse({"detail": "; ".join(map(reason, error.errors()))}, 422)

        return checked


router = APIRouter(
    prefix="/api",
    route_class=WithKey,
    max_body_size=MAX_BODY,
    dependencies=[Depends(HTTPBearer(auto_error=False, description="One of SUARA_API_KEYS"))],
    responses={401: {"model": Refusal, "description": "The key is missing or unknown"}},
)


@router.put(
    "/applications/{code}",
    responses={
        201: {"model": ApplicationShown, "description": "It is new"},
        422: {"model": Refusal, "description": "It is not an application, and why"},
    },
)
def put(here: ServicesDep, code: str, body: ApplicationBody, answer: Response) -> ApplicationShown:
    """Makes the application with this code be as given."""
    if not here.office.catalogue.has(body.service):
        raise HTTPException(422, "service: layanan tidak ada di daftar layanan")
    data = ApplicationData(
        code=code,
        service_id=body.service,
        status=body.status,
        missing=body.missing,
        expected_on=body.expected_on,
        phone=body.phone,
    )
    try:
        new, shown = _put(here, data)
    except IntegrityError:  # another process put the same new code at this moment: now it is known
        new, shown = _put(here, data)
    except ApplicationRefused as error:
        raise HTTPException(422, str(error)) from error
    answer.status_code = 201 if new else 200
    return shown


@router.get(
    "/applications/{code}", responses={404: {"model": Refusal, "description": "No application has this code"}}
)
def get(here: ServicesDep, code: str) -> ApplicationShown:
    """The application with this code and how its status went."""
    with here.database.read() as session:
        application = find_application(session, code) if is_code(code) else None
        if application is None:
            raise HTTPException(404, "tidak ada permohonan dengan kode ini")
        return _shown(application)


def has_key(request: Request) -> bool:
    """Whether the request carries one of our keys. Every key is compared, each in constant time."""
    services: Services = request.app.state.services
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    matches = [secrets.compare_digest(key.encode(), given.encode()) for key in services.settings.api_keys]
    return scheme.lower() == "bearer" and any(matches)


def reason(error: Any) -> str:
    """One thing that pydantic found wrong, in Indonesian."""
    limits, field = error.get("ctx", {}), str(error["loc"][-1])
    match "" if field == "body" else error["type"]:
        case "missing":
            words = "harus diisi"
        case "extra_forbidden":
            words = "tidak dikenal"
        case "enum":
            words = f"harus salah satu dari: {', '.join(ApplicationStatus)}"
        case "string_type":
            words = "harus berupa teks"
        case "string_too_long":
            words = f"paling panjang {limits['max_length']} huruf"
        case "string_too_short":
            words = "tidak boleh kosong; kosongkan dengan null"
        case kind if kind.startswith("date"):
            words = "harus tanggal seperti 2026-11-24"
        case _:
            return "isi permintaan harus objek JSON (Content-Type: application/json)"
    return f"{field}: {words}"


def _put(here: Services, data: ApplicationData) -> tuple[bool, ApplicationShown]:
    with here.database.write() as session:
        new = put_application(session, here.office.vault, data, source="api", at=datetime.now(UTC))
        application = find_application(session, data.code)
        if application is None:
            raise LookupError(data.code)
        return new, _shown(application)


def _shown(application: Application) -> ApplicationShown:
    return ApplicationShown(
        code=application.code,
        service=application.service_id,
        status=ApplicationStatus(application.status),
        missing=application.missing,
        expected_on=application.expected_on,
        updated_at=application.updated_at,
        history=[
            StatusSeen(status=ApplicationStatus(past.status), at=past.at) for past in application.history
        ],
    )
