"""Officers that were there before roles may afterwards do what they could do before; and it goes back again."""

from datetime import UTC, datetime

from sqlalchemy import inspect, text

from migrate import is_current, migrate
from models import AuditEntry, Database, Deed, Officer
from tests.models.test_calls_out_migration import go_to

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BEFORE = "0009"
"""The revision that roles come after."""


def test_officers_keep_what_they_could_do(database: Database) -> None:
    go_to(database, BEFORE)
    assert not {"audit_entries", "sign_in_tries"} & set(inspect(database.engine).get_table_names())
    with database.write() as session:
        for name, administrator in (("siti", True), ("budi", False)):
            session.execute(
                text(
                    "INSERT INTO officers (username, name, password_hash, active, failed_logins, administrator, "
                    "created_at) VALUES (:name, :name, '-', true, 0, :administrator, '2026-11-24 09:00:00')"
                ),
                {"name": name, "administrator": administrator},
            )
    migrate(database)
    assert is_current(database)
    with database.read() as session:
        roles = {one.username: one.roles for one in session.query(Officer)}
    assert roles == {"siti": ["supervisor", "administrator"], "budi": ["supervisor"]}
    go_to(database, BEFORE)
    with database.read() as session:
        found = dict(session.execute(text("SELECT username, administrator FROM officers")).all())
    assert {name: bool(one) for name, one in found.items()} == {"siti": True, "budi": False}
    migrate(database)
    with database.write() as session:
        entry = AuditEntry(number=1, at=NOW, deed=Deed.SIGNED_IN, about="", detail={}, previous="", seal="x")
        session.add(entry)
