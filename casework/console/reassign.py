"""Cases are given to officers of their counter: one by name (serahkan), by who has it or by a supervisor, with a
reason that stays on its timeline; and the new ones to who is on duty, evenly (bagi rata).
"""

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import Form, Response
from sqlalchemy.orm import Session

from casework import handing_over, sharing
from casework.console import guard, personal
from casework.console.actions import AskedHere, wrong_words
from casework.console.guard import PostingOfficer, SignedInOfficer, needs
from casework.console.pages import go_to
from casework.roles import Right
from deps import ServicesDep
from models import Case, Officer

router = guard.router(do=Right.WORK_CASES)


@router.post("/kasus/{case_id}/serahkan")
def give(
    asked: AskedHere,
    petugas: Annotated[str, Form()] = "",
    alasan_serah: Annotated[str, Form()] = "",
) -> Response:
    """To this officer, who works on it from now."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        to = session.get(Officer, int(petugas))
        if to is None:
            raise handing_over.CannotHold(case.code)
        handing_over.give(case, to, reason, by=officer, at=at)

    reason = alasan_serah.strip()
    errors = wrong_words("alasan_serah", alasan_serah, "Tulis dulu mengapa kasus ini diserahkan.")
    if not petugas.isdigit():
        errors["petugas"] = "Pilih petugasnya."
    typed = {"petugas": petugas, "alasan_serah": alasan_serah}
    return asked.answer(do, notice="diserahkan", errors=errors, **typed)


@router.post("/antrean/bagi")
@needs(Right.REASSIGN)
def share(officer: PostingOfficer, here: ServicesDep, loket: Annotated[str, Form()] = "") -> Response:
    """The new cases of this counter, or of all, to who is there."""
    counter = loket if loket in here.office.triage.counters else ""
    with here.database.write() as session:
        own = session.get_one(Officer, officer.id)
        among = personal.among(officer, counter=counter)
        count = sharing.share(session, here.office, by=own, at=datetime.now(UTC), among=among)
    return go_to(
        f"/antrean{f'?loket={quote(counter)}' if counter else ''}",
        notice="dibagi" if count else "tidak_dibagi",
    )


@router.get("/antrean/bagi")
@needs(Right.SEE_CASES)
def back(officer: SignedInOfficer) -> Response:
    """Where the form was sent to, opened again as a page."""
    return go_to("/antrean")
