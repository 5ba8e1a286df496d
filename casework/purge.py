"""Deleting what is no longer needed: recordings past their time, finished jobs, old sessions, what people were
texting about, what calls of ours had to say, how carriers did. Once a day.
"""

from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from casework import application_uploads, jobs, news, recordings, repeated, search, sign_in_limits, webhooks
from casework.office import Office
from casework.officers import LONGEST
from models import (
    CallBack,
    Database,
    Job,
    JobState,
    OfficerSession,
    QueueTicket,
    RouteTry,
    TextConversation,
    TextPart,
    WaitingCaller,
)

log = structlog.get_logger()

PURGE = "purge"
"""The kind of job."""
KEEP_JOBS = timedelta(days=7)
KEEP_CONVERSATIONS = timedelta(days=1)
KEEP_LINE = timedelta(days=30)
"""Who waited for an officer is needed to reckon how long the next ones wait; the case has all else."""
KEEP_PARTS = timedelta(days=1)
KEEP_TICKETS = timedelta(days=30)
"""Whose number it was at a counter; that there was one stays for the figures."""
KEEP_TRIES = timedelta(days=1)
MOST_INDEXED = 2000
"""Cases that are made findable in one night, where their search words are missing."""
KEEP_WORDS = timedelta(days=1)
"""An officer's answer stands in the timeline of its case; for the call it is needed until that is over."""


def schedule(session: Session, *, at: datetime) -> None:
    """Today's purge, unless it is scheduled already: one process wins, without a scheduler."""
    jobs.enqueue(session, PURGE, {}, at=at, dedupe=f"{PURGE}:{at:%Y-%m-%d}")


def run(database: Database, office: Office, job: Job) -> None:
    """Deletes, schedules tomorrow's, and finishes the job."""
    at = datetime.now(UTC)
    with database.write() as session:
        deleted = recordings.delete_old(session, office.recordings, days=office.mpp.recording_days, at=at)
        session.execute(delete(Job).where(Job.state == JobState.DONE, Job.run_at < at - KEEP_JOBS))
        session.execute(delete(OfficerSession).where(OfficerSession.created_at < at - LONGEST))
        sign_in_limits.forget_old(session, at=at)
        session.execute(delete(TextConversation).where(TextConversation.at < at - KEEP_CONVERSATIONS))
        session.execute(delete(WaitingCaller).where(WaitingCaller.ended_at < at - KEEP_LINE))
        session.execute(delete(TextPart).where(TextPart.taken_at < at - KEEP_PARTS))
        session.execute(delete(RouteTry).where(RouteTry.at < at - KEEP_TRIES))
        old = QueueTicket.day < (at - KEEP_TICKETS).date(), QueueTicket.contact_id.is_not(None)
        session.execute(update(QueueTicket).where(*old).values(contact_id=None))
        news.forget(session, at=at)
        search.index_missing(session, office, most=MOST_INDEXED)
        told = CallBack.words.is_not(None), CallBack.ended_at < at - KEEP_WORDS
        session.execute(update(CallBack).where(*told).values(words=None))
        repeated.forget_old(session, at=at)
        webhooks.forget_old(session, at=at)
        application_uploads.forget_old(session, at=at)
        schedule(session, at=at + timedelta(days=1))
        jobs.finish(session, job)
    log.info("purged", recordings=deleted)
