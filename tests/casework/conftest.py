"""What tests of cases share: the people they are about."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from casework.contacts import contact_for
from casework.office import Office
from models import Call, Database, Officer, Recording
from tests.casework.hall import Hall
from tests.casework.other_systems import asking
from tests.casework.people import NOW, People
from tests.casework.webhook_receiver import Receiver, receiving


@pytest.fixture
def people(database: Database) -> People:
    with database.write() as session:
        contact = contact_for(session, database.vault, "081234567890", at=NOW)
        call = Call(provider_id="CA1", contact_id=contact.id, started_at=NOW)
        siti, budi = (
            Officer(username=name, name=name.title(), password_hash="-", created_at=NOW)
            for name in ("siti", "budi")
        )
        session.add_all([call, siti, budi])
        session.flush()
        recording = Recording(call_id=call.id, seconds=3.0, created_at=NOW)
        session.add(recording)
        session.flush()
        return People(contact=contact.id, call=call.id, recording=recording.id, siti=siti.id, budi=budi.id)


@pytest.fixture
def client(database: Database, office: Office) -> Iterator[TestClient]:
    """Another system that asks the API."""
    with asking(database, office) as client:
        yield client


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Another system that is told by webhook."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def hall(database: Database, office: Office) -> Hall:
    return Hall(database, office)
