"""One case (kasus): its page and its recording."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Header, HTTPException, Request, Response
from sqlalchemy.orm import Session

from casework import audit, cases, handing_over, recordings, watching
from casework.cases import HELD
from casework.console import answer, byte_range, guard, nik_view, personal, ticket_view
from casework.console.case_view import read_case
from casework.console.desk_view import read_desk
from casework.console.guard import SignedIn, SignedInOfficer
from casework.console.pages import go_to, page
from casework.roles import Right
from deps import Services, ServicesDep
from models import Case, Deed, Officer

router = guard.router(see=Right.SEE_CASES)


@router.get("/kasus/{case_id}")
def show(
    request: Request, officer: SignedInOfficer, here: ServicesDep, case_id: int, nik: str = ""
) -> Response:
    """The case with everything the citizen said, and what can be done. `nik=lihat` shows what is hidden otherwise."""
    return case_page(request, officer, here, case_id, show_nik=nik == "lihat")


@router.get("/kasus/{case_id}/rekaman")
def recording(
    officer: SignedInOfficer,
    here: ServicesDep,
    case_id: int,
    wanted: Annotated[str, Header(alias="range")] = "",
) -> Response:
    """The sound as WAV, whole or a part of it."""
    with here.database.read() as session:
        case = personal.case_for(session, officer, case_id)
        if case.recording is None:
            raise HTTPException(404)
        try:
            sound = recordings.sound(case.recording, here.office.recordings, here.office.vault)
        except recordings.RecordingGone as error:
            raise HTTPException(404) from error
    personal.seen(here, officer, Deed.RECORDING_HEARD, (audit.CASE, case_id))
    return byte_range.answer(sound, wanted, media_type="audio/wav")


@router.get("/kasus/{case_id}/{action}")
def back(officer: SignedInOfficer, case_id: int, action: str) -> Response:
    """Where a form was sent to, opened again as a page."""
    return go_to(f"/kasus/{case_id}")


def _takers(session: Session, officer: SignedIn, case: Case) -> list[tuple[int, str]]:
    """Whom this officer may give the case to: id and name."""
    if not handing_over.may_give(session.get_one(Officer, officer.id), case):
        return []
    return [(one.id, one.name) for one in handing_over.takers(session, case) if one.id != officer.id]


def case_page(
    request: Request,
    officer: SignedIn,
    here: Services,
    case_id: int,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    show_nik: bool = False,
) -> Response:
    """The page, with what was wrong and what was typed when a form is shown again. 404 for an unknown case."""
    with here.database.read() as session:
        case = personal.case_for(session, officer, case_id)
        kept = case.officer_id == officer.id and case.status in HELD
        at = datetime.now(UTC)
        view = read_case(session, here.office, case, officer_id=officer.id, at=at)
        desk = read_desk(session, here.office, case, officer, at=at)
        takers = _takers(session, officer, case)
        tickets = ticket_view.of_case(session, here.office, case_id)
    personal.seen(here, officer, Deed.CASE_SEEN, (audit.CASE, case_id))
    hides_nik = nik_view.hides(view)
    if hides_nik and show_nik and officer.may(Right.WORK_CASES):
        personal.seen(here, officer, Deed.NIK_SEEN, (audit.CASE, case_id))
        hides_nik = False
    if hides_nik:
        view = nik_view.hidden(view)
    if kept or desk.watched:
        with here.database.write() as session:
            cases.seen(session, case_id, officer.id, at=at)
            watching.seen(session, case_id, officer.id, at=at)
    sender = here.office.texts.sender
    return page(
        request,
        "case.html",
        status=status,
        officer=officer,
        case=view,
        hides_nik=hides_nik,
        tickets=tickets,
        desk=desk,
        errors=errors or {},
        typed=typed or {},
        sender=sender,
        room=answer.room(sender),
        alphabet=answer.ALPHABET,
        takers=takers,
        counters=[one for one in here.office.triage.counters if one != view.counter],
    )
