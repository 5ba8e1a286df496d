"""Twilio's Messages API, or any server that speaks it. The only module of `sms` that imports twilio.

The library knows only *.twilio.com; `_Client` sends the same requests to the base that the settings name.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
import structlog
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from config import Settings
from sms.carrier import Found, NoAnswer, Refused, Sent

log = structlog.get_logger()

TIMEOUT_S = 10.0
"""For connecting, and again for the answer. The library's own default waits for ever."""
CLOCKS_DIFFER = timedelta(minutes=2)
"""How much the carrier's clock may differ from ours when a text is looked up."""
MOST_FOUND = 50
NOT_UNDERSTOOD = (TwilioException, ValueError, KeyError, TypeError, AttributeError)
"""What the library raises over an answer that is not Twilio's JSON."""

OPTED_OUT = 21610
LATER = {
    14107: "too many texts from us in a second",
    20003: "wrong account or token: texts wait until somebody corrects the settings",
    20005: "account suspended: as above",
    20404: "no such account: as above",
    20429: "too many requests",
    21408: "the account may not send to this country yet: a setting of the account",
    21611: "the queue of our number is full",
    30001: "the queue of the account is full",
    30002: "account suspended",
    63018: "too many texts for this sender",
}
"""Refusals that pass, by themselves or when somebody corrects a setting. Every other one is for good: a number
that does not exist (21211), is no mobile (21614) or a landline (21635), a sender not ours (21606), ..."""


class TwilioCarrier:
    """Texts by way of Twilio."""

    def __init__(self, settings: Settings, *, timeout_s: float = TIMEOUT_S) -> None:
        self._client = Client(
            settings.twilio_account_sid,
            settings.twilio_auth_tokens[0],
            http_client=_Client(settings.twilio_api, timeout_s),
        )
        self._from = settings.line_number
        self._callback = f"{settings.base_url}/sms/status"

    def send(self, to: str, body: str, message_id: int) -> Sent | Refused | NoAnswer:
        """Hands over one text. Its receipts come to /sms/status with our id."""
        try:
            message = self._client.messages.create(
                to=to, from_=self._from, body=body, status_callback=f"{self._callback}?m={message_id}"
            )
        except requests.RequestException as error:
            log.warning("carrier not reached", message=message_id, error=type(error).__name__)
            return Refused(error="unreachable", permanent=False) if _never_asked(error) else NoAnswer()
        except (TwilioRestException, TwilioServiceException) as error:
            return _refusal(error.status, error.code)
        except NOT_UNDERSTOOD as error:
            log.warning("carrier's answer not understood", message=message_id, error=type(error).__name__)
            return NoAnswer()
        return Sent(provider_id=message.sid) if message.sid else NoAnswer()

    def find(self, to: str, body: str, after: datetime) -> Found | NoAnswer:
        """The texts in the carrier's list. Its times are those of creation, in whole seconds."""
        try:
            listed = self._client.messages.list(to=to, from_=self._from, limit=MOST_FOUND)
        except (requests.RequestException, *NOT_UNDERSTOOD) as error:
            log.warning("carrier cannot say what it has", error=type(error).__name__)
            return NoAnswer()
        return Found(
            provider_ids=tuple(
                message.sid
                for message in reversed(listed)
                if message.body == body
                and message.date_created is not None
                and message.date_created >= after - CLOCKS_DIFFER
            )
        )


class _Client(TwilioHttpClient):  # type: ignore[misc]
    """The library's client with another base, a time limit, and no log of numbers and bodies.

    `max_retries` stays unset: a text that is posted again is a text that is sent twice.
    """

    def __init__(self, base: str, timeout_s: float) -> None:
        silent = logging.Logger("twilio-silent", level=logging.CRITICAL + 1)
        super().__init__(timeout=timeout_s, logger=silent)
        self._base = base.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Sends it to our base instead."""
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return super().request(method, f"{self._base}{parts.path}{query}", *args, **kwargs)


def _refusal(status: int, code: int | None) -> Refused | NoAnswer:
    """What an error means. Above 500 the carrier may have taken the text before it stumbled."""
    if status >= 500 or status == 408:
        return NoAnswer()
    number = code or status
    passes = status == 429 or status < 400 or status in (401, 403, 404) or number in LATER
    return Refused(error=str(number), permanent=not passes, opted_out=number == OPTED_OUT)


def _never_asked(error: requests.RequestException) -> bool:
    """Whether there was no connection at all, so that the carrier cannot have the text."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)
