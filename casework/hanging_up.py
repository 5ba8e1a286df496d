"""Callers who hang up while they wait for an officer: nobody is lost.

Their place is kept, and they are rung when it is their turn. Where that may not or cannot be, what they had said
becomes a case. Runs inside the transaction that closes their call and commits nothing; knows no carrier.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import callbacks
from casework.commands import OpenCase, Origin
from casework.duty import anyone_ever
from casework.office import Office
from casework.waiting import close, keep, leave
from casework.waiting_commands import HangUpInLine, LineLeft, PlaceKept
from models import CallReason, Contact, WaitingCaller, WaitingState

NOTE = "Penelepon menutup telepon saat menunggu petugas."
WAITS = frozenset({WaitingState.WAITING, WaitingState.RINGING})


def hung_up(
    session: Session, office: Office, contact: Contact, command: HangUpInLine, origin: Origin
) -> PlaceKept | OpenCase | LineLeft:
    """What comes of it; OpenCase is for the caller of this function to do. Hearing it twice changes nothing."""
    row = session.scalar(
        select(WaitingCaller)
        .where(WaitingCaller.call_id == origin.call_id, WaitingCaller.state.in_(WAITS))
        .with_for_update()
    )
    if row is None:
        if origin.call_id is not None:
            leave(session, origin.call_id, at=origin.at)
        return LineLeft()
    if callbacks.not_wanted(contact, CallReason.TURN) is None and anyone_ever(session, office):
        return keep(session, office, row, origin)
    close(row, WaitingState.LEFT, at=origin.at)
    if row.case_id is not None:  # an officer had them rung about it
        return LineLeft()
    return OpenCase(
        service_id=command.service_id or row.service_id,
        code=command.code or row.code,
        helper=command.helper,
        consent=command.consent,
    )
