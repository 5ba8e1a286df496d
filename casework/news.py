"""What just changed, for whoever has a page open: one look at the news a second for all pages of this process.

Every process looks for itself, so it does not matter which one made the change. Knows no HTTP.
"""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models import Case, Database, News, NewsKind

log = structlog.get_logger()

LOOK_S = 1.0
"""Seconds between two looks."""
LATE = 200
"""On PostgreSQL a row may be seen after rows with greater ids: so many are looked at again."""
MOST = 500
"""Changes that are told at once; a page that missed more loads itself anew."""
KEEP = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change. `subject` is the id of a case, or of a waiting caller. `places`: counter and holder of the case as
    it is now, and as it was if it went elsewhere; whoever sees it at either is told. None for a waiting caller.
    """

    id: int
    kind: NewsKind
    subject: int
    places: tuple[tuple[str, int | None], ...] = ()


def newest(session: Session) -> int:
    """The id of the last change; 0 for none. What a page shows is at least as new."""
    return session.scalar(select(func.max(News.id))) or 0


def since(session: Session, last: int) -> list[Change]:
    """What changed after that, the oldest first."""
    wanted = (
        select(News, Case.counter, Case.officer_id)
        .outerjoin(Case, (Case.id == News.subject) & (News.kind != NewsKind.CALLER))
        .where(News.id > last)
        .order_by(News.id)
        .limit(MOST)
    )
    return [_change(row, counter, holder) for row, counter, holder in session.execute(wanted)]


def _change(row: News, counter: str | None, holder: int | None) -> Change:
    places = [(counter, holder)] if counter is not None else []
    if places and row.counter:
        places.append((row.counter, None))
    if places and row.officer_id is not None:
        places.append((row.counter or counter or "", row.officer_id))
    return Change(id=row.id, kind=row.kind, subject=row.subject, places=tuple(places))


def forget(session: Session, *, at: datetime) -> None:
    """Deletes what every open page has seen."""
    session.execute(delete(News).where(News.at < at - KEEP))


class Reader:
    """One open page: what changed waits in `changes`, on its own event loop."""

    def __init__(self) -> None:
        self.changes: asyncio.Queue[Change] = asyncio.Queue(maxsize=MOST)
        self._loop = asyncio.get_running_loop()

    def tell(self, changes: list[Change]) -> None:
        """Called by the thread that looks. A loop that is closed hears nothing more."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._put, changes)

    def _put(self, changes: list[Change]) -> None:
        for change in changes:
            if not self.changes.full():
                self.changes.put_nowait(change)


class Newsroom:
    """Looks at one database's news while somebody reads, in one thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._readers: list[Reader] = []
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._left = threading.Event()
        self._looked = threading.Event()

    @property
    def readers(self) -> int:
        """How many pages are open."""
        return len(self._readers)

    @contextlib.contextmanager
    def reading(self, reader: Reader) -> Iterator[None]:
        """Inside the block the reader is told what changes."""
        with self._lock:
            self._readers.append(reader)
            self._left.clear()
            if self._thread is None:
                self._looked.clear()
                self._thread = threading.Thread(target=self._look, name="news", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._readers.remove(reader)
                if not self._readers:
                    self._left.set()

    def wait_for_look(self, timeout_s: float = 10.0) -> None:
        """Blocks until the first look is done: what is committed from then on, readers are told."""
        self._looked.wait(timeout_s)

    def _look(self) -> None:
        seen: set[int] | None = None
        last = 0
        while True:
            try:
                with self._database.read() as session:
                    last = newest(session) if seen is None else last
                    found = since(session, last - LATE)
                if seen is not None:
                    self._tell([one for one in found if one.id not in seen])
                seen = {one.id for one in found}
                last = max([last, *seen])
                self._looked.set()
            except Exception as error:  # the database is away: look again
                log.warning("cannot look at the news", error=type(error).__name__)
            self._left.wait(LOOK_S)
            with self._lock:
                if not self._readers:
                    self._thread = None
                    return

    def _tell(self, changes: list[Change]) -> None:
        if changes:
            for reader in list(self._readers):
                reader.tell(changes)
