"""A report that was made a moment ago is shown again, and not for long."""

from datetime import timedelta

from casework.office import Office
from casework.reports.kept import KEPT, MOST, recent
from models import Database
from tests.casework.reports import happened
from tests.casework.reports.happened import AT, FIRST, LAST, rows


def calls(database: Database, office: Office, later: timedelta) -> object:
    table = recent(database, office, FIRST, LAST, at=AT + later).table("cara")
    assert table is not None
    return rows(table)


def test_a_report_is_counted_again_after_a_while(database: Database, office: Office) -> None:
    with database.write() as session:
        contacts = happened.people(session, database, 5)
        for contact in contacts:
            happened.call(session, contact)
    first = calls(database, office, timedelta())
    with database.write() as session:
        for contact in contacts:
            happened.call(session, contact)
    assert calls(database, office, KEPT - timedelta(seconds=1)) == first
    assert calls(database, office, KEPT) == {"Tombol saja": (10, 100.0, 10, 0, 0, 0, 0.0, 5)}


def test_other_days_are_another_report_and_only_some_are_kept(database: Database, office: Office) -> None:
    kept = recent(database, office, FIRST, LAST, at=AT)
    for day in range(MOST):
        other = recent(database, office, FIRST, FIRST + timedelta(days=31 + day), at=AT)
        assert other.period.last == FIRST + timedelta(days=31 + day)
    assert recent(database, office, FIRST, LAST, at=AT) is not kept
