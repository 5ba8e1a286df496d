"""An officer's telephone that rings for a caller who waits: whom to ring, accepted by key, and over.

    offered (waiting.join) ──> accepted ──> the talk ──> over
                         └──> over: nobody took it, and the caller waits on

A ring is known by its token, which stands in the addresses that the carrier asks for it. Runs inside the caller's
transaction and commits nothing; knows no carrier.
"""

import contextlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import cases, clocks
from casework.codes import grouped
from casework.duty import number_of
from casework.office import Office
from casework.waiting import close, look_after
from models import Case, CaseEventKind, MoveNotAllowed, Officer, WaitingCaller, WaitingState

RINGS_AT_MOST = timedelta(seconds=90)
"""A ring that nobody spoke of again is over then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Whom to ring for a caller, E.164, and the ring's token."""

    number: str
    token: str


def ring_of(session: Session, office: Office, call_id: int) -> Ring | None:
    """The ring that is offered to this call. None: there is none, or its number is not set any more."""
    row = session.scalar(
        select(WaitingCaller).where(
            WaitingCaller.call_id == call_id, WaitingCaller.state == WaitingState.RINGING
        )
    )
    if row is None or row.ring_token is None:
        return None
    number = number_of(session, office, row)
    return Ring(number=number, token=row.ring_token) if number is not None else None


def ringing(session: Session, token: str) -> WaitingCaller | None:
    """The caller for whom this ring is, while it rings."""
    return session.scalar(
        select(WaitingCaller)
        .where(WaitingCaller.ring_token == token, WaitingCaller.state == WaitingState.RINGING)
        .with_for_update()
    )


def accept(session: Session, office: Office, token: str, *, at: datetime) -> bool:
    """The officer takes the call: it becomes their case. False: the caller is gone, or somebody else was rung.

    Heard twice, it is the same.
    """
    row = ringing(session, token)
    if row is None:
        accepted = select(WaitingCaller.id).where(
            WaitingCaller.ring_token == token, WaitingCaller.state == WaitingState.CONNECTED
        )
        return session.scalar(accepted) is not None
    row.state, row.connected_at = WaitingState.CONNECTED, at
    row.case_id = _case(session, office, row, at).id
    return True


def over(session: Session, call_id: int, *, at: datetime) -> bool:
    """The carrier does not ring or connect any more: whether they talked. If not, the caller waits on, and this
    officer is not rung for them again. A ring that was over already changes nothing."""
    row = session.scalar(
        select(WaitingCaller)
        .where(WaitingCaller.call_id == call_id, WaitingCaller.ring_token.is_not(None))
        .order_by(WaitingCaller.id.desc())
        .limit(1)
    )
    if row is None:
        return False
    if row.state is WaitingState.CONNECTED:
        close(row, WaitingState.TALKED, at=at)
        look_after(session, at=at)
    elif row.state is WaitingState.RINGING:
        not_taken(row)
    return row.state is WaitingState.TALKED


def not_taken(row: WaitingCaller) -> None:
    """Nobody took the call: the caller waits on."""
    key = f"o{row.officer_id}" if row.officer_id is not None else f"m{row.desk}"
    row.passed = ",".join(filter(None, (*row.passed.split(","), key)))
    row.state, row.officer_id, row.desk, row.ring_token = WaitingState.WAITING, None, None, None


def _case(session: Session, office: Office, row: WaitingCaller, at: datetime) -> Case:
    """The case of this call, in the officer's hands, with what the caller had said."""
    of_call = select(Case).where(Case.call_id == row.call_id).order_by(Case.id.desc()).limit(1)
    known = row.case or session.scalar(of_call)
    case = known or cases.open_case(
        session,
        channel="call",
        contact_id=row.contact_id,
        at=at,
        service_id=row.service_id,
        call_id=row.call_id,
    )
    if case.clock_from is None:
        clocks.sort(session, office, case, at=at)
    note = "Penelepon tersambung langsung." if row.case is None else "Warga ditelepon, dan tersambung."
    if row.code:
        note += f" Kode yang disebutkan: {grouped(row.code)}."
    case.add(CaseEventKind.NOTED, at=at, detail={"text": note})
    if row.officer_id is not None:
        with contextlib.suppress(cases.TakenByAnother, MoveNotAllowed):  # then the note tells whoever has it
            cases.take(case, session.get_one(Officer, row.officer_id), at=at)
            clocks.keep(session, office, case, at=at)
    session.flush()
    return case
