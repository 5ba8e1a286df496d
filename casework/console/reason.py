"""Why (alasan): asked of who reads without working on it, before personal data is shown. Kept in the audit log."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import Form, HTTPException, Request, Response

from casework import audit
from casework.console import guard
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer
from casework.console.pages import go_to, page
from casework.console.personal import PATHS
from casework.roles import Right
from deps import ServicesDep
from models import Application, Base, Case, Contact, Deed

SHORTEST, LONGEST = 10, 300
"""Characters of a reason."""
ABOUT = {"kasus": audit.CASE, "permohonan": audit.APPLICATION, "warga": audit.CONTACT}
TABLES: dict[str, type[Base]] = {audit.CASE: Case, audit.APPLICATION: Application, audit.CONTACT: Contact}
Thing = Literal["kasus", "permohonan", "warga"]

router = guard.router(see=Right.SEE_CASES, do=Right.SEE_CASES)


@router.get("/alasan/{thing}/{thing_id}")
def ask(request: Request, officer: SignedInOfficer, thing: Thing, thing_id: int) -> Response:
    """The form."""
    return _form(request, officer, thing, thing_id)


@router.post("/alasan/{thing}/{thing_id}")
def give(
    request: Request,
    officer: PostingOfficer,
    here: ServicesDep,
    thing: Thing,
    thing_id: int,
    alasan: Annotated[str, Form()] = "",
) -> Response:
    """Writes the reason down and goes on to what was asked for."""
    reason = " ".join(alasan.split())
    if not SHORTEST <= len(reason) <= LONGEST:
        wrong = f"Tulis alasannya, {SHORTEST} sampai {LONGEST} huruf."
        return _form(request, officer, thing, thing_id, typed=alasan, error=wrong)
    about = (ABOUT[thing], thing_id)
    with here.database.write() as session:
        if session.get(TABLES[about[0]], thing_id) is None:
            raise HTTPException(404)
        at = datetime.now(UTC)
        audit.write(session, Deed.REASON_GIVEN, at=at, by=officer.id, about=about, reason=reason)
    return go_to(f"{PATHS[about[0]]}{thing_id}")


def _form(
    request: Request, officer: SignedIn, thing: Thing, thing_id: int, *, typed: str = "", error: str = ""
) -> Response:
    return page(
        request,
        "reason.html",
        status=422 if error else 200,
        officer=officer,
        thing=thing,
        thing_id=thing_id,
        typed=typed,
        longest=LONGEST,
        errors={"alasan": error} if error else {},
    )
