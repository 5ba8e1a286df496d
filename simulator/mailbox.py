"""The carrier's side of text messages: takes the line's texts over its REST interface, keeps both directions, and
reports what became of each.

Knows no HTTP server: answers are a status and a JSON document. Everything is lost when the process ends.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from simulator.messages import Answer, Message, document, error, matches
from simulator.settings import SimulatorSettings
from simulator.sids import new_sid
from simulator.webhooks import WebhookFailed, Webhooks

LONGEST_BODY = 1600
MOST_MESSAGES = 5000
"""Messages kept; the oldest are forgotten."""

STOP_WORDS = frozenset(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"])
START_WORDS = frozenset(["START", "YES", "UNSTOP"])
"""Words that the carrier itself obeys; the line still receives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What shall go wrong with one text."""

    code: int = 0
    """Refuse with this error code of the carrier; 0 accepts."""
    http_status: int = 400
    slow_s: float = 0.0
    """Take the text, then keep the line waiting for the answer."""
    accepted: bool = False
    """Take the text although the answer is an error: the line cannot know."""
    final: str = "delivered"
    """What becomes of an accepted text: delivered, undelivered, failed, or "sent" when nothing more is known."""
    final_code: int | None = None


OPTED_OUT = Fault(code=21610)
TOO_MANY = Fault(code=20429, http_status=429)
BROKEN = Fault(code=20500, http_status=500)
BROKEN_AFTER_ACCEPTING = Fault(code=20500, http_status=500, accepted=True)


class Mailbox:
    """All texts of one line."""

    def __init__(self, settings: SimulatorSettings, *, step_s: float = 0.4) -> None:
        """`step_s` is how long a text takes from one state to the next."""
        self._settings = settings
        self._step_s = step_s
        self._messages: dict[str, Message] = {}
        self._opted_out: set[str] = set()
        self._faults: defaultdict[str, list[Fault]] = defaultdict(list)
        self._deliveries: set[asyncio.Task[None]] = set()

    def fail(self, to_number: str, *faults: Fault) -> None:
        """Let the next texts to this number go wrong, one fault each."""
        self._faults[to_number].extend(faults)

    async def create(self, form: Mapping[str, str]) -> Answer:
        """Take a text of the line."""
        to, body = form.get("To", ""), form.get("Body", "")
        sender = form.get("From") or (self._settings.line_number if form.get("MessagingServiceSid") else "")
        waiting = self._faults[to]
        fault = waiting.pop(0) if waiting else Fault()
        if code := self._refusal(to, sender, body):
            return error(code)
        if fault.code and not fault.accepted:
            return error(fault.code, fault.http_status)
        now = datetime.now(UTC)
        message = Message(
            sid=new_sid("SM"),
            direction="outbound-api",
            from_number=sender,
            to_number=to,
            body=body,
            status="accepted" if form.get("MessagingServiceSid") else "queued",
            at=now,
            updated_at=now,
            messaging_service_sid=form.get("MessagingServiceSid"),
            callback=form.get("StatusCallback", ""),
        )
        self._keep(message)
        delivery = asyncio.create_task(self._deliver(message.sid, fault, form.get("StatusCallback", "")))
        self._deliveries.add(delivery)
        delivery.add_done_callback(self._deliveries.discard)
        await asyncio.sleep(fault.slow_s)
        return (
            error(fault.code, fault.http_status)
            if fault.code
            else (201, document(message, self._settings.account_sid))
        )

    def arrived(self, *, sid: str, from_number: str, body: str) -> None:
        """A citizen has sent a text. The carrier itself obeys STOP and START."""
        now = datetime.now(UTC)
        self._keep(
            Message(
                sid=sid,
                direction="inbound",
                from_number=from_number,
                to_number=self._settings.line_number,
                body=body,
                status="received",
                at=now,
                updated_at=now,
            )
        )
        word = body.strip().upper()
        if word in STOP_WORDS:
            self._opted_out.add(from_number)
        elif word in START_WORDS:
            self._opted_out.discard(from_number)

    def undeliverable(self, sid: str, code: int) -> None:
        """The line did not take a citizen's text."""
        self._messages[sid] = replace(self._messages[sid], error_code=code)

    def find(self, sid: str) -> Answer:
        """One text."""
        message = self._messages.get(sid)
        return (200, document(message, self._settings.account_sid)) if message else error(20404, 404)

    def page(self, query: Mapping[str, str]) -> Answer:
        """Texts, the newest first, filtered by To, From, DateSent, DateSent> and DateSent<."""
        try:
            found = [message for message in self.messages() if matches(message, query)]
            size = min(max(int(query.get("PageSize", "50")), 1), 1000)
        except ValueError:
            return error(20001)
        found = found[::-1][:size]
        uri = f"/2010-04-01/Accounts/{self._settings.account_sid}/Messages.json"
        return 200, {
            "messages": [document(message, self._settings.account_sid) for message in found],
            "first_page_uri": f"{uri}?PageSize={size}&Page=0",
            "next_page_uri": None,
            "previous_page_uri": None,
            "page": 0,
            "page_size": size,
            "start": 0,
            "end": max(len(found) - 1, 0),
            "uri": f"{uri}?PageSize={size}&Page=0",
        }

    def messages(self, number: str | None = None) -> list[Message]:
        """All texts, or those with this citizen, the oldest first."""
        return [
            message
            for message in list(self._messages.values())
            if number is None or number in (message.from_number, message.to_number)
        ]

    async def close(self) -> None:
        """Give up what is still on its way."""
        for delivery in self._deliveries:
            delivery.cancel()
        await asyncio.gather(*self._deliveries, return_exceptions=True)

    def _keep(self, message: Message) -> None:
        self._messages[message.sid] = message
        while len(self._messages) > MOST_MESSAGES:
            del self._messages[next(iter(self._messages))]

    def _refusal(self, to: str, sender: str, body: str) -> int:
        """The error code with which the carrier refuses this text, or 0."""
        checks = {
            21604: not to,
            21603: not sender,
            21602: not body,
            21617: len(body) > LONGEST_BODY,
            21614: bool(to) and not (to.startswith("+") and to[1:].isdecimal() and 8 <= len(to) <= 16),
            21610: to in self._opted_out,
        }
        return next((code for code, wrong in checks.items() if wrong), 0)

    async def _deliver(self, sid: str, fault: Fault, callback: str) -> None:
        steps = ["failed"] if fault.final == "failed" else ["sent"]
        steps += [fault.final] if fault.final in ("delivered", "undelivered") else []
        async with Webhooks(self._settings) as webhooks:
            for status in steps:
                await asyncio.sleep(self._step_s)
                code = fault.final_code if status in ("failed", "undelivered") else None
                message = replace(
                    self._messages[sid], status=status, error_code=code, updated_at=datetime.now(UTC)
                )
                self._messages[sid] = message
                if callback:
                    await self._report(webhooks, callback, message)

    async def _report(self, webhooks: Webhooks, callback: str, message: Message) -> None:
        params = {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": message.status,
            "SmsStatus": message.status,
            "AccountSid": self._settings.account_sid,
            "From": message.from_number,
            "To": message.to_number,
            "ApiVersion": "2010-04-01",
        }
        if message.error_code:
            params["ErrorCode"] = str(message.error_code)
        try:
            await webhooks.post(callback, params)
        except WebhookFailed:
            return  # reports are best effort: the carrier does not try again
