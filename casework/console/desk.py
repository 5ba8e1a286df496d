"""More that officers do with a case: watch it, note what the citizen needs, find it again, link it to an application,
and begin an answer with a ready phrase.
"""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Form, Request, Response
from sqlalchemy.orm import Session

from casework import watching
from casework.applications import find_application
from casework.codes import is_code
from casework.console import guard, personal
from casework.console.actions import AskedHere, Words
from casework.console.case import case_page
from casework.console.guard import PostingOfficer, needs
from casework.console.pages import go_to
from casework.roles import Right
from casework.search import plain_words
from deps import ServicesDep
from models import Case, CaseEventKind, Officer

LONGEST_TAGS = 200
"""Characters of all tags of a case."""
MOST_TAGS = 8

router = guard.router(do=Right.WORK_CASES)


def _ticked(request: Request, kebutuhan: Annotated[list[str] | None, Form()] = None) -> list[str]:
    return kebutuhan or []


@router.post("/kasus/{case_id}/pantau")
@needs(Right.SEE_CASES)
def watch(officer: PostingOfficer, here: ServicesDep, case_id: int, pantau: Words = "") -> Response:
    """The officer sees on their own page what happens to it, or no longer. Changes nothing of the case."""
    with here.database.write() as session:
        personal.case_for(session, officer, case_id)
        if pantau == "ya":
            watching.watch(session, case_id, officer.id, at=datetime.now(UTC))
        else:
            watching.unwatch(session, case_id, officer.id)
    return go_to(f"/kasus/{case_id}", notice="dipantau" if pantau == "ya" else "tidak_dipantau")


@router.post("/kasus/{case_id}/kebutuhan")
def set_needs(asked: AskedHere, ticked: Annotated[list[str], Depends(_ticked)]) -> Response:
    """What the citizen needs to come in."""
    wanted = asked.here.office.needs.known(ticked)

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        if wanted != (case.needs or []):
            case.needs = wanted
            case.add(CaseEventKind.NEEDS_SET, at=at, by=officer, detail={"needs": wanted})

    return asked.answer(do, notice="kebutuhan")


@router.post("/kasus/{case_id}/penanda")
def tag(asked: AskedHere, penanda: Words = "") -> Response:
    """Words to find the case by, for all officers. Not sealed, so nothing about a person may stand there."""
    words = list(dict.fromkeys(plain_words(penanda)))
    errors = {}
    if len(words) > MOST_TAGS or len(" ".join(words)) > LONGEST_TAGS:
        errors["penanda"] = f"Terlalu banyak: paling banyak {MOST_TAGS} kata."
    elif any(word.isdigit() for word in words):
        errors["penanda"] = "Jangan tulis angka: penanda tidak boleh berisi nomor atau kode."

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        case.tags = " ".join(words)
        case.updated_at = at

    return asked.answer(do, notice="penanda", errors=errors, penanda=penanda)


@router.post("/kasus/{case_id}/hubungkan")
def link(asked: AskedHere, kode_permohonan: Words = "") -> Response:
    """To the application with this code, or to none."""
    code = "".join(kode_permohonan.split()).replace("-", "").replace(".", "")
    errors = {}
    with asked.here.database.read() as session:
        found = find_application(session, code) if is_code(code) else None
        theirs = found is not None and personal.sees_application(asked.officer, asked.here.office, found)
    if code and found is None:
        errors["kode_permohonan"] = "Tidak ada permohonan dengan kode ini. Periksa lagi delapan angkanya."
    elif code and not theirs:
        errors["kode_permohonan"] = "Permohonan dengan kode ini ada di loket lain."

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        application_id = found.id if found is not None else None
        if application_id != case.application_id:
            case.application_id = application_id
            case.add(CaseEventKind.LINKED, at=at, by=officer, detail={"code": code})

    return asked.answer(do, notice="dihubungkan", errors=errors, kode_permohonan=kode_permohonan)


@router.post("/kasus/{case_id}/frasa")
def phrase(
    request: Request,
    officer: PostingOfficer,
    here: ServicesDep,
    case_id: int,
    frasa: Words = "",
    sms: Words = "",
    tunggu: Words = "",
) -> Response:
    """The page again with a ready phrase in the answer, for browsers without a script."""
    chosen = here.office.phrases.named(frasa)
    text = " ".join((sms.strip(), chosen.text if chosen is not None else "")).strip()
    return case_page(request, officer, here, case_id, typed={"sms": text, "tunggu": tunggu, "frasa": frasa})
