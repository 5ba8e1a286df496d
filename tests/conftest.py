"""What all tests share: a database of their own, and the office of the content that ships."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import event

from casework.office import Office, load_office
from logs import set_up
from migrate import migrate
from models import Database, Vault, new_key
from tests import postgresql, properties
from tests.ivr.ringing import Line as OwingLine
from tests.line import Line, running, settings_for

ROOT = Path(__file__).resolve().parents[1]
LONG = (
    "test_transfers.py",
    "test_exchanges.py",
    "test_accessibility.py",
    "test_whole_line.py",
)
"""Files that take minutes: begun first, so that none of them is left alone at the end of a run of two at a time."""
properties.choose()
set_up(production=False)  # lines that run in this process must not log into what a test reads from the output


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file; copying it is quicker than migrating for each of many tests."""
    path = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    database = Database(f"sqlite:///{path}", Vault(keys=(new_key(),), index_key=new_key()))
    migrate(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def shipped() -> Office:
    """The office of the content that ships, read once. Its vault is of no database."""
    vault = Vault(keys=(new_key(),), index_key=new_key())
    return load_office(ROOT / "content", vault=vault, recordings=Path("nowhere"))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a migrated database on a PostgreSQL server. Without one tests are skipped, never in CI."""
    programs = postgresql.binaries()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing: CI must run these tests on both databases")
        pytest.skip("PostgreSQL is not installed")
    with postgresql.server(programs) as address:
        database = Database(f"{address}/postgres", Vault(keys=(new_key(),), index_key=new_key()))
        migrate(database)
        database.close()
        yield f"{address}/postgres"


def _no_sync(connection: Any, _: Any) -> None:
    """A test's database need not survive a power cut; waiting for the disk was most of a test's time."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database of this test: SQLite, or PostgreSQL as well where a module says ON_BOTH."""
    vault = Vault(keys=(new_key(),), index_key=new_key())
    if getattr(request, "param", "sqlite") == "postgresql":
        database = Database(request.getfixturevalue("postgresql_server"), vault)
        postgresql.empty(database)
    else:
        empty_file = request.getfixturevalue("empty_file")
        database = Database(f"sqlite:///{shutil.copy(empty_file, tmp_path / 'test.sqlite3')}", vault)
        event.listen(database.engine, "connect", _no_sync)
    yield database
    database.close()


@pytest.fixture
def office(shipped: Office, database: Database, tmp_path: Path) -> Office:
    """The office of the content that ships, with the vault of `database`."""
    return replace(shipped, vault=database.vault, recordings=tmp_path / "recordings")


@pytest.fixture(scope="session")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """The whole line, running, for all tests of calls and texts together."""
    with running(settings_for(tmp_path_factory.mktemp("line"))) as line:
        yield line


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real Chromium. Without one these tests are skipped, but never in CI.

    Closed after each module: while it is open, its event loop runs in this thread and no other can.
    """
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is missing: CI must run the pages in a real browser")
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def owing(database: Database, office: Office) -> OwingLine:
    """A line that owes calls."""
    return OwingLine(database, office)
