"""What these tests share: an office without a database, and a citizen who texts the line."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from casework.office import Office
from models import Database, Vault, new_key
from tests.sms.citizen import Citizen
from tests.sms.post import Post
from tests.sms.webhooks import Carrier


@pytest.fixture(scope="session")
def here(shipped: Office) -> Office:
    return shipped


@pytest.fixture
def citizen(database: Database, office: Office) -> Citizen:
    return Citizen(database, office)


@pytest.fixture
def post(database: Database, office: Office) -> Post:
    return Post(database, office)


@pytest.fixture(scope="session")
def a_line(empty_file: Path, shipped: Office) -> Callable[[Path], tuple[Database, Office]]:
    """Makes a database in a folder, and its office: quicker than migrating and reading the content again."""

    def make(folder: Path) -> tuple[Database, Office]:
        vault = Vault(keys=(new_key(),), index_key=new_key())
        path = shutil.copy(empty_file, folder / "a-line.sqlite3")
        return Database(f"sqlite:///{path}", vault), replace(shipped, vault=vault, recordings=folder)

    return make


@pytest.fixture(scope="module")
def carrier(
    tmp_path_factory: pytest.TempPathFactory, a_line: Callable[[Path], tuple[Database, Office]]
) -> Iterator[Carrier]:
    folder = tmp_path_factory.mktemp("routes")
    carrier = Carrier(folder, *a_line(folder))
    yield carrier
    carrier.client.close()
    carrier.database.close()
