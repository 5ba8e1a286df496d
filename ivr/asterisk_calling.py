"""Asterisk's REST interface (ARI), or any server that speaks it: rings citizens by way of the MPP's own trunk.

The channel's id is the token of the try, so that what was asked for can be looked up and is never made twice. The
channel is one end of a Local channel. Its other end runs the dialplan that asks the line before it rings
(`/ivr/asterisk/ring`) and tells how it went. Once answered, the first end enters the context of calls that come in.

Source: asterisk/asterisk, rest-api/api-docs/channels.json and res/ari/resource_channels.c.
"""

from datetime import datetime
from typing import Any

import httpx2
import structlog

from casework.phones import may_be_called
from config import Settings
from ivr.asterisk_calls import BY_ASTERISK, provider_id
from ivr.calling import Forgotten, Found, NoAnswer, Placed, Refused, State

log = structlog.get_logger()

TIMEOUT_S = 10.0
"""For connecting, and again for the answer."""
GIVE_UP_S = 45
"""Longer than the dialplan asks and rings (8 and 30 seconds), so that it is the one to tell how it ended."""
TRY = "__SUARA_TRY"
"""The variable that says which try it is; underlined twice, it goes along to every channel that this one makes."""
STATES = {"Up": "in-progress", "Down": "queued"}
"""Asterisk's states of a channel; in all others it rings."""


class AsteriskCalling:
    """Calls by way of Asterisk."""

    def __init__(self, settings: Settings, *, timeout_s: float = TIMEOUT_S) -> None:
        self._base, self._timeout_s = settings.asterisk_ari, timeout_s
        self._auth = (settings.asterisk_ari_user, settings.asterisk_ari_password)
        self._endpoint, self._context = settings.asterisk_endpoint, settings.asterisk_context
        self._from = settings.line_number
        self._own = {settings.line_number, settings.miskol_number}

    def place(self, to: str, token: str) -> Placed | Refused | NoAnswer:
        """Rings. A last look at the number: this is where money is spent."""
        if not may_be_called(to) or to in self._own:
            return Refused(error="number", permanent=True)
        wanted = {
            "endpoint": self._endpoint.replace("{number}", to),
            "context": self._context,
            "extension": self._from,
            "priority": 1,
            "callerId": self._from,
            "timeout": GIVE_UP_S,
            "channelId": token,
            "variables": {TRY: token},
        }
        try:
            answer = self._ask("POST", "/channels", wanted)
        except NEVER_ASKED as error:
            log.warning("carrier not reached", error=type(error).__name__)
            return Refused(error="unreachable", permanent=False)
        except httpx2.HTTPError as error:
            log.warning("carrier did not answer", error=type(error).__name__)
            return NoAnswer()
        match answer.status_code:
            case 200 | 409:  # 409: it has a channel of this id already, which is this one
                return Placed(provider_id=provider_id(token))
            case status if status >= 500 or status == 408:
                return NoAnswer()
            case status:
                log.warning("carrier refuses a call", status=status)
                return Refused(error=str(status), permanent=False)

    def find(self, to: str, token: str, after: datetime) -> Found | NoAnswer:
        """The channel with this token. One that is over is not here any more: the dialplan has told us of it, since
        it rings nobody whom the line does not let it ring.
        """
        match self.state(provider_id(token)):
            case State():
                return Found(provider_ids=(provider_id(token),))
            case Forgotten():
                return Found(provider_ids=())
            case NoAnswer():
                return NoAnswer()

    def state(self, provider_id: str) -> State | Forgotten | NoAnswer:
        """A channel of ours or one that came in. Asterisk remembers nothing that is over."""
        if not provider_id.startswith(BY_ASTERISK):
            return NoAnswer()
        try:
            answer = self._ask("GET", _path(provider_id))
            if answer.status_code == 404:
                return Forgotten()
            state = answer.json()["state"] if answer.status_code == 200 else None
        except (httpx2.HTTPError, ValueError, KeyError, TypeError) as error:
            log.warning("carrier cannot say how a call goes", error=type(error).__name__)
            return NoAnswer()
        if not isinstance(state, str):
            log.warning("carrier cannot say how a call goes", status=answer.status_code)
            return NoAnswer()
        return State(status=STATES.get(state, "ringing"))

    def hang_up(self, provider_id: str) -> bool:
        """Ends it, unless it is over already."""
        if not provider_id.startswith(BY_ASTERISK):
            return False
        try:
            status = self._ask("DELETE", _path(provider_id)).status_code
        except httpx2.HTTPError as error:
            log.warning("carrier does not hang up", error=type(error).__name__)
            return False
        return status in (204, 404)

    def _ask(self, method: str, path: str, wanted: dict[str, Any] | None = None) -> httpx2.Response:
        """One request. Numbers travel in the body, never in an address that a log would keep. Raises HTTPError."""
        with httpx2.Client(auth=self._auth, timeout=self._timeout_s, trust_env=False) as client:
            return client.request(method, f"{self._base}{path}", json=wanted)


NEVER_ASKED = (httpx2.ConnectError, httpx2.ConnectTimeout)
"""There was no connection at all: it surely rings nobody."""


def _path(provider_id: str) -> str:
    return f"/channels/{provider_id.removeprefix(BY_ASTERISK)}"
