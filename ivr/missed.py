"""What counts as a missed call ("miskol"), and that somebody rings back. Blocks; knows no carrier.

On the number for missed calls: every ring, which nobody answers. On the line itself: a call that ends before its
greeting was said, because whoever hangs up then did not want to pay for it. Its end may be told before its beginning.
"""

from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casework.callbacks import owe
from casework.contacts import contact_for
from casework.office import Office
from models import Call, CallBack, CallReason, CallTry, CallTurn, Contact, Database

log = structlog.get_logger()

GREETING_S = 4
"""So long the line says who it is; the notice that it records, and the first question, come after that."""


def rung(database: Database, office: Office, *, provider_id: str, caller: str) -> None:
    """Somebody rang the number that is never answered. The carrier may tell of it twice."""
    try:
        call_back = _keep(database, office, provider_id, caller)
    except IntegrityError:  # another process has just stored the same number or the same ring
        call_back = _keep(database, office, provider_id, caller)
    log.info("missed call", call_back=call_back.id, state=call_back.state, why=call_back.why)


def _keep(database: Database, office: Office, provider_id: str, caller: str) -> CallBack:
    at = datetime.now(UTC)
    with database.write() as session:
        contact = contact_for(session, office.vault, caller, at=at, hidden_id=provider_id)
        cause = f"call:{provider_id}"
        return owe(session, office, contact, reason=CallReason.MISSED, cause=cause, at=at)


def hung_up(session: Session, office: Office, call: Call, *, seconds: int | None, at: datetime) -> None:
    """The carrier says that a call on the line is over; `seconds` is how long it counts it. Twice is once."""
    if call.ended_at is not None or not is_missed(session, call, seconds=seconds, at=at):
        return
    contact = session.get_one(Contact, call.contact_id)
    cause = f"call:{call.provider_id}"
    call_back = owe(session, office, contact, reason=CallReason.MISSED, cause=cause, at=at)
    log.info("missed call", call=call.id, call_back=call_back.id, why=call_back.why)


def is_missed(session: Session, call: Call, *, seconds: int | None, at: datetime) -> bool:
    """Whether this call came in, and ended before our greeting was said and before anything was heard."""
    if session.scalar(select(CallTry.id).where(CallTry.call_id == call.id)) is not None:
        return False
    heard = select(func.count()).where(CallTurn.call_id == call.id, CallTurn.heard_kind != "started")
    if session.scalar(heard):
        return False
    if seconds is not None:
        return seconds < GREETING_S
    return at - call.started_at < timedelta(seconds=GREETING_S)
