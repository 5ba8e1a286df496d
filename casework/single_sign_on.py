"""Signing in with an account of the government's own: OpenID Connect, authorization code with PKCE.

Knows the provider and what it says of a person; who that is among the officers, `officers` says. Everything that the
provider sends is checked here: where it comes from, whom it is for, when, and that it answers what this browser
asked.
"""

import base64
import hashlib
import secrets
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
import jwt

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""What a provider may sign with; never a secret that we share with it, and never nothing."""
LEEWAY_S = 30
TIMEOUT_S = 10.0
MOST = 256 * 1024
"""Bytes of an answer."""


class ProviderError(RuntimeError):
    """The provider is away, or said something that cannot be believed. The message holds nothing of a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked of the provider. `url` is for the browser; the rest stays with it until it comes back."""

    url: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """One provider. May be used from any thread; its methods block."""

    def __init__(self, *, issuer: str, client_id: str, secret: str, back_to: str, claim: str) -> None:
        """`back_to` is our own address that it sends browsers to; `claim` what it calls a user name."""
        self._issuer, self._client_id, self._secret = issuer, client_id, secret
        self._back_to, self._claim = back_to, claim
        self._lock = threading.Lock()
        self._found: dict[str, Any] = {}

    def ask(self) -> Asked:
        """Where to send the browser. Raises ProviderError."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._back_to,
            "scope": "openid profile email",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
        door = self._address("authorization_endpoint")
        url = f"{door}{'&' if '?' in door else '?'}{urlencode(query)}"
        return Asked(url=url, state=state, nonce=nonce, verifier=verifier)

    def who(self, code: str, *, nonce: str, verifier: str) -> str:
        """The user name of whoever came back with this code. Raises ProviderError."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back_to,
            "code_verifier": verifier,
        }
        answer = self._send("POST", self._address("token_endpoint"), form=form)
        claims = self._checked(answer.get("id_token"))
        if not secrets.compare_digest(str(claims.get("nonce", "")), nonce):
            raise ProviderError("the answer is to another question (nonce)")
        name = claims.get(self._claim)
        if not isinstance(name, str) or not name.strip():
            raise ProviderError(f"the provider does not say {self._claim}")
        return name.strip()

    def _checked(self, token: object) -> dict[str, Any]:
        if not isinstance(token, str):
            raise ProviderError("the provider sent no id_token")
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(key_id),
                algorithms=ALGORITHMS,
                audience=self._client_id,
                issuer=self._issuer,
                leeway=LEEWAY_S,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise ProviderError(f"the id_token cannot be believed: {type(error).__name__}") from error
        return claims

    def _key(self, key_id: object) -> jwt.PyJWK:
        """The key with which the provider signs. Asked for each time: keys change, and people seldom sign in."""
        keys = jwt.PyJWKSet.from_dict(self._send("GET", self._address("jwks_uri"))).keys
        found = [key for key in keys if key_id is None or key.key_id == key_id]
        if len(found) != 1:
            raise ProviderError("the id_token names no key of the provider's")
        return found[0]

    def _address(self, name: str) -> str:
        """An address that the provider names of itself, on the same scheme as the issuer."""
        with self._lock:
            if not self._found:
                found = self._send("GET", f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
                if found.get("issuer") != self._issuer:
                    raise ProviderError("the provider calls itself otherwise than SUARA_OIDC_ISSUER")
                self._found = found
        address = self._found.get(name)
        if not isinstance(address, str) or urlsplit(address).scheme != urlsplit(self._issuer).scheme:
            raise ProviderError(f"the provider names no usable {name}")
        return address

    def _send(self, method: str, url: str, *, form: dict[str, str] | None = None) -> dict[str, Any]:
        credentials = (self._client_id, self._secret) if form is not None and self._secret else None
        try:
            with httpx2.Client(timeout=TIMEOUT_S, trust_env=False) as client:
                answer = client.request(method, url, data=form, auth=credentials)
            if answer.status_code != 200 or len(answer.content) > MOST:
                raise ProviderError(f"the provider answered {answer.status_code}")
            found = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderError(f"the provider cannot be asked: {type(error).__name__}") from error
        if not isinstance(found, dict):
            raise ProviderError("the provider answered something else than an object")
        return found
