"""Personal data at rest: sealing values and finding them again without opening them.

A `Vault` seals with AES-256-GCM under the newest key and opens with any key it holds, so that keys can be
rotated. What must be searchable (a telephone number) is also stored as a keyed hash, the blind index.
Knows nothing of tables.
"""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class VaultError(ValueError):
    """A key has the wrong form, or a sealed value cannot be opened with the keys at hand."""


class Vault:
    """Seals and opens. `keys` are 32 bytes each in URL-safe base64, the newest first."""

    def __init__(self, *, keys: tuple[str, ...], index_key: str) -> None:
        if not keys:
            raise VaultError("at least one encryption key is needed")
        self._keys = {_key_id(raw): AESGCM(raw) for raw in map(_raw, keys)}
        self._newest = next(iter(self._keys))
        self._index_key = _raw(index_key)

    def seal(self, value: bytes, place: str) -> bytes:
        """Key id, nonce and cipher text. `place` ("table.column") is bound in: elsewhere it will not open."""
        nonce = os.urandom(NONCE)
        return self._newest + nonce + self._keys[self._newest].encrypt(nonce, value, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """The value. Raises VaultError when no key fits, the bytes were changed, or the place is another."""
        cipher = self._keys.get(sealed[:4])
        if cipher is None:
            raise VaultError(f"no key at hand opens {place}: SUARA_KEYS must keep the older keys")
        try:
            return cipher.decrypt(sealed[4 : 4 + NONCE], sealed[4 + NONCE :], place.encode())
        except InvalidTag as error:
            raise VaultError(f"a value of {place} was changed outside the program") from error

    def index(self, value: str) -> str:
        """A keyed hash, 64 hex digits: equal values give equal hashes, and nothing can be read back."""
        return hmac.new(self._index_key, value.encode(), hashlib.sha256).hexdigest()


def new_key() -> str:
    """A fresh key in the form that settings take."""
    return urlsafe_b64encode(os.urandom(32)).decode()


def _raw(key: str) -> bytes:
    try:
        raw = urlsafe_b64decode(key)
    except ValueError as error:
        raise VaultError("a key must be 32 bytes in URL-safe base64") from error
    if len(raw) != 32:
        raise VaultError("a key must be 32 bytes in URL-safe base64")
    return raw


def _key_id(raw: bytes) -> bytes:
    return hashlib.sha256(b"key id" + raw).digest()[:4]
