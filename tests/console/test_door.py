"""Signing in with a code, from a browser that is known or not, and what an attacker could have prepared."""

import re

import pytest
from sqlalchemy import select

from casework import officers, sign_in_limits
from casework.console.login import browser_of
from casework.sign_in_limits import MAX_FAILED
from models import Deed, SignInTries
from tests.casework.quick_passwords import hash_quickly
from tests.console.accounts import deeds, enter, post, with_factor
from tests.console.conftest import PASSWORD, Console


@pytest.fixture(autouse=True)
def _quick(console_at: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    console_at.become("supervisor", password_hash=officers._passwords.hash(PASSWORD))


def test_signing_in_asks_for_the_code_and_renews_the_session(console_at: Console) -> None:
    phone, case = with_factor(console_at), console_at.case_by_call()
    with console_at.client() as client:
        answer = enter(client, lanjut=f"/kasus/{case.id}")
        assert answer.headers["location"].startswith("/console/masuk/kode?lanjut=")
        half = client.cookies["suara_session"]
        assert client.get("/console/antrean").headers["location"].startswith("/console/masuk")
        page = client.get(answer.headers["location"]).text
        key = re.search(r'name="kunci" value="([^"]+)"', page)
        assert key is not None
        sent = {"kunci": key[1], "lanjut": f"/kasus/{case.id}"}
        assert (
            client.post("/console/masuk/kode", data={**sent, "kunci": "x", "kode": phone.now()}).status_code
            == 403
        )
        assert client.post("/console/masuk/kode", data={**sent, "kode": "000000"}).status_code == 401
        answer = client.post("/console/masuk/kode", data={**sent, "kode": phone.now()})
        assert answer.headers["location"] == f"/console/kasus/{case.id}"
        assert client.cookies["suara_session"] != half
        assert client.get("/console/antrean").status_code == 200
    with console_at.client(half) as thief:
        assert thief.get("/console/antrean").status_code == 303
        assert thief.get("/console/masuk/kode").status_code == 303
        assert (
            thief.post("/console/masuk/kode", data={"kode": phone.now()}).headers["location"]
            == "/console/masuk"
        )
    assert deeds(console_at) == [Deed.SIGNED_IN, Deed.CODE_FAILED]


def test_a_session_that_was_planted_before_signing_in_is_never_ones_own(console_at: Console) -> None:
    planted = console_at.cookie(console_at.colleague)
    with console_at.client() as client:
        client.cookies.set("suara_session", planted, path="/console")
        client.get("/console/static/icon.svg")
        key = "x" * 30
        client.cookies.set("suara_masuk", key, path="/console")
        data = {"nama": "siti", "sandi": PASSWORD, "kunci": key}
        answer = client.post("/console/masuk", data=data)
        assert answer.status_code == 303
        cookies = "".join(answer.headers.get_list("set-cookie"))
        assert planted not in cookies
    with console_at.client(planted) as client:
        assert client.get("/console/antrean").status_code == 303


def test_a_browser_that_signed_in_before_is_not_locked_out_by_others(console_at: Console) -> None:
    with console_at.client() as desk, console_at.client() as guesser:
        assert enter(desk).status_code == 303
        device = next(cookie for cookie in desk.cookies.jar if cookie.name == "suara_peramban")
        assert device.path == "/console/masuk"
        post(desk, console_at, desk.cookies["suara_session"], "/keluar")
        for _ in range(MAX_FAILED):
            assert enter(guesser, "tebakan-salah").status_code == 401
        assert enter(guesser).status_code == 401
        assert enter(desk).status_code == 303
    assert Deed.LOCKED in deeds(console_at)


def test_an_address_in_a_header_is_not_believed(console_at: Console) -> None:
    with console_at.client() as client:
        client.headers["X-Forwarded-For"] = "203.0.113.9"
        client.headers["Forwarded"] = "for=203.0.113.9"
        enter(client, "tebakan-salah", name="hantu")
        with console_at.database.read() as session:
            (stored,) = session.scalars(select(SignInTries.place))
    assert stored == sign_in_limits._address(console_at.database.vault, "127.0.0.1")


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15) Version/19.0 Safari/605.1.15", "Safari, Mac"),
        ("curl/8", "Peramban lain"),
        ("", "Peramban lain"),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(agent: str, shown: str) -> None:
    assert browser_of(agent) == shown
