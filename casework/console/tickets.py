"""Antrean loket: who comes when, numbers for who stands there, and tickets of cases.

No telephone number stands on these pages or in their addresses.
"""

from datetime import UTC, date, datetime
from typing import Annotated
from urllib.parse import urlencode

import structlog
from fastapi import Form, HTTPException, Request, Response
from sqlalchemy.orm import Session

from casework import ticket_desk, ticket_letters, tickets
from casework.console import guard, personal, ticket_view
from casework.console.guard import PostingOfficer, SignedIn, SignedInOfficer
from casework.console.pages import go_to, page
from casework.counters import Counter
from casework.messages import queue_text
from casework.office import Office
from casework.roles import Right
from casework.special_days import with_special_days
from deps import Services, ServicesDep
from models import Case, CaseEventKind, Officer, QueueTicket, TicketMoveNotAllowed, TicketState

log = structlog.get_logger()
router = guard.router(see=Right.SEE_CASES, do=Right.WORK_CASES)
Words = Annotated[str, Form()]

NOT_FREE = "Jam itu baru saja terisi atau tidak bisa dipakai lagi. Silakan pilih jam lain."
NOT_SO_NOW = "Itu tidak bisa dilakukan pada nomor ini sekarang. Silakan periksa keadaannya."
FULL = "Nomor untuk hari ini sudah habis."
CLOSED = "Loket ini tutup hari ini."
CHOOSE = "Pilih jamnya."


@router.get("/loket")
def show(
    request: Request, officer: SignedInOfficer, here: ServicesDep, loket: str = "", tanggal: str = ""
) -> Response:
    """One counter on one day."""
    return _day(request, officer, here, loket, tanggal)


@router.post("/loket/nomor")
def walk_in(request: Request, officer: PostingOfficer, here: ServicesDep, loket: Words = "") -> Response:
    """A number for somebody who stands at the counter; the next page is the card to print."""
    if not officer.sees(counter=loket, holder=None):
        raise guard.NotAllowed(f"Loket {loket} bukan loket Anda.")
    try:
        with here.database.write() as session:
            giver = session.get_one(Officer, officer.id)
            ticket = tickets.walk_in(session, here.office, loket, giver, at=datetime.now(UTC))
    except (tickets.DayFull, tickets.CounterClosed) as error:
        wrong = FULL if isinstance(error, tickets.DayFull) else CLOSED
        return _day(request, officer, here, loket, "", status=409, errors={"kasus": wrong})
    log.info("ticket given", ticket=ticket.id, officer=officer.id)
    return go_to(f"/loket/tiket/{ticket.id}/cetak")


@router.get("/loket/tiket/{ticket_id}")
def ticket(request: Request, officer: SignedInOfficer, here: ServicesDep, ticket_id: int) -> Response:
    """One ticket: move it, cancel it, print it."""
    return _ticket(request, officer, here, ticket_id)


@router.post("/loket/tiket/{ticket_id}/keadaan")
def change(
    request: Request, officer: PostingOfficer, here: ServicesDep, ticket_id: int, ke: Words = ""
) -> Response:
    """They came, were served, did not come, or do not want to any more."""
    to = ticket_view.TO.get(ke)
    if to is None:
        raise HTTPException(404)
    try:
        with here.database.write() as session:
            personal.ticket_for(session, officer, ticket_id)
            found = tickets.change(session, ticket_id, to, at=datetime.now(UTC))
            if found is None:
                raise HTTPException(404)
            if to is TicketState.CANCELLED:
                _note(session, found, officer, f"Nomor antrean {found.label} dibatalkan.")
    except TicketMoveNotAllowed:
        return _ticket(request, officer, here, ticket_id, status=409, errors={"kasus": NOT_SO_NOW})
    log.info("ticket changed", ticket=ticket_id, to=to.value, officer=officer.id)
    where = urlencode({"loket": found.counter, "tanggal": found.day.isoformat()})
    return go_to(f"/loket?{where}", notice=f"tiket_{to.value}")


@router.post("/loket/tiket/{ticket_id}/pindah")
def move(
    request: Request, officer: PostingOfficer, here: ServicesDep, ticket_id: int, jam: Words = ""
) -> Response:
    """To another time; the citizen is texted where texts may go."""
    when = _time(here.office, jam)
    if when is None:
        return _ticket(request, officer, here, ticket_id, status=422, errors={"jam": CHOOSE})
    try:
        with here.database.write() as session:
            found = personal.ticket_for(session, officer, ticket_id)
            at = datetime.now(UTC)
            tickets.move(session, here.office, found, when, at=at)
            _tell(session, here.office, found, officer, at)
    except tickets.SlotTaken:
        return _ticket(request, officer, here, ticket_id, status=409, errors={"jam": NOT_FREE})
    return go_to(f"/loket/tiket/{ticket_id}", notice="tiket_pindah")


@router.get("/loket/nomor")
def back_to_day(officer: SignedInOfficer) -> Response:
    """Where a form was sent to, opened again as a page."""
    return go_to("/loket")


