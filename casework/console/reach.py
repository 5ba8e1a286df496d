"""How a citizen wants to be reached: by call, by text, both, or not at all. A form on cases and applications."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Form, HTTPException, Response
from sqlalchemy.orm import Session

from casework import callbacks, cases
from casework.console import guard, wording
from casework.console.actions import AskedHere
from casework.console.guard import PostingOfficer
from casework.console.pages import go_to
from casework.contacts import contact_for
from deps import ServicesDep
from models import Application, Case, Contact, Officer, Reach

router = guard.router()

Ticked = Annotated[str, Form()]


@router.post("/kasus/{case_id}/hubungi")
def of_case(
    asked: AskedHere, cara: Ticked = "", jangan_telepon: Ticked = "", jangan_sms: Ticked = ""
) -> Response:
    """For the number of this case; the timeline says who changed it."""
    reach = _reach(cara)

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        change(session, case.contact, reach, no_calls=bool(jangan_telepon), no_texts=bool(jangan_sms), at=at)
        cases.note(case, officer, f"Cara menghubungi warga: {wording.reach(case.contact)}", at=at)

    return asked.answer(do, notice="cara_hubungi")


@router.post("/permohonan/{application_id}/hubungi")
def of_application(
    officer: PostingOfficer,
    here: ServicesDep,
    application_id: int,
    cara: Ticked = "",
    jangan_telepon: Ticked = "",
    jangan_sms: Ticked = "",
) -> Response:
    """For the number that is registered with this application."""
    at = datetime.now(UTC)
    with here.database.write() as session:
        application = session.get(Application, application_id)
        if application is None or not application.phone:
            raise HTTPException(404)
        contact = contact_for(session, here.office.vault, application.phone, at=at)
        change(
            session,
            contact,
            _reach(cara),
            no_calls=bool(jangan_telepon),
            no_texts=bool(jangan_sms),
            at=at,
        )
    return go_to(f"/permohonan/{application_id}", notice="cara_hubungi")


@router.get("/permohonan/{application_id}/hubungi")
def back(officer: guard.SignedInOfficer, application_id: int) -> Response:
    """Where the form was sent to, opened again as a page."""
    return go_to(f"/permohonan/{application_id}")


def change(
    session: Session,
    contact: Contact,
    reach: Reach | None,
    *,
    no_calls: bool,
    no_texts: bool,
    at: datetime,
) -> None:
    """Makes it so. What was asked for before keeps its time; calls that are owed are dropped."""
    contact.reach = reach
    contact.no_texts_at = (contact.no_texts_at or at) if no_texts else None
    if no_calls:
        callbacks.stop_calls(session, contact, at=at)
    else:
        contact.no_calls_at = None


def _reach(given: str) -> Reach | None:
    try:
        return Reach(given) if given else None
    except ValueError as error:
        raise HTTPException(422) from error
