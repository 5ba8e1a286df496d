"""Tables whose rows are history, and the two reasons for which they may be written over.

Triggers of the database refuse every change of a timeline, of wishes and of the audit log. `lifted` sets them aside
inside one transaction: to seal the same words with a newer key, and to forget a case whose time is over. Nothing else
may use it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.orm import Session

HISTORY = frozenset({"case_events", "contact_wishes", "audit_entries"})


@contextmanager
def lifted(session: Session, table: str) -> Iterator[None]:
    """The triggers of this table are back at the end of the block. A block that raises must not be committed."""
    if table not in HISTORY:
        yield
        return
    session.flush()
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        connection.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'))
        yield
        session.flush()
        connection.execute(text(f'ALTER TABLE "{table}" ENABLE TRIGGER USER'))
        return
    known = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    triggers = connection.execute(known, {"table": table}).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    session.flush()
    for _, made in triggers:
        connection.exec_driver_sql(made)
