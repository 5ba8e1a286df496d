"""Twilio's Calls API, or any server that speaks it: rings citizens."""

from datetime import datetime

import structlog

import twilio_rest
from casework.phones import may_be_called
from config import Settings
from ivr.calling import Forgotten, Found, NoAnswer, Placed, Refused, State
from twilio_rest import CLOCKS_DIFFER, MOST_FOUND, NOT_REACHED, NOT_UNDERSTOOD, REFUSED, TIMEOUT_S

log = structlog.get_logger()

RING_S = 30
"""Six rings: an old person needs time to get to the telephone. Voicemail takes over later than that, mostly."""
LONGEST_S = 1800

ITS_CALLS = "CA"
"""How the carrier's ids of calls begin."""

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
UNKNOWN_CALL = 404
"""The status of HTTP with which the carrier says that it knows no such call (code 20404)."""
OVER = 21220
"""The carrier's word for a call that cannot be changed any more."""


class TwilioCalling:
    """Calls by way of Twilio."""

    def __init__(self, settings: Settings, *, timeout_s: float = TIMEOUT_S) -> None:
        self._client = twilio_rest.client(settings, timeout_s)
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
        except NOT_REACHED as error:
            log.warning("carrier not reached", error=type(error).__name__)
            return (
                Refused(error="unreachable", permanent=False)
                if twilio_rest.never_asked(error)
                else NoAnswer()
            )
        except REFUSED as error:
            return _refusal(error.status, error.code)
        except NOT_UNDERSTOOD as error:
            log.warning("carrier's answer not understood", error=type(error).__name__)
            return NoAnswer()
        return Placed(provider_id=call.sid) if call.sid else NoAnswer()

    def find(self, to: str, token: str, after: datetime) -> Found | NoAnswer:
        """The calls in the carrier's list. It keeps no token; its times are those of creation, in whole seconds."""
        try:
            listed = self._client.calls.list(to=to, from_=self._from, limit=MOST_FOUND)
            found = tuple(
                call.sid
                for call in reversed(listed)
                if call.date_created is not None and call.date_created >= after - CLOCKS_DIFFER
            )
        except (NOT_REACHED, *NOT_UNDERSTOOD) as error:
            log.warning("carrier cannot say what it has", error=type(error).__name__)
            return NoAnswer()
        return Found(provider_ids=found)

    def state(self, provider_id: str) -> State | Forgotten | NoAnswer:
        """One call, as the carrier knows it. It deletes calls when told to, and after some months."""
        if not provider_id.startswith(ITS_CALLS):
            return NoAnswer()
        try:
            status = self._client.calls(provider_id).fetch().status
        except REFUSED as error:
            if error.status == UNKNOWN_CALL:
                return Forgotten()
            log.warning("carrier cannot say how a call goes", code=error.code or error.status)
            return NoAnswer()
        except (NOT_REACHED, *NOT_UNDERSTOOD) as error:
            log.warning("carrier cannot say how a call goes", error=type(error).__name__)
            return NoAnswer()
        return State(status=str(status)) if status else NoAnswer()

    def hang_up(self, provider_id: str) -> bool:
        """Ends it, unless it is over already."""
        try:
            self._client.calls(provider_id).update(status="completed")
        except REFUSED as error:
            if error.code == OVER:
                return True
            log.warning("carrier does not hang up", code=error.code or error.status)
            return False
        except (NOT_REACHED, *NOT_UNDERSTOOD) as error:
            log.warning("carrier does not hang up", error=type(error).__name__)
            return False
        return True


def _refusal(status: int, code: int | None) -> Refused | NoAnswer:
    """What an error means."""
    if twilio_rest.may_have_it(status):
        return NoAnswer()
    number = code or status
    return Refused(error=str(number), permanent=number in FOR_GOOD)
