"""The API on a client of its own, with keys as other systems have them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

from fastapi import FastAPI
from starlette.testclient import TestClient

from casework import api
from casework.api_keys import Right, make_key
from casework.office import Office
from config import read_settings
from deps import Services
from models import Database, new_key

KEY, OLD_KEY = "kunci-contoh-untuk-pengujian-baru", "kunci-contoh-untuk-pengujian-lama"


def api_app(database: Database, office: Office, **changed: object) -> FastAPI:
    """Nothing but the API."""
    settings = read_settings(
        _env_file=None, environment="development", keys=new_key(), index_key=new_key(), api_keys=f"{KEY},{OLD_KEY}",
        twilio_account_sid="AC" + "1" * 32, twilio_auth_tokens="2" * 32, line_number="+622150001234", **changed,
    )  # fmt: skip
    app = FastAPI()
    app.state.services = Services(
        settings=settings,
        database=database,
        office=office,
        phone=cast(Any, None),
        text_carriers=cast(Any, None),
    )
    app.include_router(api.router)
    return app


@contextmanager
def asking(database: Database, office: Office, **changed: object) -> Iterator[TestClient]:
    """A client with the key of the settings."""
    headers = {"Authorization": f"Bearer {KEY}"}
    with TestClient(api_app(database, office, **changed), headers=headers) as client:
        yield client


def a_key(database: Database, *rights: Right, name: str = "dukcapil") -> str:
    """A key of that system with these rights."""
    with database.write() as session:
        return make_key(session, name, rights, at=datetime.now(UTC))
