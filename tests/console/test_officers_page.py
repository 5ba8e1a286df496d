"""The administrator's page of officers: add, change, stop, bring back, and help with what was lost."""

import re

import httpx2
import pytest

from casework import cases, officers
from models import CaseStatus, Officer
from tests.casework.quick_passwords import hash_quickly
from tests.console.accounts import enter, post, with_factor
from tests.console.conftest import Console, words

RINA = {"nama_masuk": "rina", "nama": "Rina  Contoh", "peran": "officer", "loket": "Dukcapil"}


@pytest.fixture(autouse=True)
def _boss(console_at: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    console_at.become("administrator")


def named(console: Console, username: str) -> Officer | None:
    with console.database.read() as session:
        return session.query(Officer).filter_by(username=username).one_or_none()


def shown_password(answer: httpx2.Response) -> str:
    found = re.search(r"<strong>((?:[a-z0-9]{4}-){3}[a-z0-9]{4})</strong>", answer.text)
    assert found is not None
    return found[1]


def test_a_new_officer_signs_in_once_and_makes_a_password_of_their_own(console_at: Console) -> None:
    token = console_at.cookie()
    with console_at.client(token) as client:
        given = shown_password(post(client, console_at, token, "/petugas", **RINA))
        assert given not in client.get("/console/petugas").text
        assert "Rina Contoh rina Petugas loket Dukcapil" in words(client.get("/console/petugas").text)
    with console_at.client() as client:
        assert enter(client, given, "rina").status_code == 303
        assert client.get("/console/antrean").headers["location"] == "/console/akun/sandi"
        own, new = client.cookies["suara_session"], "kenanga-ungu-12"
        sent = {"sandi_lama": given, "sandi_baru": new, "sandi_ulang": new}
        assert post(client, console_at, own, "/akun/sandi", **sent).status_code == 303
        assert client.get("/console/antrean").status_code == 200
    with console_at.client() as client:
        assert enter(client, given, "rina").status_code == 401


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"nama_masuk": "siti"}, "nama_masuk"),
        ({"nama_masuk": "Rina Contoh"}, "nama_masuk"),
        ({"nama_masuk": "r"}, "nama_masuk"),
        ({"nama": " "}, "nama"),
        ({"nama": "x" * 81}, "nama"),
        ({"peran": ""}, "peran"),
        ({"peran": "raja"}, "peran"),
        ({"loket": "Loket Hantu"}, "loket"),
        ({"loket": ""}, "loket"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    console_at: Console, changed: dict[str, str], field: str
) -> None:
    token = console_at.cookie()
    with console_at.client(token) as client:
        sent = {name: value for name, value in {**RINA, **changed}.items() if value}
        answer = post(client, console_at, token, "/petugas", **sent)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}-salah"' in answer.text
    assert named(console_at, "rina") is None


def test_roles_and_counters_are_changed(console_at: Console) -> None:
    token, target = console_at.cookie(), f"/petugas/{console_at.colleague.id}"
    with console_at.client(token) as client:
        sent = {"nama": "Budi Baru", "peran": ["officer", "editor"], "loket": ["Dukcapil", "Samsat"]}
        answer = client.post(f"/console{target}", data={"csrf": console_at.csrf(token), **sent})
        assert answer.status_code == 303
        assert client.get(f"/console{target}").text.count(" checked") == 4
    budi = named(console_at, "budi")
    assert budi is not None
    assert (budi.name, budi.roles, budi.counters) == (
        "Budi Baru",
        ["officer", "editor"],
        ["Dukcapil", "Samsat"],
    )


def test_the_last_administrator_can_neither_leave_nor_become_something_else(console_at: Console) -> None:
    token, target = console_at.cookie(), f"/petugas/{console_at.officer.id}"
    with console_at.client(token) as client:
        for path, sent in ((target, {"nama": "Siti", "peran": "supervisor"}), (f"{target}/nonaktif", {})):
            answer = post(client, console_at, token, path, **sent)
            assert answer.status_code == 422
            assert "Harus ada satu pengelola" in answer.text


def test_who_is_stopped_is_out_and_their_cases_are_back_with_a_word_on_the_timeline(
    console_at: Console,
) -> None:
    case = console_at.case_by_call()
    console_at.do(cases.take, case, console_at.colleague)
    token, theirs = console_at.cookie(), console_at.cookie(console_at.colleague)
    target = f"/petugas/{console_at.colleague.id}"
    with console_at.client(theirs) as client:
        assert client.get("/console/antrean").status_code == 200
    with console_at.client(token) as client:
        assert post(client, console_at, token, f"{target}/nonaktif").status_code == 303
        assert "Tidak aktif" in client.get("/console/petugas").text
        assert post(client, console_at, token, f"{target}/nonaktif").status_code == 404
        assert post(client, console_at, token, f"{target}/sandi").status_code == 404
    with console_at.client(theirs) as client:
        assert client.get("/console/antrean").status_code == 303
    assert console_at.now(case).status == CaseStatus.NEW
    console_at.become("supervisor", "administrator")
    with console_at.client(token) as client:
        page = words(client.get(f"/console/kasus/{case.id}").text)
        assert "Dikembalikan ke antrean oleh Siti Contoh" in page
        given = shown_password(post(client, console_at, token, f"{target}/aktif"))
    with console_at.client() as client:
        assert enter(client, given, "budi").status_code == 303


def test_a_forgotten_password_and_a_lost_telephone(console_at: Console) -> None:
    with_factor(console_at)
    with console_at.database.write() as session:
        siti, budi = (session.get_one(Officer, one.id) for one in (console_at.officer, console_at.colleague))
        budi.totp_secret, budi.totp_on, siti.totp_on = siti.totp_secret, True, False
    token, theirs = console_at.cookie(), console_at.cookie(console_at.colleague)
    target = f"/petugas/{console_at.colleague.id}"
    with console_at.client(token) as client:
        assert "Hapus kode kedua" in client.get(f"/console{target}").text
        assert post(client, console_at, token, f"{target}/kode").status_code == 303
        assert "Hapus kode kedua" not in client.get(f"/console{target}").text
        given = shown_password(post(client, console_at, token, f"{target}/sandi"))
    with console_at.client(theirs) as client:
        assert client.get("/console/antrean").status_code == 303
    budi = named(console_at, "budi")
    assert budi is not None
    assert (budi.totp_on, budi.totp_secret, budi.must_change) == (False, None, True)
    assert officers.has_password(budi, given)
