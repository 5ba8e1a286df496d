"""Deleting what has no right to be there any more: once a day, class by class, and told afterwards.

How long each class is kept says casework/retention.py; what of it goes, casework/forgetting.py.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import deletion, jobs, news, search
from casework.forgetting import FORGET, IN_PORTIONS
from casework.office import Office
from casework.retention import CONTACTS, days_of
from models import Database, Job, Purged

log = structlog.get_logger()

PURGE = "purge"
"""The kind of job."""
MOST_INDEXED = 2000
"""Cases that are made findable in one night, where their search words are missing."""
ALL = "semua"
"""The name under which each run tells its total, also when nothing went."""


def schedule(session: Session, *, at: datetime) -> None:
    """Today's purge, unless it is scheduled already: one process wins, without a scheduler."""
    jobs.enqueue(session, PURGE, {}, at=at, dedupe=f"{PURGE}:{at:%Y-%m-%d}")


def run(database: Database, office: Office, job: Job, *, keep: Mapping[str, int] | None = None) -> None:
    """Deletes, schedules tomorrow's, and finishes the job. `keep`: days by class; None: the usual ones."""
    at = datetime.now(UTC)
    gone = forget_all(database, office, keep or days_of((), recordings=office.mpp.recording_days), at=at)
    with database.write() as session:
        for name, count in gone.items():
            session.add(Purged(at=at, data_class=name, count=count))
        session.add(Purged(at=at, data_class=ALL, count=sum(gone.values())))
        news.forget(session, at=at)
        search.index_missing(session, office, most=MOST_INDEXED)
        schedule(session, at=at + timedelta(days=1))
        jobs.finish(session, job)
    log.info("purged", **gone)


def forget_all(
    database: Database, office: Office, keep: Mapping[str, int], *, at: datetime
) -> Mapping[str, int]:
    """Forgets what is over, in small transactions; how much of each class, where anything went. A class that is
    kept for 0 days is kept."""
    gone: dict[str, int] = {}
    if again := deletion.again(database, office, at=at):
        gone[CONTACTS] = again
    for name, forget in FORGET.items():
        days = keep[name]
        count, more = 0, days > 0
        while more:
            with database.write() as session:
                found = forget(session, office, at - timedelta(days=days), at)
            count, more = count + found, found > 0 and name in IN_PORTIONS
        if count:
            gone[name] = gone.get(name, 0) + count
    return gone


def last_runs(session: Session, *, limit: int = 30) -> list[tuple[datetime, Mapping[str, int]]]:
    """The newest runs first: when, and how much of each class went."""
    times = session.scalars(
        select(Purged.at).where(Purged.data_class == ALL).order_by(Purged.at.desc()).limit(limit)
    ).all()
    if not times:
        return []
    rows = session.scalars(select(Purged).where(Purged.at >= times[-1], Purged.data_class != ALL)).all()
    return [(at, {row.data_class: row.count for row in rows if row.at == at}) for at in times]
