"""The database: one transaction at a time, sealed columns, times with their zone, history that stays."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, StatementError

from migrate import DatabaseNewer, is_current, migrate
from models import (
    Base,
    Case,
    CaseEvent,
    CaseEventKind,
    CaseStatus,
    Contact,
    Database,
    MoveNotAllowed,
    TimelineChanged,
)

SEARCH = ("case_words_fts", "ix_case_words_words")
"""Of the full-text search, known to the migration only: SQLite's own tables, PostgreSQL's index."""
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def a_contact(database: Database) -> int:
    with database.write() as session:
        contact = Contact(phone="+6281234567890", phone_index="i" * 64, can_text=True, created_at=NOW)
        session.add(contact)
        session.flush()
        return contact.id


def a_case(database: Database) -> int:
    contact_id = a_contact(database)
    with database.write() as session:
        case = Case(
            code="48213096", status=CaseStatus.NEW, channel="call", contact_id=contact_id,
            story="KTP saya hilang", opened_at=NOW, updated_at=NOW,
        )  # fmt: skip
        session.add(case)
        case.add(CaseEventKind.OPENED, at=NOW)
        session.flush()
        return case.id


def test_the_file_holds_no_number_and_no_story_in_clear(database: Database) -> None:
    a_case(database)
    database.close()
    path = str(database.url.database)
    content = b"".join(file.read_bytes() for file in Path(path).parent.glob(Path(path).name + "*"))
    assert b"contacts" in content
    assert b"81234567890" not in content
    assert b"hilang" not in content


def test_a_block_that_raises_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:  # noqa: PT012
        session.add(Contact(phone="x", phone_index="x", can_text=False, created_at=NOW))
        raise RuntimeError
    with database.read() as session:
        assert session.scalars(select(Contact)).all() == []


def test_times_come_back_as_utc_and_naive_ones_are_refused(database: Database) -> None:
    jakarta = timezone(timedelta(hours=7))
    with database.write() as session:
        session.add(
            Contact(
                phone="x",
                phone_index="x",
                can_text=False,
                created_at=datetime(2026, 11, 24, 16, tzinfo=jakarta),
            )
        )
    with database.read() as session:
        assert session.scalars(select(Contact)).one().created_at == NOW
    with pytest.raises(StatementError, match="without a zone"), database.write() as session:
        session.add(Contact(phone="y", phone_index="y", can_text=False, created_at=datetime(2026, 11, 24)))  # noqa: DTZ001


def test_many_writers_wait_for_each_other_and_all_get_through(database: Database) -> None:
    contact_id = a_contact(database)

    def count() -> None:
        for _ in range(20):
            with database.write() as session:
                session.get_one(Contact, contact_id).wrong_codes += 1

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.get_one(Contact, contact_id).wrong_codes == 120


def test_a_case_moves_only_where_the_table_allows_and_says_so_on_its_timeline(database: Database) -> None:
    case_id = a_case(database)
    with database.write() as session:
        case = session.get_one(Case, case_id)
        with pytest.raises(MoveNotAllowed):
            case.move(CaseStatus.RESOLVED, at=NOW, by=None)
        case.move(CaseStatus.TAKEN, at=NOW, by=None)
    with database.read() as session:
        kinds = [event.kind for event in session.get_one(Case, case_id).timeline]
        assert kinds == [CaseEventKind.OPENED, CaseEventKind.MOVED]


def test_the_timeline_cannot_be_rewritten(database: Database) -> None:
    case_id = a_case(database)
    with pytest.raises(TimelineChanged), database.write() as session:
        session.get_one(Case, case_id).timeline[0].at = NOW + timedelta(days=1)
    with pytest.raises(TimelineChanged), database.write() as session:
        session.delete(session.get_one(Case, case_id).timeline[0])
    for statement in ("UPDATE case_events SET kind = 'noted'", "DELETE FROM case_events"):
        with pytest.raises(DatabaseError, match="history"), database.write() as session:
            session.execute(text(statement))
    with database.read() as session:
        assert len(session.scalars(select(CaseEvent)).all()) == 1


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    assert is_current(database)
    ours = {"include_name": lambda name, kind, _: not (name or "").startswith(SEARCH)}
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=ours)
        assert compare_metadata(context, Base.metadata) == []


def test_a_database_of_a_newer_release_is_refused(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNewer, match="newer release"):
        migrate(database)
