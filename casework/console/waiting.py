"""Callers who wait (penelepon menunggu): who waits, who is rung, who talks; and the officer's own switch.

No telephone number stands on the page or in an address.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from casework.console import guard, wording
from casework.console.guard import PostingOfficer, SignedInOfficer
from casework.console.pages import go_to, page
from casework.duty import is_there
from casework.mpp import Mpp
from casework.office import Office
from casework.roles import Right
from casework.special_days import with_special_days
from casework.waiting import in_line, places
from deps import ServicesDep
from models import Officer, WaitingCaller, WaitingState

router = guard.router(see=Right.SEE_CASES, do=Right.WORK_CASES)

STATE = {
    WaitingState.WAITING: "Menunggu",
    WaitingState.RINGING: "Petugas sedang ditelepon",
    WaitingState.CONNECTED: "Sedang bicara",
    WaitingState.CALL_BACK: "Menunggu ditelepon balik",
}
ORDER = (WaitingState.CONNECTED, WaitingState.RINGING, WaitingState.WAITING, WaitingState.CALL_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One caller. `place` is 0 where they wait no more; `case_id` where an officer has taken the call."""

    service: str
    code: str
    since: str
    state: str
    place: int
    officer: str
    case_id: int | None
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """The officer's own: whether they take calls, and why they would not be rung all the same."""

    on: bool
    rung: bool
    hint: str


@router.get("/penelepon")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """Everybody who waits or talks, and the switch."""
    at = datetime.now(UTC)
    with here.database.read() as session:
        rows = waiting_rows(session, here.office, officer.id, at)
        own = session.get_one(Officer, officer.id)
        mpp = with_special_days(session, here.office.mpp, at=at)
        switch = _switch(mpp, own, at)
    return page(request, "waiting.html", officer=officer, rows=rows, switch=switch)


@router.post("/penelepon/bertugas")
def switch(officer: PostingOfficer, here: ServicesDep, bertugas: Annotated[str, Form()] = "") -> Response:
    """The officer takes calls from now on, or has a break."""
    with here.database.write() as session:
        session.get_one(Officer, officer.id).at_work = bertugas == "ya"
    return go_to("/penelepon", notice="bertugas" if bertugas == "ya" else "istirahat")


@router.get("/penelepon/bertugas")
def back(officer: SignedInOfficer) -> Response:
    """Where the form was sent to, opened again as a page."""
    return go_to("/penelepon")


def waiting_rows(session: Session, office: Office, officer_id: int, at: datetime) -> list[Row]:
    """Everybody who waits for an officer or talks with one."""
    line = in_line(session)
    place = places(line, at)
    order = {state: number for number, state in enumerate(ORDER)}
    return [
        _row(row, office, officer_id, place.get(row.id, 0), at)
        for row in sorted(line, key=lambda row: order[row.state])
    ]


def _row(row: WaitingCaller, office: Office, officer_id: int, place: int, at: datetime) -> Row:
    who = row.officer.name if row.officer is not None else "Nomor MPP" if row.desk is not None else ""
    return Row(
        service=wording.service(office.catalogue, row.service_id),
        code=row.code or "",
        since=wording.lasted(at - row.since),
        state=STATE[row.state],
        place=place if row.state in (WaitingState.WAITING, WaitingState.CALL_BACK) else 0,
        officer=who,
        case_id=row.case_id,
        mine=row.officer_id == officer_id,
    )


def _switch(mpp: Mpp, officer: Officer, at: datetime) -> Switch:
    rung = officer.at_work and officer.phone is not None and is_there(mpp, officer, at)
    if officer.phone is None:
        hint = (
            "Telepon Anda belum didaftarkan, jadi belum ada penelepon yang disambungkan. Hubungi pengelola."
        )
    elif not officer.at_work:
        hint = "Anda sedang istirahat. Penelepon tidak disambungkan ke Anda."
    elif not rung:
        hint = "Sekarang di luar jam tugas Anda. Penelepon tidak disambungkan ke Anda."
    else:
        hint = "Penelepon bisa disambungkan ke telepon Anda. Tekan satu untuk menerima."
    return Switch(on=officer.at_work, rung=rung, hint=hint)
