"""Officers sign in with an account of the government's own, at a provider that is not ours."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import httpx2
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI

from casework.single_sign_on import Provider, ProviderError
from models import AuditEntry, Deed, Officer
from temporary_line import serving
from tests.console.conftest import Console, Open
from tests.line import a_free_port

BACK = "/console/masuk/sso/kembali"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider in a process of its own, which lets in whoever asks, under any name."""
    port = a_free_port()
    program = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
    ]
    process = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    address = f"http://localhost:{port}"
    try:
        for _ in range(200):
            try:
                httpx2.get(f"{address}/.well-known/openid-configuration", trust_env=False)
                break
            except httpx2.HTTPError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def provider(console: Console, issuer: str, *, claim: str = "sub", client: str = "suara") -> Provider:
    return Provider(
        issuer=issuer, client_id=client, secret="rahasia-contoh", back_to=f"{console.url}{BACK}", claim=claim
    )


@pytest.fixture
def joined(console_at: Console, issuer: str) -> Console:
    """The pages of an installation with this provider."""
    state, settings = console_at.app.state, console_at.app.state.services.settings
    state.services = replace(
        state.services,
        sign_on=provider(console_at, issuer),
        settings=settings.model_copy(update={"oidc_issuer": issuer, "oidc_name": "akun dinas"}),
    )
    return console_at


def came_back(client: httpx2.Client, name: str) -> httpx2.Response:
    """Asks, lets the provider let that person in, and comes back."""
    asked = client.get("/console/masuk/sso")
    there = httpx2.post(asked.headers["location"], data={"sub": name}, trust_env=False)
    assert there.status_code == 302, there.text
    return client.get(there.headers["location"])


def test_an_officer_signs_in_without_a_password(joined: Console) -> None:
    with joined.client() as client:
        answer = came_back(client, "siti")
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/")
        assert client.get("/console/antrean").status_code == 200
    with joined.database.read() as session:
        entry = session.query(AuditEntry).filter(AuditEntry.deed == Deed.SIGNED_IN).one()
    assert entry.officer_id == joined.officer.id


def test_the_second_factor_still_follows_and_a_one_time_password_is_over(joined: Console) -> None:
    with joined.database.write() as session:
        officer = session.get_one(Officer, joined.officer.id)
        officer.totp_on, officer.totp_secret, officer.must_change = True, "JBSWY3DPEHPK3PXP", True
        before = officer.password_hash
    with joined.client() as client:
        assert came_back(client, "siti").headers["location"].startswith("/console/masuk/kode")
        assert client.get("/console/antrean").status_code == 303
    with joined.database.read() as session:
        officer = session.get_one(Officer, joined.officer.id)
        assert (officer.must_change, officer.password_hash == before) == (False, False)


@pytest.mark.parametrize("name", ["orang-lain", "budi"])
def test_who_is_no_officer_here_stays_outside(joined: Console, name: str) -> None:
    with joined.database.write() as session:
        session.get_one(Officer, joined.colleague.id).active = False
    with joined.client() as client:
        answer = came_back(client, name)
        assert answer.status_code == 403
        assert "belum terdaftar" in answer.text
        assert client.get("/console/antrean").status_code == 303


def test_what_another_browser_asked_lets_nobody_in(joined: Console) -> None:
    with joined.client() as theirs, joined.client() as mine:
        asked = theirs.get("/console/masuk/sso")
        there = httpx2.post(asked.headers["location"], data={"sub": "siti"}, trust_env=False)
        mine.get("/console/masuk/sso")
        answer = mine.get(there.headers["location"])  # a link that somebody sent
        assert answer.status_code == 401
        assert mine.get("/console/antrean").status_code == 303
    with joined.client() as nobody:
        assert nobody.get(f"{BACK}?code=x&state=y").status_code == 401
        assert nobody.get(f"{BACK}?error=access_denied&state=y").status_code == 401


def test_a_code_is_good_once(joined: Console, issuer: str) -> None:
    its = provider(joined, issuer)
    asked = its.ask()
    there = httpx2.post(asked.url, data={"sub": "siti"}, trust_env=False)
    code = httpx2.URL(there.headers["location"]).params["code"]
    assert its.who(code, nonce=asked.nonce, verifier=asked.verifier) == "siti"
    with pytest.raises(ProviderError, match="answered 4"):
        its.who(code, nonce=asked.nonce, verifier=asked.verifier)


