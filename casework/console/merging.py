"""Merging cases that are about one matter, undoing that, and splitting a story with two matters."""

from datetime import datetime

from fastapi import Response
from sqlalchemy.orm import Session

from casework import merging, search
from casework.console import guard, personal
from casework.console.actions import AskedHere, Words, wrong_words
from casework.roles import Right
from models import Case, Officer

NOT_TOGETHER = "Kasus itu tidak bisa digabung: harus milik warga yang sama dan belum selesai."

router = guard.router(do=Right.WORK_CASES)


@router.post("/kasus/{case_id}/gabung")
def merge(asked: AskedHere, ke: Words = "") -> Response:
    """This case is closed as merged into the other, which goes on."""
    errors = {}
    with asked.here.database.read() as session:
        case = personal.case_for(session, asked.officer, asked.case_id)
        into = personal.case_for(session, asked.officer, int(ke)) if ke.isdigit() else None
        if into is None or into.contact_id != case.contact_id:
            errors["ke"] = NOT_TOGETHER

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        other = personal.case_for(session, asked.officer, int(ke))
        merging.merge(case, other, officer, at=at)
        search.index(session, asked.here.office, other)

    return asked.answer(do, notice="digabung", errors=errors, ke=ke)


@router.post("/kasus/{case_id}/pisahkan")
def part(asked: AskedHere) -> Response:
    """The merge was wrong: the case is in the queue again."""

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        merging.part(session, case, officer, at=at)

    return asked.answer(do, notice="dipisahkan")


@router.post("/kasus/{case_id}/pecah")
def split(asked: AskedHere, layanan_kedua: Words = "", urusan_kedua: Words = "") -> Response:
    """The second matter of this story as a case with a code and a text of its own."""
    errors = wrong_words("urusan_kedua", urusan_kedua, "Tulis dulu urusan kedua warga ini.")
    if layanan_kedua and not asked.here.office.catalogue.has(layanan_kedua):
        errors["layanan_kedua"] = "Pilih layanan dari daftar."

    def do(session: Session, case: Case, officer: Officer, at: datetime) -> None:
        merging.split(
            session,
            asked.here.office,
            case,
            officer,
            service_id=layanan_kedua or None,
            story=urusan_kedua.strip(),
            at=at,
        )

    typed = {"layanan_kedua": layanan_kedua, "urusan_kedua": urusan_kedua}
    return asked.answer(do, notice="dipecah", errors=errors, **typed)
