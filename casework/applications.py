"""Applications and their status history: put by other systems, looked up by code."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.codes import is_code
from casework.commands import ApplicationFound
from casework.jobs import enqueue
from casework.phones import read_phone
from models import Application, ApplicationEvent, ApplicationStatus, Case, Contact, Vault

TELL_STATUS = "tell_status"
"""The kind of job that tells a citizen of a new status, if they chose to be told."""


REMIND = "remind"
"""The kind of job that reminds a citizen of what lies ready or is missing: `casework.reminders`."""
REMINDED_OF = frozenset({ApplicationStatus.READY, ApplicationStatus.INCOMPLETE})


class ApplicationRefused(ValueError):
    """What was given is not an application. The message says which part and why, in Indonesian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationData:
    """An application as another system tells it. `phone` as written there, or None."""

    code: str
    service_id: str
    status: ApplicationStatus
    missing: str | None = None
    expected_on: date | None = None
    phone: str | None = None


def find_application(session: Session, code: str) -> Application | None:
    """The application with this code."""
    return session.scalar(select(Application).where(Application.code == code))


def application_found(application: Application) -> ApplicationFound:
    """What may be told of it."""
    return ApplicationFound(
        code=application.code,
        service_id=application.service_id,
        status=application.status,
        missing=application.missing,
        expected_on=application.expected_on,
    )


def put_application(
    session: Session, vault: Vault, data: ApplicationData, *, source: str, at: datetime
) -> bool:
    """Makes the application be as given, and adds to its history when its status is another.

    Putting the same twice changes nothing. True: it is new. Raises ApplicationRefused.
    """
    if not is_code(data.code):
        raise ApplicationRefused("kode harus delapan angka dengan angka pemeriksa yang benar")
    phone = read_phone(data.phone) if data.phone else None
    if phone is not None and not re.fullmatch(r"\+\d{8,15}", phone.number):
        raise ApplicationRefused("telepon bukan nomor yang sah")
    application = find_application(session, data.code)
    new = application is None
    if application is None:
        if session.scalar(select(Case.id).where(Case.code == data.code)) is not None:
            raise ApplicationRefused("kode ini sudah dipakai untuk sebuah laporan")
        application = Application(code=data.code)
        session.add(application)
    status_before = application.status
    before = (application.service_id, application.missing, application.expected_on, application.phone)
    after = (data.service_id, data.missing, data.expected_on, phone.number if phone else None)
    if before == after and status_before == data.status:
        return False
    application.service_id, application.missing, application.expected_on, application.phone = after
    application.phone_index = vault.index(f"phone:{phone.number}") if phone else None
    application.status, application.updated_at = data.status, at
    if status_before != data.status:
        event = ApplicationEvent(status=data.status, source=source, at=at)
        application.history.append(event)
        session.flush()
        if not new:
            _tell(session, application, event, at)
    session.flush()
    return new


def _tell(session: Session, application: Application, event: ApplicationEvent, at: datetime) -> None:
    """Jobs for the news and its reminders, in the transaction of the change; no news where nobody wants any."""
    wanted = select(Contact.id).where(
        Contact.phone_index == application.phone_index, Contact.reach.is_not(None)
    )
    if application.phone_index is not None and session.scalar(wanted) is not None:
        enqueue(session, TELL_STATUS, {"event": event.id}, at=at, dedupe=f"{TELL_STATUS}:{event.id}")
    if application.phone_index is not None and event.status in REMINDED_OF:
        enqueue(session, REMIND, {"event": event.id}, at=at, dedupe=f"{REMIND}:{event.id}")
