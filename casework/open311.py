"""Cases as Open311 GeoReport v2 tells them. Plain values by the names of that specification; knows no HTTP.

A case's code is its service_request_id. What a citizen said, their name and number are never told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import contacts
from casework.catalogue import Service
from casework.commands import CaseOpened, Channel, OpenCase, Origin
from casework.office import Office
from casework.perform import perform
from models import Case, CaseEventKind, CaseStatus

LONGEST_SPAN = timedelta(days=90)
MOST = 1000
"""Requests in one answer."""
OPEN, CLOSED = "open", "closed"
NOTES = {
    CaseStatus.NEW: "Menunggu petugas",
    CaseStatus.TAKEN: "Sedang dikerjakan petugas",
    CaseStatus.WAITING: "Menunggu kabar dari warga",
}
"""Of cases that are open; all others are closed."""
DONE = "Selesai"
MERGED = "Digabung dengan laporan lain dari orang yang sama"

Told = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which requests are wanted. `ids` overrides everything else; times are aware."""

    ids: Sequence[str] = ()
    services: Sequence[str] = ()
    statuses: Sequence[str] = ()
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A request as another system hands it in. Empty: not given."""

    service_id: str
    description: str
    phone: str
    name: str
    place: str


def told_service(service: Service) -> Told:
    """One of the kinds of requests."""
    return {
        "service_code": service.id,
        "service_name": service.name,
        "description": service.product,
        "metadata": False,
        "type": "realtime",
        "keywords": ",".join(service.words),
        "group": service.counter,
    }


def told_case(office: Office, case: Case) -> Told:
    """One request. What the specification names and we do not tell is empty."""
    known = case.service_id is not None and office.catalogue.has(case.service_id)
    service = office.catalogue.get(str(case.service_id)) if known else None
    opened = case.status in NOTES
    return {
        "service_request_id": case.code,
        "status": OPEN if opened else CLOSED,
        "status_notes": MERGED if case.status == CaseStatus.MERGED else NOTES.get(case.status, DONE),
        "service_name": service.name if service is not None else "",
        "service_code": case.service_id or "",
        "description": "",
        "agency_responsible": case.counter or office.mpp.name,
        "service_notice": "",
        "requested_datetime": _time(case.opened_at),
        "updated_datetime": _time(case.updated_at),
        "expected_datetime": _time(case.due_at) if opened and case.due_at is not None else "",
        "address": "",
        "address_id": "",
        "zipcode": "",
        "lat": "",
        "long": "",
        "media_url": "",
    }


def find(session: Session, asked: Asked, *, at: datetime) -> list[Case]:
    """The cases that are asked for, the newest first. Without times: of the last 90 days."""
    if asked.ids:
        found = select(Case).where(Case.code.in_(asked.ids))
    else:
        end = asked.end or (asked.start + LONGEST_SPAN if asked.start is not None else at)
        start = max(asked.start or end - LONGEST_SPAN, end - LONGEST_SPAN)
        found = select(Case).where(Case.opened_at >= start, Case.opened_at <= end)
        if asked.services:
            found = found.where(Case.service_id.in_(asked.services))
        if asked.statuses:
            wanted = [one for one in CaseStatus if (OPEN if one in NOTES else CLOSED) in asked.statuses]
            found = found.where(Case.status.in_(wanted))
    return list(session.scalars(found.order_by(Case.id.desc()).limit(MOST)))


def report(
    session: Session, office: Office, reported: Reported, *, system: str, token: str, at: datetime
) -> str:
    """Opens a case, as if the citizen had written themselves, and returns its code. `token`: unlike any other, for
    somebody who gave no number."""
    contact = contacts.contact_for(
        session, office.vault, reported.phone, at=at, hidden_id=f"system:{system}:{token}"
    )
    origin = Origin(channel=Channel.SYSTEM, contact_id=contact.id, at=at)
    command = OpenCase(service_id=reported.service_id, story=reported.description)
    opened = perform(session, office, command, origin)
    if not isinstance(opened, CaseOpened):
        raise LookupError(type(opened).__name__)
    case = session.scalars(select(Case).where(Case.code == opened.code)).one()
    said = [f"Dikirim oleh sistem lain: {system}."]
    said += [f"Nama: {reported.name}."] if reported.name else []
    said += [f"Tempat: {reported.place}."] if reported.place else []
    case.add(CaseEventKind.NOTED, at=at, detail={"text": " ".join(said)})
    return opened.code


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
