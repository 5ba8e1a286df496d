"""The tables of calls that we make come and go again, and what was there before stays."""

from datetime import UTC, datetime

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from migrate import FOLDER, is_current, migrate
from models import Case, CaseStatus, Contact, Database

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def go_to(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()


def test_down_and_up_again_keeps_contacts_and_their_cases(database: Database) -> None:
    with database.write() as session:
        contact = Contact(phone="+6281234567890", phone_index="i" * 64, can_text=True, created_at=NOW)
        session.add(contact)
        session.flush()
        session.add(
            Case(code="48213096", status=CaseStatus.NEW, channel="call", contact_id=contact.id,
                 opened_at=NOW, updated_at=NOW)
        )  # fmt: skip
    go_to(database, "0001")
    tables = inspect(database.engine)
    assert not {"call_backs", "call_tries"} & set(tables.get_table_names())
    assert not {"reach", "no_calls_at"} & {column["name"] for column in tables.get_columns("contacts")}
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM contacts")).scalar() == 1
        triggers = connection.execute(text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"))
        assert triggers.scalar() == 2
    migrate(database)
    assert is_current(database)
    with database.read() as session:
        assert session.get_one(Case, 1).contact.phone == "+6281234567890"
        assert session.get_one(Contact, 1).reach is None
