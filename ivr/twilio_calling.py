"""Twilio's Calls API, or any server that speaks it: rings citizens. The only module of `ivr` with twilio.rest.

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

from casework.phones import may_be_called
from config import Settings
from ivr.calling import Found, NoAnswer, Placed, Refused, State

log = structlog.get_logger()

TIMEOUT_S = 10.0
"""For connecting, and again for the answer. The library's own default waits for ever."""
RING_S = 30
"""Six rings: an old person needs time to get to the telephone. Voicemail takes over later than that, mostly."""
LONGEST_S = 1800
CLOCKS_DIFFER = timedelta(minutes=2)
"""How much the carrier's clock may differ from ours when a call is looked up."""
MOST_FOUND = 50
NOT_UNDERSTOOD = (TwilioException, ValueError, KeyError, TypeError, AttributeError)
"""What the library raises over an answer that is not Twilio's JSON."""

FOR_GOOD = {
    21211: "no such number",
    21214: "the number cannot be reached",
    21215: "the account may not ring this number: a setting of the account (geographic permissions)",
    21216: "the number is blocked",
    21217: "no such number",
    21219: "a trial account rings only verified numbers",
    21264: "no caller id",
    13224: "no such number",
    13227: "the account may not ring this country or this kind of number",
    32205: "the number is premium or high risk",
}
"""Refusals that will not pass for this number. Every other one, a wrong token or too many calls, may."""


class TwilioCalling:
    """Calls by way of Twilio."""

    def __init__(self, settings: Settings, *, timeout_s: float = TIMEOUT_S) -> None:
        self._client = Client(
            settings.twilio_account_sid,
            settings.twilio_auth_tokens[0],
            http_client=_Client(settings.twilio_api, timeout_s),
        )
        self._from = settings.line_number
        self._own = {settings.line_number, settings.miskol_number}
        self._base = f"{settings.base_url}/ivr/out"

    def place(self, to: str, token: str) -> Placed | Refused | NoAnswer:
        """Rings. A last look at the number: this is where money is spent."""
        if not may_be_called(to) or to in self._own:
            return Refused(error="number", permanent=True)
        try:
            call = self._client.calls.create(
                to=to,
                from_=self._from,
                url=f"{self._base}/answer?t={token}",
                method="POST",
                status_callback=f"{self._base}/status?t={token}",
                status_callback_event=["completed"],
                status_callback_method="POST",
                timeout=RING_S,
                time_limit=LONGEST_S,
                machine_detection="Enable",
                async_amd="true",
                async_amd_status_callback=f"{self._base}/machine?t={token}",
                async_amd_status_callback_method="POST",
            )
        except requests.RequestException as error:
            log.warning("carrier not reached", error=type(error).__name__)
            return Refused(error="unreachable", permanent=False) if _never_asked(error) else NoAnswer()
        except (TwilioRestException, TwilioServiceException) as error:
            return _refusal(error.status, error.code)
        except NOT_UNDERSTOOD as error:
            log.warning("carrier's answer not understood", error=type(error).__name__)
            return NoAnswer()
        return Placed(provider_id=call.sid) if call.sid else NoAnswer()

    def find(self, to: str, after: datetime) -> Found | NoAnswer:
        """The calls in the carrier's list. Its times are those of creation, in whole seconds."""
        try:
            listed = self._client.calls.list(to=to, from_=self._from, limit=MOST_FOUND)
            found = tuple(
                call.sid
                for call in reversed(listed)
                if call.date_created is not None and call.date_created >= after - CLOCKS_DIFFER
            )
        except (requests.RequestException, *NOT_UNDERSTOOD) as error:
            log.warning("carrier cannot say what it has", error=type(error).__name__)
            return NoAnswer()
        return Found(provider_ids=found)

    def state(self, provider_id: str) -> State | NoAnswer:
        """One call, as the carrier knows it."""
        try:
            status = self._client.calls(provider_id).fetch().status
        except (requests.RequestException, *NOT_UNDERSTOOD) as error:
            log.warning("carrier cannot say how a call goes", error=type(error).__name__)
            return NoAnswer()
        return State(status=str(status)) if status else NoAnswer()

    def hang_up(self, provider_id: str) -> bool:
        """Ends it."""
        try:
            self._client.calls(provider_id).update(status="completed")
        except (requests.RequestException, *NOT_UNDERSTOOD) as error:
            log.warning("carrier does not hang up", error=type(error).__name__)
            return False
        return True


class _Client(TwilioHttpClient):  # type: ignore[misc]
    """The library's client with another base, a time limit, and no log of numbers.

    `max_retries` stays unset: a call that is posted again is a telephone that rings twice.
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
    """What an error means. Above 500 the carrier may have taken the call before it stumbled."""
    if status >= 500 or status == 408:
        return NoAnswer()
    number = code or status
    return Refused(error=str(number), permanent=number in FOR_GOOD)


def _never_asked(error: requests.RequestException) -> bool:
    """Whether there was no connection at all, so that the carrier cannot have the call."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)
