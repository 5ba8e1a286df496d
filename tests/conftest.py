"""What all tests share: a database of their own, and the office of the content that ships."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.office import Office, load_office
from migrate import migrate
from models import Database, Vault, new_key
from tests.line import Line, running, settings_for

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database."""
    vault = Vault(keys=(new_key(),), index_key=new_key())
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}", vault)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """The office of the content that ships, with the vault of `database`."""
    return load_office(ROOT / "content", vault=database.vault, recordings=tmp_path / "recordings")


@pytest.fixture(scope="session")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """The whole line, running, for all tests of calls and texts together."""
    with running(settings_for(tmp_path_factory.mktemp("line"))) as line:
        yield line
