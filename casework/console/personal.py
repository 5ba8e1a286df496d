"""Personal data on the pages: whether it is for this officer's eyes, whether a reason is asked first, and the entry
in the audit log that they looked.
"""

from datetime import UTC, datetime

from fastapi import HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import audit, roles
from casework.case_queue import Among
from casework.console.guard import First, NotAllowed, SignedIn
from casework.office import Office
from deps import Services
from models import Application, Case, Contact, Deed, QueueTicket

PATHS = {audit.CASE: "/kasus/", audit.APPLICATION: "/permohonan/", audit.CONTACT: "/warga/"}
"""The page of each thing, below the console's home; its id follows."""


def case_for(session: Session, officer: SignedIn, case_id: int) -> Case:
    """The case. 404 when there is none; NotAllowed at another counter; First when a reason is to be given."""
    case = session.get(Case, case_id)
    if case is None:
        raise HTTPException(404)
    if not officer.sees(counter=case.counter, holder=case.officer_id):
        raise NotAllowed(f"Kasus ini ada di loket {case.counter}, bukan di loket Anda.")
    _reason_first(session, officer, (audit.CASE, case_id))
    return case


def ticket_for(session: Session, officer: SignedIn, ticket_id: int) -> QueueTicket:
    """The number at a counter. 404 when there is none; NotAllowed at another counter."""
    ticket = session.get(QueueTicket, ticket_id)
    if ticket is None:
        raise HTTPException(404)
    if not officer.sees(counter=ticket.counter, holder=None):
        raise NotAllowed(f"Nomor ini ada di loket {ticket.counter}, bukan di loket Anda.")
    return ticket


def application_for(session: Session, officer: SignedIn, office: Office, application_id: int) -> Application:
    """The application, likewise; its counter is that of its service."""
    application = session.get(Application, application_id)
    if application is None:
        raise HTTPException(404)
    if not sees_application(officer, office, application):
        counter = counter_of(office, application)
        raise NotAllowed(f"Permohonan ini ada di loket {counter}, bukan di loket Anda.")
    _reason_first(session, officer, (audit.APPLICATION, application_id))
    return application


def contact_for(session: Session, officer: SignedIn, office: Office, contact_id: int) -> Contact:
    """The citizen, for who sees a case or an application of theirs. 404 when there is none; NotAllowed when all that
    they have is at other counters; First when a reason is to be given.
    """
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise HTTPException(404)
    if officer.only_at is not None:
        theirs = select(Case.id).where(Case.contact_id == contact_id, *among(officer).where()).limit(1)
        applied = select(Application).where(Application.phone_index == contact.phone_index)
        if session.scalar(theirs) is None and not any(
            sees_application(officer, office, one) for one in session.scalars(applied)
        ):
            raise NotAllowed("Urusan warga ini ada di loket lain, bukan di loket Anda.")
    _reason_first(session, officer, (audit.CONTACT, contact_id))
    return contact


def among(officer: SignedIn, *, counter: str = "", late_at: datetime | None = None) -> Among:
    """The cases that are for this officer's eyes, for the database."""
    return Among(counter=counter, counters=officer.only_at, officer_id=officer.id, late_at=late_at)


def sees_application(officer: SignedIn, office: Office, application: Application) -> bool:
    """Whether the application is for this officer's eyes."""
    return officer.sees(counter=counter_of(office, application), holder=None)


def counter_of(office: Office, application: Application) -> str:
    """The counter of its service; "" for a service that is not in the catalogue."""
    known = office.catalogue.has(application.service_id)
    return office.catalogue.get(application.service_id).counter if known else ""


def seen(here: Services, officer: SignedIn, deed: Deed, about: tuple[str, int]) -> None:
    """Writes down that they looked; once for ten minutes of looking at the same."""
    at = datetime.now(UTC)
    with here.database.read() as session:
        if audit.lately(session, deed, at=at, by=officer.id, about=about):
            return
    with here.database.write() as session:
        audit.write(session, deed, at=at, by=officer.id, about=about)


def _reason_first(session: Session, officer: SignedIn, about: tuple[str, int]) -> None:
    if not roles.reason_needed(officer.rights):
        return
    given = audit.lately(
        session,
        Deed.REASON_GIVEN,
        at=datetime.now(UTC),
        by=officer.id,
        about=about,
        within=audit.REASON_HOLDS,
    )
    if not given:
        raise First(f"/alasan{PATHS[about[0]]}{about[1]}")
