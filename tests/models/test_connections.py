"""PostgreSQL went away and came back: nobody but who was just talking to it notices."""

import pytest
from sqlalchemy import text

from models import Database
from tests.postgresql import ON_BOTH

pytestmark = ON_BOTH


def test_a_connection_that_died_while_it_was_idle_is_not_used(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.embedded:
        pytest.skip("there is no connection to lose")
    monkeypatch.setattr("models.base.TRUSTED_S", 0.0)
    with database.read() as session:
        before = session.scalar(text("SELECT pg_backend_pid()"))
    other = Database(database.url.render_as_string(hide_password=False), database.vault)
    with other.read() as session:
        session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": before})
    other.close()
    with database.read() as session:
        assert session.scalar(text("SELECT pg_backend_pid()")) != before