def test_an_answer_with_another_nonce_is_not_believed(joined: Console, issuer: str) -> None:
    its = provider(joined, issuer)
    asked = its.ask()
    there = httpx2.post(asked.url, data={"sub": "siti"}, trust_env=False)
    code = httpx2.URL(there.headers["location"]).params["code"]
    with pytest.raises(ProviderError, match="nonce"):
        its.who(code, nonce="another", verifier=asked.verifier)


class Careless:
    """A provider that says whatever it is told to, well signed unless told otherwise."""

    def __init__(self, port: int) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.issuer = f"http://127.0.0.1:{port}"
        self.algorithm, self.secret = "RS256", ""
        self.claims: dict[str, object] = {}
        self.app = FastAPI()
        self.app.get("/.well-known/openid-configuration")(self.addresses)
        self.app.get("/keys")(self.keys)
        self.app.post("/token")(self.token)

    def says(self, **changed: object) -> None:
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": "suara", "sub": "1", "nonce": "n", "preferred_username": "siti"}
        said = {**usual, "iat": now, "exp": now + 60, **changed}
        self.claims = {key: value for key, value in said.items() if value is not None}

    def addresses(self) -> dict[str, str]:
        return {
            "issuer": self.issuer,
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def keys(self) -> dict[str, object]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "k", "alg": "RS256"}]}

    def token(self) -> dict[str, str]:
        key = {"RS256": self.key, "none": None}.get(self.algorithm, self.secret)
        return {"id_token": jwt.encode(self.claims, key, algorithm=self.algorithm, headers={"kid": "k"})}


@pytest.fixture(scope="module")
def careless() -> Iterator[Careless]:
    port = a_free_port()
    found = Careless(port)
    with serving(found.app, port):
        yield found


def asking(careless: Careless) -> Provider:
    return Provider(
        issuer=careless.issuer, client_id="suara", secret="", back_to="http://x/y", claim="preferred_username"
    )


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"aud": "another"}, "InvalidAudienceError"),
        ({"iss": "http://localhost:1"}, "InvalidIssuerError"),
        ({"exp": 1}, "ExpiredSignatureError"),
        ({"sub": None}, "MissingRequiredClaimError"),
        ({"preferred_username": ""}, "does not say"),
        ({"nonce": "x"}, "nonce"),
    ],
)
def test_a_token_that_is_not_for_us_is_not_believed(
    careless: Careless, changed: dict[str, object], problem: str
) -> None:
    careless.says()
    assert asking(careless).who("c", nonce="n", verifier="v") == "siti"
    careless.says(**changed)
    with pytest.raises(ProviderError, match=problem):
        asking(careless).who("c", nonce="n", verifier="v")


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_token_signed_with_a_shared_secret_or_by_nobody_is_not_believed(
    careless: Careless, monkeypatch: pytest.MonkeyPatch, algorithm: str
) -> None:
    careless.says()
    monkeypatch.setattr(careless, "algorithm", algorithm)
    monkeypatch.setattr(careless, "secret", "rahasia-contoh-yang-panjang-sekali-ya")
    with pytest.raises(ProviderError, match="cannot be believed"):
        asking(careless).who("c", nonce="n", verifier="v")


def test_a_provider_that_is_away_leaves_the_password(joined: Console, browser_at: Open) -> None:
    state = joined.app.state
    away = provider(joined, f"http://localhost:{a_free_port()}")
    state.services = replace(state.services, sign_on=away)
    page = browser_at("/console/masuk", signed_in=False)
    page.get_by_role("link", name="Masuk dengan akun dinas").click()
    assert page.get_by_role("heading", name="Belum bisa masuk").is_visible()
    page.get_by_role("link", name="Ke halaman masuk").click()
    assert page.get_by_label("Kata sandi").is_visible()


def test_in_a_browser_it_is_one_click(joined: Console, browser_at: Open) -> None:
    page = browser_at("/console/masuk", signed_in=False)
    elsewhere = re.compile(r"^https://")  # the provider's page asks another site for a style sheet
    page.context.route(elsewhere, lambda route: route.fulfill(body="", content_type="text/css"))
    page.get_by_role("link", name="Masuk dengan akun dinas").click()
    page.get_by_placeholder("sub").fill("siti")
    page.get_by_role("button", name="Authorize", exact=True).click()
    page.get_by_role("heading", level=1).wait_for()
    assert page.get_by_text("Siti Contoh").first.is_visible()


def test_without_a_provider_there_is_no_such_page(console_at: Console) -> None:
    with console_at.client() as client:
        assert "Masuk dengan" not in client.get("/console/masuk").text
        for path in ("/console/masuk/sso", BACK):
            assert client.get(path).status_code == 404
