"""The signature of a webhook, after Standard Webhooks (https://www.standardwebhooks.com). Pure."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
FEWEST, MOST = 24, 64
"""Bytes of a secret."""


class SecretMalformed(ValueError):
    """This is no secret of a webhook."""


def new_secret() -> str:
    """A fresh one, to be kept here and by the receiver."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def key_of(secret: str) -> bytes:
    """The bytes behind "whsec_...". Raises SecretMalformed."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise SecretMalformed("a secret is whsec_ and base64") from error
    if not secret.startswith(PREFIX) or not FEWEST <= len(key) <= MOST:
        raise SecretMalformed(f"a secret is whsec_ and {FEWEST} to {MOST} bytes in base64")
    return key


def headers(message: str, body: bytes, keys: Sequence[bytes], *, at: datetime) -> dict[str, str]:
    """What goes with the body: id, time (seconds) and one signature for each key, while keys are changed."""
    time = str(int(at.timestamp()))
    signed = b".".join((message.encode(), time.encode(), body))
    signatures = [base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() for key in keys]
    return {
        "webhook-id": message,
        "webhook-timestamp": time,
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }
