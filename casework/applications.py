"""Applications and their status history: put by other systems, looked up by code."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.codes import is_code
from casework.commands import ApplicationFound
from casework.jobs import enqueue
from casework.phones import read_phone
from casework.webhook_events import WebhookKind, say
from models import Application, ApplicationEvent, ApplicationStatus, Case, Contact, Vault

TELL_STATUS = "tell_status"
"""The kind of job that tells a citizen of a new status, if they chose to be told."""


REMIND = "remind"
"""The kind of job that reminds a citizen of what lies ready or is missing: `casework.reminders`."""
REMINDED_OF = frozenset({ApplicationStatus.READY, ApplicationStatus.INCOMPLETE})
LONGEST_MISSING = 120
"""Characters of what is missing: it must fit into a text."""


class ApplicationRefused(ValueError):
    """What was given is not an application. The message says which part and why, in Indonesian; `code` names the part
    for machines."""

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.code = code


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    SAME = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationData:
    """An application as another system tells it. `phone` as written there, or None."""

    code: str
    service_id: str
    status: ApplicationStatus
    missing: str | None = None
    expected_on: date | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What putting an application would do."""

    kind: ChangeKind
    application: Application | None
    """As it is now."""
    phone: str | None
    """E.164."""
    fields: tuple[str, ...] = ()
    """The names of ApplicationData whose values are others now."""


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


def change_of(session: Session, data: ApplicationData) -> Change:
    """What putting this would do; changes nothing. Raises ApplicationRefused."""
    if not is_code(data.code):
        raise ApplicationRefused("kode harus delapan angka dengan angka pemeriksa yang benar", "code")
    if data.missing is not None and len(data.missing) > LONGEST_MISSING:
        raise ApplicationRefused(f"kurang paling panjang {LONGEST_MISSING} huruf", "missing")
    phone = read_phone(data.phone).number if data.phone else None
    if phone is not None and not re.fullmatch(r"\+\d{8,15}", phone):
        raise ApplicationRefused("telepon bukan nomor yang sah", "phone")
    known = find_application(session, data.code)
    if known is None:
        if session.scalar(select(Case.id).where(Case.code == data.code)) is not None:
            raise ApplicationRefused("kode ini sudah dipakai untuk sebuah laporan", "code_taken")
        return Change(kind=ChangeKind.ADDED, application=None, phone=phone)
    pairs = {
        "service_id": (known.service_id, data.service_id),
        "status": (known.status, data.status),
        "missing": (known.missing, data.missing),
        "expected_on": (known.expected_on, data.expected_on),
        "phone": (known.phone, phone),
    }
    fields = tuple(name for name, (before, after) in pairs.items() if before != after)
    kind = ChangeKind.CHANGED if fields else ChangeKind.SAME
    return Change(kind=kind, application=known, phone=phone, fields=fields)


def put_application(
    session: Session, vault: Vault, data: ApplicationData, *, source: str, at: datetime
) -> ChangeKind:
    """Makes the application be as given, and adds to its history when its status is another.

    Putting the same twice changes nothing. Raises ApplicationRefused.
    """
    change = change_of(session, data)
    if change.kind is ChangeKind.SAME:
        return change.kind
    application = change.application or Application(code=data.code)
    session.add(application)
    status_before = application.status
    application.service_id, application.missing = data.service_id, data.missing
    application.expected_on, application.phone = data.expected_on, change.phone
    application.phone_index = vault.index(f"phone:{change.phone}") if change.phone else None
    application.status, application.updated_at = data.status, at
    if status_before != data.status:
        event = ApplicationEvent(status=data.status, source=source, at=at)
        application.history.append(event)
        session.flush()
        if change.kind is ChangeKind.CHANGED:
            _tell(session, application, event, at)
    session.flush()
    told = {"application": data.code, "service": data.service_id, "status": data.status}
    say(session, WebhookKind.APPLICATION_CHANGED, told, at=at)
    return change.kind


def _tell(session: Session, application: Application, event: ApplicationEvent, at: datetime) -> None:
    """Jobs for the news and its reminders, in the transaction of the change; no news where nobody wants any."""
    wanted = select(Contact.id).where(
        Contact.phone_index == application.phone_index, Contact.reach.is_not(None)
    )
    if application.phone_index is not None and session.scalar(wanted) is not None:
        enqueue(session, TELL_STATUS, {"event": event.id}, at=at, dedupe=f"{TELL_STATUS}:{event.id}")
    if application.phone_index is not None and event.status in REMINDED_OF:
        enqueue(session, REMIND, {"event": event.id}, at=at, dedupe=f"{REMIND}:{event.id}")
