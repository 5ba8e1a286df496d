"""The carrier's side of calls that the line places: takes them over its REST interface, rings a telephone, reports.

A telephone answers and does what is written, declines, lets it ring, or has an answering machine; a number that
nobody holds is never answered. Knows no HTTP server: answers are a status and a JSON document. Everything is lost
when the process ends.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs

from simulator.call import Answered, Call, Caller
from simulator.mailbox import Fault
from simulator.messages import Answer, error
from simulator.script import Item, Say, ScriptedCaller, Wait
from simulator.settings import SimulatorSettings
from simulator.sids import e164, new_sid
from simulator.voice import SpokenVoice
from simulator.webhooks import WebhookFailed, Webhooks

MOST_CALLS = 2000
RING_S = 0.3
"""How long a telephone rings before somebody does something; nobody waits longer in a simulation than must be."""
MACHINE_HEARD_S = 1.0
"""How long the carrier listens before it says that an answering machine took the call."""
GREETING = Say(text="Nomor yang Anda tuju tidak menjawab, tinggalkan pesan setelah nada")
OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})


class Does(StrEnum):
    """What happens when a telephone rings."""

    ANSWER = "answer"
    DECLINE = "decline"
    NOBODY = "nobody"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handset:
    """A telephone and whoever holds it. `items` is what they do once they have answered."""

    does: Does = Does.NOBODY
    items: Sequence[Item] = ()
    barge_in: bool = False
    stay: bool = False
    speed: float = 1.0
    refuse_stream: bool = False
    caller: Caller | None = None
    """Whoever holds it, where they do not do `items`."""


@dataclass(slots=True, kw_only=True)
class OutgoingCall:
    """One call that the line placed."""

    sid: str
    to_number: str
    from_number: str
    form: Mapping[str, Sequence[str]]
    status: str = "queued"
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    answered_by: str = ""
    call: Call | None = None
    """The call, once it is answered."""

    def given(self, name: str) -> str:
        """A field of the request that placed it."""
        return next(iter(self.form.get(name, ())), "")


class Switchboard:
    """All calls that one line places."""

    def __init__(self, settings: SimulatorSettings, voice: SpokenVoice) -> None:
        self._settings, self._voice = settings, voice
        self._calls: dict[str, OutgoingCall] = {}
        self._handsets: dict[str, Handset] = {}
        self._faults: defaultdict[str, list[Fault]] = defaultdict(list)
        self._ringing: set[asyncio.Task[None]] = set()

    def hold(self, number: str, handset: Handset) -> None:
        """From now on this telephone is held so."""
        self._handsets[e164(number)] = handset

    def handset_of(self, number: str) -> Handset:
        """Who holds this telephone, and how."""
        return self._handsets.get(e164(number), Handset())

    def fail(self, number: str, *faults: Fault) -> None:
        """Let the next calls to this number go wrong, one fault each."""
        self._faults[e164(number)].extend(faults)

    def calls(self, number: str) -> list[OutgoingCall]:
        """The calls to this number, the oldest first."""
        return [call for call in self._calls.values() if call.to_number == e164(number)]

    async def create(self, body: bytes) -> Answer:
        """Take a call of the line. The body is a form, in which a field may stand several times."""
        form = parse_qs(body.decode("utf-8", "replace"))
        placed = OutgoingCall(
            sid=new_sid("CA"),
            to_number=next(iter(form.get("To", [])), ""),
            from_number=next(iter(form.get("From", [])), ""),
            form=form,
        )
        waiting = self._faults[placed.to_number]
        fault = waiting.pop(0) if waiting else Fault()
        if code := self._refusal(placed):
            return error(code)
        if fault.code and not fault.accepted:
            return error(fault.code, fault.http_status)
        self._calls[placed.sid] = placed
        while len(self._calls) > MOST_CALLS:
            del self._calls[next(iter(self._calls))]
        task = asyncio.create_task(self._ring(placed))
        self._ringing.add(task)
        task.add_done_callback(self._ringing.discard)
        answer = self._document(placed)
        await asyncio.sleep(fault.slow_s)
        return error(fault.code, fault.http_status) if fault.code else (201, answer)

    def find(self, sid: str) -> Answer:
        """One call."""
        placed = self._calls.get(sid)
        return (200, self._document(placed)) if placed else error(20404, 404)

    def update(self, sid: str, form: Mapping[str, str]) -> Answer:
        """Status=completed ends a call; nothing else can be changed, and nothing at all once it is over."""
        placed = self._calls.get(sid)
        if placed is None:
            return error(20404, 404)
        if placed.status in OVER:
            return error(21220)
        if form.get("Status") == "completed" and placed.call is not None:
            placed.call.hang_up()
        return 200, self._document(placed)

    def page(self, query: Mapping[str, str]) -> Answer:
        """Calls, the newest first, filtered by To and From."""
        found = [
            self._document(call)
            for call in reversed(self._calls.values())
            if query.get("To", call.to_number) == call.to_number
            and query.get("From", call.from_number) == call.from_number
        ]
        return 200, {"calls": found, "page": 0, "page_size": 50, "next_page_uri": None, "start": 0}

    async def close(self) -> None:
        """Give up what still rings."""
        for task in self._ringing:
            task.cancel()
        await asyncio.gather(*self._ringing, return_exceptions=True)

    def _refusal(self, placed: OutgoingCall) -> int:
        """The error code with which the carrier refuses this call, or 0."""
        to = placed.to_number
        checks = {
            21201: not to,
            21213: not placed.from_number,
            21211: bool(to) and not (to.startswith("+") and to[1:].isdecimal() and 8 <= len(to) <= 16),
            21205: not placed.given("Url").startswith(self._settings.base_url),
            21210: bool(placed.from_number) and placed.from_number != self._settings.line_number,
        }
        return next((code for code, wrong in checks.items() if wrong), 0)

    async def _ring(self, placed: OutgoingCall) -> None:
        handset = self.handset_of(placed.to_number)
        placed.status = "ringing"
        await asyncio.sleep(RING_S)
        match handset.does:
            case Does.DECLINE:
                await self._over(placed, "busy")
            case Does.NOBODY:
                await self._over(placed, "no-answer")
            case Does.ANSWER | Does.MACHINE:
                await self._talk(placed, handset)

    async def _talk(self, placed: OutgoingCall, handset: Handset) -> None:
        machine = handset.does is Does.MACHINE
        items = (GREETING, Wait(120)) if machine else handset.items
        heard_by = "machine_start" if machine else "human"
        listens_first = placed.given("MachineDetection") and placed.given("AsyncAmd") != "true"
        placed.status = "in-progress"
        placed.call = Call(
            self._settings,
            caller=handset.caller
            or ScriptedCaller(items, barge_in=handset.barge_in or machine, stay=handset.stay),
            from_number=placed.from_number,
            to_number=placed.to_number,
            answered=Answered(
                sid=placed.sid, url=placed.given("Url"), answered_by=heard_by if listens_first else ""
            ),
            speed=handset.speed,
            refuse_stream=handset.refuse_stream,
            voice=self._voice,
        )
        listening = asyncio.create_task(self._listen(placed, heard_by))
        try:
            await placed.call.run()
        finally:
            listening.cancel()
            await self._over(placed, "completed")

    async def _listen(self, placed: OutgoingCall, heard_by: str) -> None:
        """Says who took the call, if the line wants to know."""
        if placed.given("MachineDetection") and (url := placed.given("AsyncAmdStatusCallback")):
            await asyncio.sleep(MACHINE_HEARD_S)
            placed.answered_by = heard_by
            await self._tell(url, placed, {"AnsweredBy": heard_by, "MachineDetectionDuration": "1000"})

    async def _over(self, placed: OutgoingCall, status: str) -> None:
        placed.status = status
        if url := placed.given("StatusCallback"):
            seconds = str(placed.call.seconds if placed.call else 0)
            params = {"CallStatus": status, "CallDuration": seconds, "SequenceNumber": "0"}
            await self._tell(url, placed, params | {"CallbackSource": "call-progress-events"})

    async def _tell(self, url: str, placed: OutgoingCall, params: Mapping[str, str]) -> None:
        common = {
            "CallSid": placed.sid,
            "AccountSid": self._settings.account_sid,
            "From": placed.from_number,
            "To": placed.to_number,
            "Direction": "outbound-api",
            "ApiVersion": "2010-04-01",
        }
        async with Webhooks(self._settings) as webhooks:
            try:
                await webhooks.post(url, common | dict(params))
            except WebhookFailed:
                return  # reports are best effort: the carrier does not try again

    def _document(self, placed: OutgoingCall) -> dict[str, Any]:
        """A call as the carrier describes it."""
        path = f"/2010-04-01/Accounts/{self._settings.account_sid}/Calls/{placed.sid}.json"
        return {
            "sid": placed.sid,
            "account_sid": self._settings.account_sid,
            "api_version": "2010-04-01",
            "to": placed.to_number,
            "from": placed.from_number,
            "status": placed.status,
            "direction": "outbound-api",
            "answered_by": placed.answered_by or None,
            "date_created": format_datetime(placed.at),
            "date_updated": format_datetime(datetime.now(UTC)),
            "start_time": None if placed.status == "queued" else format_datetime(placed.at),
            "end_time": format_datetime(datetime.now(UTC)) if placed.status in OVER else None,
            "duration": str(placed.call.seconds) if placed.call and placed.status in OVER else None,
            "price": None,
            "price_unit": "USD",
            "uri": path,
        }
