"""An officer has the citizen of a case rung, and is put through to them."""

from datetime import datetime

from fastapi import Response
from sqlalchemy.orm import Session

from casework import officer_calls
from casework.console import guard
from casework.console.actions import AskedHere
from casework.roles import Right
from models import Case, Officer

router = guard.router(see=Right.SEE_CASES, do=Right.WORK_CASES)


@router.post("/kasus/{case_id}/telepon")
def ring(asked: AskedHere) -> Response:
    """The citizen's telephone rings within seconds, then the officer's."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        officer_calls.ring(session, asked.here.office, case, officer, at=at)

    return asked.answer(do, notice="ditelepon")
