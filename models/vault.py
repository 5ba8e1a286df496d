"""Personal data at rest: sealing values and finding them again without opening them.

A `Vault` seals with AES-256-GCM under the newest key and opens with any key it holds, so that keys can be
rotated. What must be searchable (a telephone number) is also stored as a keyed hash, the blind index, under a key of
its own. `seal_under` seals with a data key of one thing (a recording, a case): forgetting that key is deleting the
thing, wherever copies of it lie. Knows nothing of tables.
"""

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
ID = 4
"""Bytes at the beginning of a sealed value that name its key."""


class VaultError(ValueError):
    """A key has the wrong form, or a sealed value cannot be opened with the keys at hand."""


class Vault:
    """Seals and opens. `keys` are 32 bytes each in URL-safe base64, the newest first. `index_key` may be several too,
    with commas between them: the first one writes, and all are looked for.
    """

    def __init__(self, *, keys: tuple[str, ...], index_key: str) -> None:
        if not keys:
            raise VaultError("at least one encryption key is needed")
        self._keys = {_key_id(raw): AESGCM(raw) for raw in map(_raw, keys)}
        self._newest = next(iter(self._keys))
        self._index_keys = [_raw(key) for key in index_key.split(",")]

    def seal(self, value: bytes, place: str) -> bytes:
        """Key id, nonce and cipher text. `place` ("table.column") is bound in: elsewhere it will not open."""
        nonce = os.urandom(NONCE)
        return self._newest + nonce + self._keys[self._newest].encrypt(nonce, value, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """The value. Raises VaultError when no key fits, the bytes were changed, or the place is another."""
        cipher = self._keys.get(sealed[:ID])
        if cipher is None:
            raise VaultError(f"no key at hand opens {place}: SUARA_KEYS must keep the older keys")
        try:
            return cipher.decrypt(sealed[ID : ID + NONCE], sealed[ID + NONCE :], place.encode())
        except InvalidTag as error:
            raise VaultError(f"a value of {place} was changed outside the program") from error

    def index(self, value: str) -> str:
        """A keyed hash, 64 hex digits: equal values give equal hashes, and nothing can be read back."""
        return self.indexes(value)[0]

    def indexes(self, value: str) -> tuple[str, ...]:
        """The same under every index key, the newest first: what was written before a rotation has an older one."""
        return tuple(hmac.new(key, value.encode(), hashlib.sha256).hexdigest() for key in self._index_keys)

    @property
    def newest(self) -> bytes:
        """The beginning of everything that is sealed now."""
        return self._newest

    @property
    def key_ids(self) -> tuple[bytes, ...]:
        """The beginnings of what can be opened, the newest first."""
        return tuple(self._keys)


def new_key() -> str:
    """A fresh key in the form that settings take."""
    return urlsafe_b64encode(os.urandom(32)).decode()


def seal_under(key: str, value: bytes, place: str) -> bytes:
    """Nonce and cipher text under this data key, bound to `place`."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_raw(key)).encrypt(nonce, value, place.encode())


def open_under(key: str, sealed: bytes, place: str) -> bytes:
    """The value. Raises VaultError when it is of another key or place, or was changed."""
    try:
        return AESGCM(_raw(key)).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise VaultError(f"a value of {place} is not of its data key, or was changed") from error


def _raw(key: str) -> bytes:
    try:
        raw = urlsafe_b64decode(key)
    except ValueError as error:
        raise VaultError("a key must be 32 bytes in URL-safe base64") from error
    if len(raw) != 32:
        raise VaultError("a key must be 32 bytes in URL-safe base64")
    return raw


def _key_id(raw: bytes) -> bytes:
    return hashlib.sha256(b"key id" + raw).digest()[:ID]
