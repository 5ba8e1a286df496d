"""One citizen (warga): all calls, texts, cases and applications of one telephone number, as far as the officer may
see them. Found by its id only.
"""

from datetime import UTC, datetime

from fastapi import Request, Response

from casework import audit
from casework.console import guard, personal
from casework.console.guard import SignedInOfficer
from casework.console.pages import page
from casework.console.person_view import read_person
from casework.roles import Right
from deps import ServicesDep
from models import Deed

router = guard.router(see=Right.SEE_CASES)


@router.get("/warga/{contact_id}")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep, contact_id: int) -> Response:
    """The page. Who opened it is in the audit log. 404 for an unknown one."""
    with here.database.read() as session:
        contact = personal.contact_for(session, officer, here.office, contact_id)
        person = read_person(session, here.office, contact, officer, at=datetime.now(UTC))
    personal.seen(here, officer, Deed.CONTACT_SEEN, (audit.CONTACT, contact_id))
    return page(request, "person.html", officer=officer, person=person)
