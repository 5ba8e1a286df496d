"""A case is given to an officer of its counter (serahkan), with a reason that stays on its timeline: by who has it,
and by a supervisor whoever has it.
"""

from datetime import datetime
from typing import Annotated

from fastapi import Form, Response
from sqlalchemy.orm import Session

from casework import handing_over
from casework.console import guard
from casework.console.actions import AskedHere, wrong_words
from casework.roles import Right
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
