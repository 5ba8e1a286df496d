"""Reports (laporan) for the MPP and the regency: what came in, who got through, what was late, what citizens think.

The database counts; here are only the few rows that come out of it, laid out as tables. No telephone number, name,
code or word of a citizen gets into a report, and small groups are left out (`casework.reports.table`).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from casework.office import Office
from casework.reports import equity, misses, satisfaction, service_level, volume, waits
from casework.reports.period import Period
from casework.reports.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything of one period, and when it was made (aware)."""

    period: Period
    made_at: datetime
    tables: tuple[Table, ...]

    def table(self, key: str) -> Table | None:
        """The table with this key."""
        return next((table for table in self.tables if table.key == key), None)


def report(session: Session, office: Office, first: date, last: date, *, at: datetime) -> Report:
    """All tables of the days from first to last, both included, in the MPP's own time. `at`: what is late by now."""
    period = Period(first=first, last=last, zone=office.mpp.timezone)
    return Report(
        period=period,
        made_at=at,
        tables=(
            *volume.tables(session, office, period),
            *equity.tables(session, period),
            misses.table(session, period),
            *service_level.tables(session, office, period, at=at),
            waits.table(session, period),
            satisfaction.table(session, office, period),
        ),
    )