@router.get("/loket/tiket/{ticket_id}/{action}")
def back(officer: SignedInOfficer, ticket_id: int, action: str) -> Response:
    """Where a form was sent to, opened again as a page."""
    return go_to(f"/loket/tiket/{ticket_id}")


@router.get("/loket/kasus/{case_id}")
@guard.needs(Right.WORK_CASES)
def book_for(request: Request, officer: SignedInOfficer, here: ServicesDep, case_id: int) -> Response:
    """A form that takes a number for the citizen of this case."""
    return _booking(request, officer, here, case_id)


@router.post("/loket/kasus/{case_id}")
def book(
    request: Request, officer: PostingOfficer, here: ServicesDep, case_id: int, jam: Words = ""
) -> Response:
    """Takes it, and texts it where texts may go."""
    when = _time(here.office, jam)
    if when is None:
        return _booking(request, officer, here, case_id, status=422, errors={"jam": CHOOSE})
    try:
        with here.database.write() as session:
            case, at = personal.case_for(session, officer, case_id), datetime.now(UTC)
            counter = _counter(here.office, case)
            if counter is None:
                raise HTTPException(404)
            found = tickets.book(
                session, here.office, counter, when, at=at, contact=case.contact, service_id=case.service_id,
                case_id=case.id, officer=session.get_one(Officer, officer.id),
            )  # fmt: skip
            _tell(session, here.office, found, officer, at)
    except tickets.SlotTaken:
        return _booking(request, officer, here, case_id, status=409, errors={"jam": NOT_FREE})
    return go_to(f"/loket/tiket/{found.id}", notice="tiket_booked")


def _day(
    request: Request,
    officer: SignedIn,
    here: Services,
    counter: str,
    day: str,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
) -> Response:
    names = [name for name in here.office.counters.by_name if officer.sees(counter=name, holder=None)]
    chosen = counter if counter in names else (names[0] if names else "")
    today = datetime.now(UTC).astimezone(here.office.mpp.timezone).date()
    wrong = dict(errors or {})
    try:
        on = date.fromisoformat(day) if day else today
    except ValueError:
        on, wrong, status = today, {"tanggal": "Pilih tanggalnya."}, 422
    with here.database.read() as session:
        rows = ticket_view.day(session, here.office, chosen, on)
        closed = not with_special_days(session, here.office.mpp, at=datetime.now(UTC)).hours_on(on)
    return page(
        request, "tickets.html", status=status, officer=officer, rows=rows, counters=names, counter=chosen,
        day=on.isoformat(), is_today=on == today, closed=closed, errors=wrong,
        waiting=sum(row.look == "taken" for row in rows), coming=sum(row.open for row in rows),
    )  # fmt: skip


def _ticket(
    request: Request,
    officer: SignedIn,
    here: Services,
    ticket_id: int,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
) -> Response:
    with here.database.read() as session:
        found = personal.ticket_for(session, officer, ticket_id)
        counter = here.office.counters.get(found.counter)
        view = ticket_view.view(here.office, found)
        times = (
            ticket_view.free_times(session, here.office, counter, at=datetime.now(UTC))
            if counter is not None and view.open
            else []
        )
    return page(
        request, "ticket.html", status=status, officer=officer, ticket=view, days=times, errors=errors or {}
    )


def _booking(
    request: Request,
    officer: SignedIn,
    here: Services,
    case_id: int,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
) -> Response:
    with here.database.read() as session:
        case = personal.case_for(session, officer, case_id)
        counter = _counter(here.office, case)
        now = datetime.now(UTC)
        times = ticket_view.free_times(session, here.office, counter, at=now) if counter is not None else []
        code, can_text = case.code, case.contact.may_text
    return page(
        request, "ticket_booking.html", status=status, officer=officer, case_id=case_id, code=code,
        counter=counter.name if counter is not None else "", days=times, can_text=can_text, errors=errors or {},
    )  # fmt: skip


def _counter(office: Office, case: Case) -> Counter | None:
    """The counter of the case's service; else the one that the case lies at."""
    known = case.service_id is not None and office.catalogue.has(case.service_id)
    name = office.catalogue.get(case.service_id or "").counter if known else case.counter
    return office.counters.get(name)


def _time(office: Office, typed: str) -> datetime | None:
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=office.mpp.timezone)
    except ValueError:
        return None


def _tell(session: Session, office: Office, found: QueueTicket, officer: SignedIn, at: datetime) -> None:
    """A text with the ticket where texts may go, and a line on the timeline of its case."""
    session.flush()
    session.refresh(found)
    told = ticket_desk.found(office, found)
    if found.contact is not None and found.contact.may_text:
        text = ticket_letters.ticket(office, told)
        queue_text(session, found.contact, text, at=at, case_id=found.case_id)
    when = ticket_letters.written(told.at)
    _note(session, found, officer, f"Nomor antrean {found.label}, {when}, loket {found.counter}.")


def _note(session: Session, found: QueueTicket, officer: SignedIn, text: str) -> None:
    if found.case is not None:
        by = session.get_one(Officer, officer.id)
        found.case.add(CaseEventKind.NOTED, at=datetime.now(UTC), by=by, detail={"text": text})
