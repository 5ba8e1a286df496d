"""Kannel's smsbox by HTTP: the way to any SMPP carrier or modem that Kannel can speak to.

A text is posted with its number, password and addresses in headers, so that no address that is logged on the way
holds them. Kannel keeps no list of what it took by our id, so a text whose answer never came stays unknown until a
receipt says more; it is never sent again.
"""

import re
import secrets
import weakref
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

import httpx2
import structlog

from config import Settings
from sms.carrier import Found, NoAnswer, Refused, Sent

log = structlog.get_logger()

TIMEOUT_S = 10.0
"""For connecting, and again for the answer. smsbox answers when bearerbox has stored the text: milliseconds."""
_KEPT = httpx2.Limits(max_keepalive_connections=16, keepalive_expiry=2.0)
"""A connection is used again within two seconds only; smsbox closes one after a minute. A text on one that was being
closed just then would stay unknown."""
USER = "suara"
"""Whom Kannel calls itself when it comes to us."""
RECEIPTS = 1 | 2 | 4 | 8 | 16
"""dlr-mask: delivered, failed, kept by the carrier, taken by the carrier, refused by the carrier."""
TAKEN = ("0: ", "3: ")
"""smsbox's answers that mean "I have it": handed on, and queued until the carrier is there again."""


class KannelCarrier:
    """Texts by way of Kannel."""

    def __init__(self, settings: Settings, *, timeout_s: float = TIMEOUT_S) -> None:
        self._client = httpx2.Client(timeout=timeout_s, trust_env=False, limits=_KEPT)
        weakref.finalize(self, self._client.close)
        self._address = settings.kannel_api
        self._headers = {
            "Content-Type": "text/plain; charset=UTF-8",
            "X-Kannel-Username": settings.kannel_user,
            "X-Kannel-Password": settings.kannel_password,
            "X-Kannel-From": settings.line_number,
            "X-Kannel-Coding": "0",
            "X-Kannel-DLR-Mask": str(RECEIPTS),
        }
        self._receipts = _with_secret(
            f"{settings.kannel_callback}/sms/kannel/receipt", settings.kannel_secret
        )

    def send(self, to: str, body: str, message_id: int) -> Sent | Refused | NoAnswer:
        """Hands over one text. The id is our own: smsbox tells none. It comes back in every receipt."""
        provider_id = f"kannel-{secrets.token_hex(12)}"
        receipts = f"{self._receipts}?m={message_id}&id={provider_id}&type=%d&answer=%A"
        headers = {**self._headers, "X-Kannel-To": to, "X-Kannel-DLR-URL": receipts}
        try:
            answer = self._client.post(self._address, content=body.encode(), headers=headers)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            log.warning("carrier not reached", message=message_id, error=type(error).__name__)
            return Refused(error="unreachable", permanent=False)
        except httpx2.HTTPError as error:
            log.warning("carrier gave no answer", message=message_id, error=type(error).__name__)
            return NoAnswer()
        return _meaning(answer.status_code, answer.text, provider_id)

    def find(self, to: str, body: str, after: datetime) -> Found | NoAnswer:
        """Kannel cannot say: what it has handed on, it forgets."""
        return NoAnswer()


def _meaning(status: int, said: str, provider_id: str) -> Sent | Refused | NoAnswer:
    """What smsbox answered. "Temporal failure" is bearerbox saying no: it did not take the text."""
    if status in (200, 202):
        return Sent(provider_id=provider_id) if said.startswith(TAKEN) else NoAnswer()
    if status == 503 and said.startswith("Temporal failure"):
        return Refused(error="503 full", permanent=False)
    if status >= 500 or status == 408 or status < 300:
        return NoAnswer()
    if status == 403 and said.startswith("Not routable"):
        return Refused(error="403 route", permanent=True)
    if status == 400 and re.search(r"receiver|white- and/or black-list|Number", said):
        return Refused(error="400 number", permanent=True)
    return Refused(
        error=str(status), permanent=False
    )  # a setting is wrong: texts wait until somebody corrects it


def _with_secret(address: str, secret: str) -> str:
    """The address with what Kannel proves itself with: it sends that as HTTP Basic, never in the address."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=f"{USER}:{secret}@{parts.netloc}"))
