"""Looks after the line while somebody is in it: closes what was orphaned, and rings back whose turn has come.

A job that comes again as long as anybody waits, so that the line survives a crash and nobody stands in it whose call
is over.
"""

from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from casework import callbacks, jobs
from casework.callbacks import WANTED
from casework.commands import Channel, OpenCase, Origin
from casework.office import Office
from casework.officer_rings import RINGS_AT_MOST, not_taken
from casework.perform import perform
from casework.waiting import close, due_back, in_line, look_after
from casework.waiting_commands import HangUpInLine
from models import OWED, CallBackState, CallReason, Database, Job, WaitingCaller, WaitingState

log = structlog.get_logger()

SILENT_FOR = timedelta(minutes=2)
"""A call that did not ask for so long whether it is its turn waits no more."""
LONGEST_TALK = timedelta(minutes=45)
"""A talk of which nobody tells for longer than any can last is over."""


def sweep(database: Database, office: Office, job: Job) -> None:
    """Does one claimed job of the kind `waiting.SWEEP`."""
    at = datetime.now(UTC)
    with database.write() as session:
        tidy(session, office, at=at)
        jobs.finish(session, job)


def tidy(session: Session, office: Office, *, at: datetime) -> None:
    """What the job does, in this transaction."""
    line = in_line(session, lock=True)
    for row in line:
        _settle(session, office, row, at)
    session.flush()
    still = [row for row in line if row.ended_at is None]
    for row in due_back(session, office, still, at):
        _ring_back(session, office, row, at)
    if still:
        look_after(session, at=at)
    if len(still) < len(line):
        log.info("line tidied", closed=len(line) - len(still))


def _settle(session: Session, office: Office, row: WaitingCaller, at: datetime) -> None:
    gone = row.call.ended_at
    match row.state:
        case WaitingState.WAITING if gone is not None or at - row.seen_at > SILENT_FOR:
            _gone(session, office, row, gone or at)
        case WaitingState.RINGING if gone is not None:
            _gone(session, office, row, gone)
        case WaitingState.RINGING if at - (row.rung_at or row.since) > RINGS_AT_MOST:
            not_taken(row)
        case WaitingState.CONNECTED if gone is not None:
            close(row, WaitingState.TALKED, at=gone)
        case WaitingState.CONNECTED if at - (row.connected_at or row.since) > LONGEST_TALK:
            row.connected_at = None  # nobody knows how long it was
            close(row, WaitingState.TALKED, at=at)
        case WaitingState.CALL_BACK if row.call_back is not None and row.call_back.state not in OWED:
            done = row.call_back.state is CallBackState.DONE
            close(row, WaitingState.LEFT if done else WaitingState.MISSED, at=at)
            if not done and row.case_id is None and row.call_back.why != "opted_out":
                perform(session, office, _case(row), _origin(row, at))
        case _:
            pass


def _gone(session: Session, office: Office, row: WaitingCaller, at: datetime) -> None:
    """Their call is over, and it was not told when it ended."""
    wanted = HangUpInLine(service_id=row.service_id, code=row.code, asked=row.asked)
    perform(session, office, wanted, _origin(row, at))


def _case(row: WaitingCaller) -> OpenCase:
    """Whoever could not be reached leaves what they had said."""
    return OpenCase(service_id=row.service_id, code=row.code)


def _origin(row: WaitingCaller, at: datetime) -> Origin:
    return Origin(channel=Channel.CALL, contact_id=row.contact_id, call_id=row.call_id, at=at)


def _ring_back(session: Session, office: Office, row: WaitingCaller, at: datetime) -> None:
    """Their turn has come. Whoever is owed a call already gets that one."""
    owed = callbacks.owe(
        session, office, row.contact, reason=CallReason.TURN, cause=f"turn:{row.id}:{row.call_id}", at=at
    )
    if owed.why == "joined":
        owed = callbacks.owed_to(session, row.contact, *WANTED) or owed
    row.call_back_id, row.rung_at = owed.id, at
