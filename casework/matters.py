"""What a telephone number has running with us, and what must be known to be told of somebody else's.

A number is a hint who texts, never a proof. It opens what was registered with it, because the answer goes to that
telephone; for anything else the code is needed, and the second proof where the MPP asks for one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import cases, letters
from casework.applications import find_application
from casework.office import Office
from models import Application, ApplicationStatus, Case, Contact

MOST = 4
"""Matters that are looked at: so many can be offered in one text."""
MOST_CODES = 20
"""Codes of each kind that are looked at; shared telephones have many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """An application that is not collected yet, or the open case."""

    code: str
    service_id: str | None
    is_case: bool


def open_matters(session: Session, contact: Contact) -> tuple[Matter, ...]:
    """The newest of this contact's own, applications first."""
    return matters_with(session, contact, cases.open_case_of(session, contact), applied=True)


def matters_with(
    session: Session, contact: Contact, case: Case | None, *, applied: bool
) -> tuple[Matter, ...]:
    """The same where it is known already which case is open, and whether there is any application."""
    found = []
    if applied:
        newest = (
            select(Application)
            .where(
                Application.phone_index == contact.phone_index,
                Application.status != ApplicationStatus.COLLECTED,
            )
            .order_by(Application.updated_at.desc(), Application.id.desc())
            .limit(MOST)
        )
        applications = session.scalars(newest)
        found = [Matter(code=one.code, service_id=one.service_id, is_case=False) for one in applications]
    if case is not None:
        found.append(Matter(code=case.code, service_id=case.service_id, is_case=True))
    return tuple(found)


def about(office: Office, matters: Sequence[Matter], service_id: str | None) -> tuple[Matter, ...]:
    """Those of a number's matters that a question for a status may be about.

    Who names a service means applications for its product ("KTP" is a lost one too), or a case that may be about it.
    """
    if service_id is None:
        return tuple(matters)
    product = letters.product(office, service_id)
    return tuple(
        matter
        for matter in matters
        if (matter.is_case and matter.service_id is None)
        or (matter.service_id is not None and letters.product(office, matter.service_id) == product)
    )


def codes_of(session: Session, contact: Contact) -> tuple[str, ...]:
    """The codes of all that belongs to this number, newest first, closed ones too: what was said may be one."""
    applications = select(Application.code).where(Application.phone_index == contact.phone_index)
    told = select(Case.code).where(Case.contact_id == contact.id)
    return (
        *session.scalars(applications.order_by(Application.id.desc()).limit(MOST_CODES)),
        *session.scalars(told.order_by(Case.id.desc()).limit(MOST_CODES)),
    )


def owner_of(session: Session, code: str) -> str | None:
    """The telephone number (E.164) that is registered with what has this code; "" when none is.

    None: nothing has this code.
    """
    application = find_application(session, code)
    if application is not None:
        return application.phone or ""
    case = cases.find_case(session, code)
    return None if case is None else case.contact.phone
