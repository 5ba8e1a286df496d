"""A supervisor gives a case to an officer (serahkan), with a reason that stays on its timeline."""

from datetime import datetime
from typing import Annotated

from fastapi import Form, Response
from sqlalchemy.orm import Session

from casework import handing_over
from casework.console import guard
from casework.console.actions import LONGEST_NOTE, AskedHere
from casework.roles import Right
from models import Case, Officer

router = guard.router(do=Right.REASSIGN)


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

    reason, errors = alasan_serah.strip(), {}
    if not petugas.isdigit():
        errors["petugas"] = "Pilih petugasnya."
    if not reason or len(reason) > LONGEST_NOTE:
        errors["alasan_serah"] = "Tulis dulu mengapa kasus ini diserahkan."
    typed = {"petugas": petugas, "alasan_serah": alasan_serah}
    return asked.answer(do, notice="diserahkan", errors=errors, **typed)
