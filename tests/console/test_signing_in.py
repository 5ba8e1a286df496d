"""Signing in, sessions, and their ends: who is inside, for how long, and where signing in leads."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import officers
from casework.console import login
from models import Officer, OfficerSession
from tests.console.conftest import PASSWORD, Console


def test_signing_in_needs_the_forms_own_cookie(console_at: Console) -> None:
    data = {"nama": "siti", "sandi": PASSWORD}
    with console_at.client() as client:
        assert client.post("/console/masuk", data=data).status_code == 403
        assert client.post("/console/masuk", data={**data, "kunci": ""}).status_code == 403
        client.get("/console/masuk")
        assert client.post("/console/masuk", data={**data, "kunci": "salah"}).status_code == 403
        key = client.cookies["suara_masuk"]
        assert client.post("/console/masuk", data={**data, "kunci": key}).status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(console_at: Console) -> None:
    with console_at.client() as client:
        client.get("/console/masuk")
        data = {"nama": " siti ", "sandi": PASSWORD, "kunci": client.cookies["suara_masuk"]}
        response = client.post("/console/masuk", data=data)
    cookie = next(c for c in response.headers.get_list("set-cookie") if c.startswith("suara_session"))
    for part in ("HttpOnly", "SameSite=lax", "Path=/console"):
        assert part in cookie
    assert "Secure" not in cookie  # the address of this test is http


def test_over_https_cookies_are_secure_and_browsers_are_told_to_stay(console_at: Console) -> None:
    services = console_at.app.state.services
    https = services.settings.model_copy(update={"base_url": "https://suara.example.go.id"})
    console_at.app.state.services = type(services)(
        settings=https, database=services.database, office=services.office, phone=None, text_carriers={}
    )
    with console_at.client() as client:
        response = client.get("/console/masuk")
    assert "Secure" in response.headers["set-cookie"]
    assert response.headers["strict-transport-security"]


def test_wrong_unknown_and_locked_look_the_same(console_at: Console) -> None:
    with console_at.client() as client:
        client.get("/console/masuk")

        def answer_to(name: str, password: str) -> str:
            key = client.cookies["suara_masuk"]
            response = client.post("/console/masuk", data={"nama": name, "sandi": password, "kunci": key})
            assert response.status_code == 401
            return response.text.replace(f'value="{name}"', "")

        wrong, unknown = answer_to("siti", "salah-sekali"), answer_to("hantu", "salah-sekali")
        with console_at.database.write() as session:
            officer = session.get_one(Officer, console_at.officer.id)
            officer.locked_until = datetime.now(UTC) + timedelta(minutes=5)
        locked = answer_to("siti", PASSWORD)
    assert wrong == unknown == locked
    assert login.WRONG in wrong


def test_a_crowd_at_the_door_does_not_take_every_thread(console_at: Console) -> None:
    taken = [login._door.acquire(blocking=False) for _ in range(login.AT_THE_DOOR)]
    try:
        with console_at.client() as client:
            client.get("/console/masuk")
            data = {"nama": "siti", "sandi": PASSWORD, "kunci": client.cookies["suara_masuk"]}
            response = client.post("/console/masuk", data=data)
    finally:
        for _ in taken:
            login._door.release()
    assert response.status_code == 429
    assert login.CROWDED in response.text


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/kasus/7", "/console/kasus/7"),
        ("/permohonan", "/console/permohonan"),
        ("https://jahat.example", "/console/hari-ini"),
        ("//jahat.example", "/console/hari-ini"),
        ("/kasus/../../keluar", "/console/hari-ini"),
        ("", "/console/hari-ini"),
    ],
)
def test_signing_in_leads_inside_only(console_at: Console, wanted: str, goes_to: str) -> None:
    with console_at.client(console_at.cookie()) as client:
        assert client.get("/console/masuk", params={"lanjut": wanted}).headers["location"] == goes_to


def test_an_idle_session_ends_and_what_was_being_written_is_not_lost(console_at: Console) -> None:
    case = console_at.case_by_call()
    token = console_at.cookie()
    csrf = console_at.csrf(token)
    with console_at.database.write() as session:
        found = session.scalars(select(OfficerSession)).one()
        found.seen_at = datetime.now(UTC) - officers.IDLE - timedelta(seconds=1)
    data = {"csrf": csrf, "version": str(case.version), "catatan": "Sudah ditelepon <b>dua</b> kali."}
    with console_at.client(token) as client:
        response = client.post(f"/console/kasus/{case.id}/catat", data=data)
        assert response.status_code == 401
        assert "Sudah ditelepon &lt;b&gt;dua&lt;/b&gt; kali." in response.text
        assert csrf not in response.text
        there = client.get(f"/console/kasus/{case.id}").headers["location"]
        assert there == f"/console/masuk?lanjut=/kasus/{case.id}"


def test_use_is_written_down_at_most_once_a_minute_and_not_for_a_page_that_looks_by_itself(
    console_at: Console,
) -> None:
    token = console_at.cookie()

    def seen(earlier: timedelta) -> timedelta:
        """Makes the last use earlier; returns how long ago it is after the requests."""
        with console_at.database.write() as session:
            session.scalars(select(OfficerSession)).one().seen_at = datetime.now(UTC) - earlier
        client.get(path)
        with console_at.database.read() as session:
            return datetime.now(UTC) - session.scalars(select(OfficerSession)).one().seen_at

    with console_at.client(token) as client:
        path = "/console/antrean"
        assert seen(timedelta(seconds=50)) >= timedelta(seconds=50)
        assert seen(timedelta(minutes=5)) < timedelta(minutes=1)
        path = "/console/antrean/jumlah"
        assert seen(timedelta(minutes=5)) >= timedelta(minutes=5)


def test_an_officer_who_left_is_out_at_once(console_at: Console) -> None:
    token = console_at.cookie()
    with console_at.client(token) as client:
        assert client.get("/console/antrean").status_code == 200
        with console_at.database.write() as session:
            session.get_one(Officer, console_at.officer.id).active = False
        assert client.get("/console/antrean").status_code == 303


def test_signing_out_ends_the_session_itself(console_at: Console) -> None:
    token = console_at.cookie()
    with console_at.client(token) as client:
        client.post("/console/keluar", data={"csrf": console_at.csrf(token)})
    with console_at.client(token) as thief:
        assert thief.get("/console/antrean").status_code == 303
