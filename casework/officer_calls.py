"""An officer wants to talk with the citizen of a case now: the line rings them, and then the officer.

The rules of all calls of ours hold: Indonesian numbers, quiet hours, caps, "jangan hubungi". The citizen does not see
the officer's number, nor the officer's telephone theirs. Runs inside the caller's transaction.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import callbacks
from casework.call_limits import capped
from casework.duty import on_duty
from casework.office import Office
from models import OWED, CallBack, CallBackState, CallReason, Case, CaseEventKind, Officer


class CannotCall(ValueError):
    """This citizen cannot be rung for this officer now. The message says why, and what to do, in Indonesian."""


WHY = {
    "number": "Nomor ini tidak bisa ditelepon dari sini.",
    "opted_out": "Warga meminta jangan ditelepon. Kirim SMS, atau tunggu kabarnya.",
}


def ring(session: Session, office: Office, case: Case, officer: Officer, *, at: datetime) -> CallBack:
    """Rings the citizen of this case within seconds. Raises CannotCall."""
    if not any(one.officer_id == officer.id for one in on_duty(session, office, at)):
        raise CannotCall("Nyalakan dulu tugas telepon Anda di halaman Penelepon; nomornya diatur pengelola.")
    if (why := callbacks.not_wanted(case.contact, CallReason.OFFICER)) is not None:
        raise CannotCall(WHY[why])
    if not office.mpp.calls.may_ring(at):
        raise CannotCall("Sekarang jam tenang: warga tidak ditelepon. Coba lagi nanti, atau kirim SMS.")
    if capped(session, office, case.contact, at):
        raise CannotCall("Nomor ini sudah cukup sering ditelepon hari ini. Coba besok, atau kirim SMS.")
    of_case = select(CallBack).where(CallBack.case_id == case.id, CallBack.reason == CallReason.OFFICER)
    if session.scalar(of_case.where(CallBack.state.in_(OWED)).limit(1)) is not None:
        raise CannotCall("Warga ini sedang ditelepon. Tunggu sebentar.")
    number = session.scalar(select(func.count()).select_from(of_case.subquery())) or 0
    owed = callbacks.owe(
        session,
        office,
        case.contact,
        reason=CallReason.OFFICER,
        cause=f"officer:{case.id}:{number + 1}",
        case_id=case.id,
        officer_id=officer.id,
        at=at,
    )
    if owed.state is CallBackState.DROPPED:
        raise CannotCall("Nomor ini tidak bisa ditelepon sekarang.")
    case.add(CaseEventKind.CALL_PLANNED, at=at, by=officer, detail={"officer": True})
    return owed
