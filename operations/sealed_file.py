"""A file that only the holder of the keys can read, and that nobody can change, cut or reorder unnoticed.

    magic · length · header (JSON, readable) · piece · piece · ... · last piece

Each file has a key of its own, sealed by the vault into the header. Pieces of a megabyte are sealed with AES-256-GCM;
the nonce is the piece's number and whether it is the last, so a file cut short does not open (the STREAM
construction: Hoang, Reyhanitabar, Rogaway, Vizar, "Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance", 2015). The header is bound to every piece. Knows nothing of what is inside.
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models import Vault, VaultError

MAGIC = b"SUARA-CADANGAN-1\n"
PIECE, TAG = 1 << 20, 16
LONGEST_HEADER = 1 << 16
PLACE = "backup.key"
SCRYPT = {"n": 1 << 15, "r": 8, "p": 1, "maxmem": 1 << 26}
"""32 MB and about a tenth of a second for each guess at a passphrase."""


class CannotOpen(RuntimeError):
    """The file is none of ours, was changed, is cut short, or the keys are others. The message says which."""


class Sealing:
    """Writes one. Use as a context: what it does not end is cut short. `write` takes bytes of any length."""

    def __init__(self, file: BinaryIO, vault: Vault, told: dict[str, Any]) -> None:
        key = AESGCM.generate_key(256)
        header = {**told, "key": b64encode(vault.seal(key, PLACE)).decode()}
        written = json.dumps(header, ensure_ascii=False).encode()
        self._bound = MAGIC + len(written).to_bytes(4) + written
        self._file, self._cipher, self._number, self._waiting = file, AESGCM(key), 0, bytearray()
        file.write(self._bound)

    def __enter__(self) -> "Sealing":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._seal(bytes(self._waiting), last=True)

    def write(self, content: bytes) -> int:
        self._waiting += content
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(content)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, self._bound))
        self._number += 1


class Opening:
    """Reads one from its beginning to its end. `told` is the header. Raises CannotOpen, from any method."""

    def __init__(self, file: BinaryIO, vault: Vault) -> None:
        self.told, self._bound = _header(file)
        try:
            self._cipher = AESGCM(vault.open(b64decode(self.told["key"]), PLACE))
        except (VaultError, KeyError, ValueError) as error:
            raise CannotOpen(
                "it was made with other keys, or is damaged: use the keys of its time"
            ) from error
        self._file, self._number, self._waiting, self._over = file, 0, bytearray(), False
        self._ahead = file.read(PIECE + TAG)

    def read(self, size: int) -> bytes:
        """So many bytes, fewer only at the end."""
        while len(self._waiting) < size and not self._over:
            piece, self._ahead = self._ahead, self._file.read(PIECE + TAG)
            self._over = not self._ahead
            try:
                opened = self._cipher.decrypt(_nonce(self._number, last=self._over), piece, self._bound)
            except (InvalidTag, ValueError) as error:
                raise CannotOpen("it is damaged or cut short: use another backup") from error
            self._waiting += opened
            self._number += 1
        found = bytes(self._waiting[:size])
        del self._waiting[:size]
        return found

    def read_to_end(self) -> None:
        """Makes sure that nothing after this was changed or cut."""
        while self.read(PIECE):
            pass


def header_of(file: BinaryIO) -> dict[str, Any]:
    """What can be read without keys. Raises CannotOpen."""
    return _header(file)[0]


def locked(secret: bytes, passphrase: str) -> str:
    """A small secret under a passphrase, as text."""
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, secret, MAGIC)
    return b64encode(salt + nonce + sealed).decode()


def unlocked(text: str, passphrase: str) -> bytes:
    """The secret again. Raises CannotOpen."""
    raw = b64decode(text)
    try:
        return AESGCM(_stretched(passphrase, raw[:16])).decrypt(raw[16:28], raw[28:], MAGIC)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen("the passphrase is another") from error


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, dklen=32, **SCRYPT)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def _header(file: BinaryIO) -> tuple[dict[str, Any], bytes]:
    begin = file.read(len(MAGIC) + 4)
    length = int.from_bytes(begin[len(MAGIC) :])
    if not begin.startswith(MAGIC) or not 0 < length <= LONGEST_HEADER:
        raise CannotOpen("it is not a backup of SuaraMPP")
    written = file.read(length)
    try:
        told = json.loads(written)
    except ValueError as error:
        raise CannotOpen("it is damaged: use another backup") from error
    return told, begin + written
