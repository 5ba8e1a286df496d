"""Tries of calls through Asterisk on a running line: one written down, and how the last one went."""

from datetime import UTC, datetime

from sqlalchemy import select, update

from casework.callbacks import CALL, owe
from casework.contacts import contact_for
from models import CallBack, CallReason, CallTry, Job, JobState, TryState
from tests.line import Line


def a_try(line: Line, phone: str, cause: str) -> str:
    """A try that Asterisk has been asked for; its token."""
    at = datetime.now(UTC)
    with line.database.write() as session:
        contact = contact_for(session, line.database.vault, phone, at=at)
        call_back = owe(session, line.here.office, contact, reason=CallReason.ASKED, cause=cause, at=at)
        own = Job.dedupe.startswith(f"{CALL}:{call_back.id}:")
        session.execute(update(Job).where(own).values(state=JobState.DONE))  # the worker must not ask too
        call_back.state = "calling"
        token = f"{call_back.id:032x}"
        call_back.tries.append(CallTry(number=1, token=token, state=TryState.PLACING, placed_at=at))
        return token


def last_try(line: Line, phone: str) -> CallTry | None:
    with line.database.read() as session:
        newest = select(CallBack).order_by(CallBack.id.desc())
        found = next((one for one in session.scalars(newest) if one.contact.phone == phone), None)
        if found is None or not found.tries:
            return None
        last = found.tries[-1]
        assert last.call is None or last.call.turns is not None
        assert last.call_back is not None
        return last
