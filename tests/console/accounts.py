"""What tests of signing in and of one's own account share."""

from dataclasses import replace

import httpx2
import pyotp

from casework import audit, second_factor
from models import Deed, Officer
from tests.console.conftest import PASSWORD, Console


def own(console: Console) -> Officer:
    with console.database.read() as session:
        return session.get_one(Officer, console.officer.id)


def deeds(console: Console) -> list[Deed]:
    with console.database.read() as session:
        return [entry.deed for entry in audit.entries(session)]


def enter(
    client: httpx2.Client, password: str = PASSWORD, name: str = "siti", **more: str
) -> httpx2.Response:
    """Fills in the sign-in form."""
    client.get("/console/masuk")
    data = {"nama": name, "sandi": password, "kunci": client.cookies["suara_masuk"], **more}
    return client.post("/console/masuk", data=data)


def with_factor(console: Console) -> pyotp.TOTP:
    """Turns the second factor on; gives the telephone that knows the secret."""
    with console.database.write() as session:
        officer = session.get_one(Officer, console.officer.id)
        second_factor.begin(officer)
        officer.totp_on = True
        return pyotp.TOTP(officer.totp_secret or "")


def post(client: httpx2.Client, console: Console, token: str, path: str, **data: str) -> httpx2.Response:
    return client.post(f"/console{path}", data={"csrf": console.csrf(token), **data})


def required(console: Console) -> None:
    """As in production: administrators and auditors must have a second factor."""
    services = console.app.state.services
    settings = services.settings.model_copy(update={"second_factor": True})
    console.app.state.services = replace(services, settings=settings)
