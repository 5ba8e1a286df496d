"""Reports that were made a moment ago, kept in the process: officers look at the same month again and again.

One report is counted at a time, so that reports never take all of the machine from calls and pages.
"""

import threading
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from weakref import WeakKeyDictionary

from casework.office import Office
from casework.reports import Report, report
from models import Database

KEPT = timedelta(minutes=5)
"""So old a report may be; the page says when it was made."""
MOST = 16


@dataclass(slots=True)
class _Shelf:
    lock: threading.Lock = field(default_factory=threading.Lock)
    reports: dict[tuple[date, date], Report] = field(default_factory=dict)


_shelves: WeakKeyDictionary[Database, _Shelf] = WeakKeyDictionary()
_making = threading.Lock()


def recent(database: Database, office: Office, first: date, last: date, *, at: datetime) -> Report:
    """The report of these days, at most KEPT old."""
    with _making:
        shelf = _shelves.setdefault(database, _Shelf())
    found = shelf.reports.get((first, last))
    if found is not None and at - found.made_at < KEPT:
        return found
    with shelf.lock:
        found = shelf.reports.get((first, last))
        if found is None or at - found.made_at >= KEPT:
            with database.read() as session:
                found = report(session, office, first, last, at=at)
            if len(shelf.reports) >= MOST:
                shelf.reports.pop(next(iter(shelf.reports)))
            shelf.reports[first, last] = found
        return found
