"""Keys of other systems: what each may do, how often, and until when."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from casework import audit
from casework.api_keys import KeyRefused, Right, count_use, make_key, revoke
from casework.office import Office
from models import ApiKey, Database, Deed
from tests.casework.other_systems import a_key, api_app, asking
from tests.postgresql import ON_BOTH

pytestmark = ON_BOTH

AT = "/api/applications/48213096"
READY = {"service": "ktp_hilang", "status": "siap_diambil"}
NOW = datetime(2026, 11, 24, 3, 0, 20, tzinfo=UTC)


def as_key(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_key_does_what_it_has_a_right_to_and_nothing_else(database: Database, office: Office) -> None:
    reader = as_key(a_key(database, Right.READ_APPLICATIONS, name="pembaca"))
    writer = as_key(a_key(database, Right.WRITE_APPLICATIONS, name="penulis"))
    with asking(database, office) as client:
        assert client.put(AT, json=READY, headers=reader).status_code == 403
        assert client.post("/api/applications", json=[], headers=reader).status_code == 403
        assert client.put(AT, json=READY, headers=writer).status_code == 201
        assert client.get(AT, headers=writer).json() == {
            "detail": "kunci ini tidak berhak untuk permintaan ini"
        }
        assert client.get(AT, headers=reader).status_code == 200


def test_a_key_that_was_taken_away_opens_nothing(database: Database, office: Office) -> None:
    key = a_key(database, *Right)
    with asking(database, office) as client:
        assert client.put(AT, json=READY, headers=as_key(key)).status_code == 201
        with database.write() as session:
            revoke(session, "dukcapil", at=NOW)
            revoke(session, "dukcapil", at=NOW)
            written = [(one.deed, one.detail.get("key")) for one in audit.entries(session)]
            assert written == [(Deed.KEY_REVOKED, "dukcapil"), (Deed.KEY_MADE, "dukcapil")]
        assert client.get(AT, headers=as_key(key)).status_code == 401


def test_only_the_hash_of_a_key_is_kept_and_no_name_is_used_twice(database: Database) -> None:
    key = a_key(database, Right.READ_CASES)
    with database.write() as session:
        kept = session.scalars(select(ApiKey)).one()
        assert key not in f"{kept.hash} {kept.name} {kept.rights}"
        for name in ("dukcapil", "settings", "Dukcapil", "x", "a b"):
            with pytest.raises(KeyRefused):
                make_key(session, name, [Right.READ_CASES], at=NOW)


def test_who_asks_too_often_waits_until_the_next_minute(database: Database) -> None:
    def ask(at: datetime) -> int:
        with database.write() as session:
            return count_use(session, "dukcapil", at=at, most=2)

    assert [ask(NOW), ask(NOW + timedelta(seconds=10)), ask(NOW + timedelta(seconds=20))] == [0, 0, 20]
    assert ask(NOW + timedelta(seconds=40)) == 0
    with database.write() as session:
        assert count_use(session, "satu-pintu", at=NOW, most=2) == 0


def test_a_restart_forgets_no_request(database: Database, office: Office) -> None:
    for expected in (404, 404, 429):
        with TestClient(api_app(database, office, api_per_minute=2)) as client:  # each a process of its own
            headers = as_key(_key(database))
            answer = client.get(AT, headers=headers)
            if answer.status_code != expected:  # a minute began between two requests
                pytest.skip("the clock passed a minute")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert "terlalu banyak permintaan" in answer.json()["detail"]


KEYS: dict[int, str] = {}


def _key(database: Database) -> str:
    """One key for each database."""
    if id(database) not in KEYS:
        KEYS[id(database)] = a_key(database, Right.READ_APPLICATIONS)
    return KEYS[id(database)]
