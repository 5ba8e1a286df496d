"""The recorded story of a case: putting the machine's draft right, and whether it may train the recogniser."""

from datetime import datetime

from fastapi import Response
from sqlalchemy.orm import Session

from casework import stories
from casework.console import guard
from casework.console.actions import AskedHere, Words, wrong_words
from casework.roles import Right
from models import Case, Officer

router = guard.router(see=Right.SEE_CASES, do=Right.WORK_CASES)

LONGEST = 4000
"""Characters of a story: three minutes of speech are about half of it."""


@router.post("/kasus/{case_id}/cerita")
def correct(asked: AskedHere, cerita_benar: Words = "") -> Response:
    """The officer wrote down what is said in the recording; what the machine wrote is kept."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        stories.correct(session, case, officer, cerita_benar.strip(), at=at)

    errors = wrong_words("cerita_benar", cerita_benar, "Tulis dulu yang dikatakan warga.", longest=LONGEST)
    return asked.answer(do, notice="draf_diperbaiki", errors=errors, cerita_benar=cerita_benar)


@router.post("/kasus/{case_id}/izin-latih")
def consent(asked: AskedHere, izin: Words = "") -> Response:
    """What the citizen said when they were asked."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        stories.say_consent(session, case, officer, given=izin == "ya", at=at)

    return asked.answer(do, notice="izin_disimpan")
