"""Twilio's REST interface, or any server that speaks it: what texts and calls share of it. Knows neither of them.

The library knows only *.twilio.com; `_Client` sends the same requests to the base that the settings name.
"""

import logging
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from config import Settings

TIMEOUT_S = 10.0
"""For connecting, and again for the answer. The library's own default waits for ever."""
CLOCKS_DIFFER = timedelta(minutes=2)
"""How much the carrier's clock may differ from ours when something is looked up."""
MOST_FOUND = 50
"""Entries of the carrier's list that are looked at, the newest."""

REFUSED = (TwilioRestException, TwilioServiceException)
"""The carrier said no: these have `status`, that of HTTP, and `code`, its own or None."""
NOT_REACHED = requests.RequestException
"""Nothing came back: see `never_asked`."""
NOT_UNDERSTOOD = (TwilioException, ValueError, KeyError, TypeError, AttributeError)
"""What the library raises over an answer that is not Twilio's JSON."""


def client(settings: Settings, timeout_s: float) -> Client:
    """The library's client for this installation's account."""
    return Client(
        settings.twilio_account_sid,
        settings.twilio_auth_tokens[0],
        http_client=_Client(settings.twilio_api, timeout_s),
    )


def never_asked(error: requests.RequestException) -> bool:
    """Whether there was no connection at all, so that the carrier cannot have what it was asked for."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def may_have_it(status: int) -> bool:
    """Whether the carrier may have done what it was asked before it stumbled: errors above 500, and 408."""
    return status >= 500 or status == 408


class _Client(TwilioHttpClient):  # type: ignore[misc]
    """The library's client with another base, a time limit, and no log of numbers and bodies.

    `max_retries` stays unset: what is posted again is a text that is sent, or a telephone that rings, twice.
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
