"""For other systems: tell the line of one application, and ask what it knows of one.

`PUT /api/applications/{code}` may be repeated as often as one likes: the same twice changes nothing.
"""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import IntegrityError

from casework.api import door
from casework.api.door import Refusal, may
from casework.api_keys import Right, System
from casework.applications import (
    LONGEST_MISSING,
    ApplicationData,
    ApplicationRefused,
    ChangeKind,
    find_application,
    put_application,
)
from casework.codes import is_code
from deps import Services, ServicesDep
from models import Application, ApplicationStatus

MAX_BODY = 16 * 1024
"""Bytes."""

Reader = Annotated[System, Depends(may(Right.READ_APPLICATIONS))]
Writer = Annotated[System, Depends(may(Right.WRITE_APPLICATIONS))]


class ApplicationBody(BaseModel):
    """An application as the other system tells it."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    service: str = Field(max_length=40)
    """A service's id in content/services.yaml."""
    status: ApplicationStatus
    missing: str | None = Field(default=None, min_length=1, max_length=LONGEST_MISSING)
    """What the citizen must still bring, in plain words."""
    expected_on: date | None = None
    """The day on which the next step is promised."""
    phone: str | None = Field(default=None, min_length=1, max_length=32)

    def data(self, code: str) -> ApplicationData:
        """As casework takes it."""
        return ApplicationData(
            code=code,
            service_id=self.service,
            status=self.status,
            missing=self.missing,
            expected_on=self.expected_on,
            phone=self.phone,
        )


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


router = door.router("/api", most=MAX_BODY)


@router.put(
    "/applications/{code}",
    responses={
        201: {"model": ApplicationShown, "description": "It is new"},
        422: {"model": Refusal, "description": "It is not an application, and why"},
    },
)
def put(
    here: ServicesDep, system: Writer, code: str, body: ApplicationBody, answer: Response
) -> ApplicationShown:
    """Makes the application with this code be as given."""
    if not here.office.catalogue.has(body.service):
        raise HTTPException(422, "service: layanan tidak ada di daftar layanan")
    data = body.data(code)
    try:
        kind, shown = _put(here, data)
    except IntegrityError:  # another process put the same new code at this moment: now it is known
        kind, shown = _put(here, data)
    except ApplicationRefused as error:
        raise HTTPException(422, str(error)) from error
    answer.status_code = 201 if kind is ChangeKind.ADDED else 200
    return shown


@router.get(
    "/applications/{code}", responses={404: {"model": Refusal, "description": "No application has this code"}}
)
def get(here: ServicesDep, system: Reader, code: str) -> ApplicationShown:
    """The application with this code and how its status went."""
    with here.database.read() as session:
        application = find_application(session, code) if is_code(code) else None
        if application is None:
            raise HTTPException(404, "tidak ada permohonan dengan kode ini")
        return _shown(application)


def _put(here: Services, data: ApplicationData) -> tuple[ChangeKind, ApplicationShown]:
    with here.database.write() as session:
        kind = put_application(session, here.office.vault, data, source="api", at=datetime.now(UTC))
        application = find_application(session, data.code)
        if application is None:
            raise LookupError(data.code)
        return kind, _shown(application)


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
