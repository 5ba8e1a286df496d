"""One's own second factor: setting it up, its recovery codes, and turning it off."""

import re

import pyotp
import pytest

from casework import officers, second_factor
from models import Deed
from tests.casework.quick_passwords import hash_quickly
from tests.console.accounts import deeds, own, post, required, with_factor
from tests.console.conftest import PASSWORD, Console, words


@pytest.fixture(autouse=True)
def _quick(console_at: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    console_at.become("supervisor", password_hash=officers._passwords.hash(PASSWORD))


@pytest.mark.parametrize(
    ("role", "must"), [("administrator", True), ("auditor", True), ("supervisor", False)]
)
def test_administrators_and_auditors_set_up_a_second_factor_first(
    console_at: Console, role: str, must: bool
) -> None:
    required(console_at)
    console_at.become(role)
    with console_at.client(console_at.cookie()) as client:
        answer = client.get("/console/percakapan", follow_redirects=False)
        assert (answer.headers.get("location") == "/console/akun/kode") is must
        assert ("wajib memakainya" in client.get("/console/akun/kode").text) is must


def test_the_second_factor_is_on_once_a_code_was_typed(console_at: Console) -> None:
    token, elsewhere = console_at.cookie(), console_at.cookie()
    with console_at.client(token) as client:
        assert post(client, console_at, token, "/akun/kode/mulai", sandi="bukan-ini-12").status_code == 422
        assert own(console_at).totp_secret is None
        assert post(client, console_at, token, "/akun/kode/mulai", sandi=PASSWORD).status_code == 303
        page = client.get("/console/akun/kode").text
        secret = own(console_at).totp_secret
        assert secret is not None
        assert secret in words(page).replace(" ", "")
        assert "<svg" in page
        assert "style=" not in page  # the policy forbids it
        assert post(client, console_at, token, "/akun/kode", kode="000000").status_code == 422
        assert not own(console_at).totp_on
        shown = post(client, console_at, token, "/akun/kode", kode=pyotp.TOTP(secret).now())
        codes = re.findall(r'class="code wide">([a-z0-9]{5}-[a-z0-9]{5})<', shown.text)
        assert len(codes) == second_factor.RECOVERY_CODES
        assert own(console_at).totp_on
        again = client.get("/console/akun/kode").text
        assert secret not in words(again).replace(" ", "")
        assert codes[0] not in again
        post(client, console_at, token, "/akun/kode/mulai", sandi=PASSWORD)
        assert own(console_at).totp_secret == secret  # what is on is not replaced
    with console_at.client(elsewhere) as client:
        assert client.get("/console/akun").status_code == 303
    assert deeds(console_at) == [Deed.SECOND_FACTOR_ON]


def test_recovery_codes_can_be_made_new_and_the_factor_turned_off_with_the_password(
    console_at: Console,
) -> None:
    with_factor(console_at)
    token = console_at.cookie()
    with console_at.client(token) as client:
        for action in ("cadangan", "matikan"):
            answer = post(client, console_at, token, f"/akun/kode/{action}", sandi="bukan-ini-12")
            assert answer.status_code == 422
        assert "Kode cadangan" in post(client, console_at, token, "/akun/kode/cadangan", sandi=PASSWORD).text
        assert len(own(console_at).recovery) == second_factor.RECOVERY_CODES
        post(client, console_at, token, "/akun/kode/matikan", sandi=PASSWORD)
    assert (own(console_at).totp_on, own(console_at).totp_secret, own(console_at).recovery) == (
        False,
        None,
        [],
    )
    assert deeds(console_at) == [Deed.SECOND_FACTOR_OFF, Deed.RECOVERY_RENEWED]


def test_where_it_is_obligatory_it_stays_on(console_at: Console) -> None:
    required(console_at)
    with_factor(console_at)
    console_at.become("administrator")
    token = console_at.cookie()
    with console_at.client(token) as client:
        assert "Matikan" not in client.get("/console/akun/kode").text
        post(client, console_at, token, "/akun/kode/matikan", sandi=PASSWORD)
    assert own(console_at).totp_on
