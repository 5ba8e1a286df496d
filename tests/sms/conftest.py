"""What these tests share: an office without a database, and a citizen who texts the line."""

from collections.abc import Iterator

import pytest

from casework.office import Office
from models import Database
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


@pytest.fixture(scope="module")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Carrier]:
    carrier = Carrier(tmp_path_factory.mktemp("routes"))
    yield carrier
    carrier.client.close()
    carrier.database.close()
