"""Personal data on the pages: whether it is for this officer's eyes, whether a reason is asked first, and the entry
in the audit log that they looked.
"""

from datetime import UTC, datetime

from fastapi import HTTPException
from sqlalchemy.orm import Session

from casework import audit, roles
from casework.console.guard import First, NotAllowed, SignedIn
from casework.office import Office
from deps import Services
from models import Application, Case, Deed, QueueTicket

PATHS = {audit.CASE: "/kasus/", audit.APPLICATION: "/permohonan/"}
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
    known = office.catalogue.has(application.service_id)
    counter = office.catalogue.get(application.service_id).counter if known else ""
    if not officer.sees(counter=counter, holder=None):
        raise NotAllowed(f"Permohonan ini ada di loket {counter}, bukan di loket Anda.")
    _reason_first(session, officer, (audit.APPLICATION, application_id))
    return application


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
