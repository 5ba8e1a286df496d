"""The documents of a case on its page: what is to be brought, what is there, and asking the citizen for the rest."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Form, Response
from sqlalchemy.orm import Session

from casework import documents
from casework.console import answer, guard, personal
from casework.console.actions import AskedHere, Words, text_citizen
from casework.roles import Right
from models import Case, CaseEventKind, Officer

router = guard.router(do=Right.WORK_CASES)


def _ticked(ada: Annotated[list[int] | None, Form()] = None) -> frozenset[int]:
    return frozenset(ada or ())


@router.post("/kasus/{case_id}/berkas")
def add(asked: AskedHere, berkas: Words = "") -> Response:
    """More that is to be brought, a line each."""
    names = [" ".join(line.split()) for line in berkas.splitlines() if line.strip()]
    errors = {}
    if not names:
        errors["berkas"] = "Tulis dulu berkas yang perlu dibawa."
    elif any(len(name) > documents.LONGEST for name in names):
        errors["berkas"] = f"Nama berkas terlalu panjang: paling banyak {documents.LONGEST} huruf."
    elif len(names) > documents.MOST:
        errors["berkas"] = f"Terlalu banyak: paling banyak {documents.MOST} berkas."

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        documents.add(session, case, officer, names, at=at)

    return asked.answer(do, notice="berkas", errors=errors, berkas=berkas)


@router.post("/kasus/{case_id}/berkas-ada")
def tick(asked: AskedHere, there: Annotated[frozenset[int], Depends(_ticked)]) -> Response:
    """What is there by now."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        documents.tick(session, case, officer, there, at=at)

    return asked.answer(do, notice="berkas")


@router.post("/kasus/{case_id}/minta-berkas")
def ask(asked: AskedHere) -> Response:
    """Tells the citizen what to bring, in the way that they are told of answers."""
    with asked.here.database.read() as session:
        case = personal.case_for(session, asked.officer, asked.case_id)
        names = [one.name for one in documents.to_bring(session, case.id)]
    body = documents.asked_for(names)
    errors = {}
    if not names:
        errors["kasus"] = "Tidak ada berkas yang masih perlu dibawa."
    elif wrong := answer.wrong_with(body, asked.here.office.texts.sender):
        errors["kasus"] = f"{wrong} Minta berkasnya dengan kata-kata sendiri lewat Jawab."

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        text_citizen(session, case, officer, body, asked.here, at)
        for one in documents.to_bring(session, case.id):
            one.told_at = at
        case.add(CaseEventKind.DOCUMENT, at=at, by=officer, detail={"asked": names})

    return asked.answer(do, notice="berkas_diminta", errors=errors)
