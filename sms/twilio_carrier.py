"""Twilio's Messages API, or any server that speaks it: sends texts."""

from datetime import datetime

import structlog

import twilio_rest
from config import Settings
from sms.carrier import Found, NoAnswer, Refused, Sent
from twilio_rest import CLOCKS_DIFFER, MOST_FOUND, NOT_REACHED, NOT_UNDERSTOOD, REFUSED, TIMEOUT_S

log = structlog.get_logger()

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
        self._client = twilio_rest.client(settings, timeout_s)
        self._from = settings.line_number
        self._callback = f"{settings.base_url}/sms/status"

    def send(self, to: str, body: str, message_id: int) -> Sent | Refused | NoAnswer:
        """Hands over one text. Its receipts come to /sms/status with our id."""
        try:
            message = self._client.messages.create(
                to=to, from_=self._from, body=body, status_callback=f"{self._callback}?m={message_id}"
            )
        except NOT_REACHED as error:
            log.warning("carrier not reached", message=message_id, error=type(error).__name__)
            return (
                Refused(error="unreachable", permanent=False)
                if twilio_rest.never_asked(error)
                else NoAnswer()
            )
        except REFUSED as error:
            return _refusal(error.status, error.code)
        except NOT_UNDERSTOOD as error:
            log.warning("carrier's answer not understood", message=message_id, error=type(error).__name__)
            return NoAnswer()
        return Sent(provider_id=message.sid) if message.sid else NoAnswer()

    def find(self, to: str, body: str, after: datetime) -> Found | NoAnswer:
        """The texts in the carrier's list. Its times are those of creation, in whole seconds."""
        try:
            listed = self._client.messages.list(to=to, from_=self._from, limit=MOST_FOUND)
        except (NOT_REACHED, *NOT_UNDERSTOOD) as error:
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


def _refusal(status: int, code: int | None) -> Refused | NoAnswer:
    """What an error means."""
    if twilio_rest.may_have_it(status):
        return NoAnswer()
    number = code or status
    passes = status == 429 or status < 400 or status in (401, 403, 404) or number in LATER
    return Refused(error=str(number), permanent=not passes, opted_out=number == OPTED_OUT)
