"""One's own account: the password, and where one is signed in."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import officers
from casework.sign_in_limits import MAX_FAILED
from models import Deed, OfficerSession
from tests.casework.quick_passwords import hash_quickly
from tests.console.accounts import deeds, own, post
from tests.console.conftest import PASSWORD, Console, words

NEW = "kenanga-ungu-12"


@pytest.fixture(autouse=True)
def _quick(console_at: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    console_at.become("supervisor", password_hash=officers._passwords.hash(PASSWORD))


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(console_at: Console) -> None:
    here, elsewhere = console_at.cookie(), console_at.cookie()
    with console_at.client(here) as client:
        for wrong, field in (
            ({"sandi_lama": "", "sandi_baru": NEW, "sandi_ulang": NEW}, "sandi_lama"),
            ({"sandi_lama": "bukan-ini-12", "sandi_baru": NEW, "sandi_ulang": NEW}, "sandi_lama"),
            ({"sandi_lama": PASSWORD, "sandi_baru": "pendek", "sandi_ulang": "pendek"}, "sandi_baru"),
            ({"sandi_lama": PASSWORD, "sandi_baru": PASSWORD, "sandi_ulang": PASSWORD}, "sandi_baru"),
            ({"sandi_lama": PASSWORD, "sandi_baru": NEW, "sandi_ulang": "lain"}, "sandi_ulang"),
        ):
            answer = post(client, console_at, here, "/akun/sandi", **wrong)
            assert answer.status_code == 422
            assert f'href="#{field}"' in answer.text
            assert NEW not in answer.text
        right = {"sandi_lama": PASSWORD, "sandi_baru": NEW, "sandi_ulang": NEW}
        assert post(client, console_at, here, "/akun/sandi", **right).status_code == 303
        assert client.get("/console/akun").status_code == 200
    with console_at.client(elsewhere) as client:
        assert client.get("/console/akun").status_code == 303
    assert officers.has_password(own(console_at), NEW)
    assert deeds(console_at) == [Deed.PASSWORD_CHANGED]


def test_the_old_password_is_not_for_guessing_at_an_open_desk(console_at: Console) -> None:
    token = console_at.cookie()
    data = {"sandi_baru": NEW, "sandi_ulang": NEW}
    with console_at.client(token) as client:
        for _ in range(MAX_FAILED):
            post(client, console_at, token, "/akun/sandi", sandi_lama="bukan-ini-12", **data)
        answer = post(client, console_at, token, "/akun/sandi", sandi_lama=PASSWORD, **data)
    assert answer.status_code == 422
    assert officers.has_password(own(console_at), PASSWORD)


def test_a_password_for_one_signing_in_has_to_be_changed_first(console_at: Console) -> None:
    console_at.become("supervisor", must_change=True)
    token = console_at.cookie()
    with console_at.client(token) as client:
        for path in ("/console/antrean", "/console/", "/console/suara"):
            assert client.get(path).headers["location"] == "/console/akun/sandi"
        assert "hanya untuk masuk sekali" in client.get("/console/akun/sandi").text
        right = {"sandi_lama": PASSWORD, "sandi_baru": NEW, "sandi_ulang": NEW}
        assert post(client, console_at, token, "/akun/sandi", **right).status_code == 303
        assert client.get("/console/antrean").status_code == 200


def test_own_sessions_are_listed_and_ended_one_by_one_or_all(console_at: Console) -> None:
    here, second, third = console_at.cookie(), console_at.cookie(), console_at.cookie()
    theirs = console_at.cookie(console_at.colleague)
    with console_at.database.write() as session:
        old = session.scalars(
            select(OfficerSession).where(OfficerSession.officer_id == console_at.officer.id)
        ).all()
        old[1].browser, old[2].browser = "Firefox, Windows", "Chrome, Android"
        second_id = old[1].id
        foreign = session.scalars(
            select(OfficerSession.id).where(OfficerSession.officer_id == console_at.colleague.id)
        ).one()
    with console_at.client(here) as client:
        page = words(client.get("/console/akun").text)
        assert "Peramban ini" in page
        assert "Firefox, Windows" in page
        post(client, console_at, here, "/akun/sesi", sesi=str(second_id))
        post(client, console_at, here, "/akun/sesi", sesi=str(foreign))
        page = words(client.get("/console/akun").text)
        assert "Firefox, Windows" not in page
        assert "Chrome, Android" in page
        post(client, console_at, here, "/akun/sesi")
        assert "Chrome, Android" not in client.get("/console/akun").text
    for token, inside in ((here, True), (second, False), (third, False), (theirs, True)):
        with console_at.client(token) as client:
            assert (client.get("/console/akun").status_code == 200) is inside


def test_a_session_that_is_over_is_not_listed(console_at: Console) -> None:
    here, _ = console_at.cookie(), console_at.cookie()
    with console_at.database.write() as session:
        found = session.scalars(select(OfficerSession).order_by(OfficerSession.id)).all()
        found[1].seen_at = datetime.now(UTC) - officers.IDLE - timedelta(seconds=1)
    with console_at.client(here) as client:
        assert client.get("/console/akun").text.count("Akhiri") == 1  # of the sentence above the list
