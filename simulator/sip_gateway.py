"""A SIP trunk's end on this machine: takes real calls with real RTP and leads them to the line as Asterisk does.

A stand-in for tests, so that any SIP telephone can call the line without an Asterisk: SIP and RTP on the one side,
chan_websocket on the other. Never for production: see docs/carriers.md.
"""

import asyncio
import secrets
from dataclasses import dataclass, field

from simulator import sip
from simulator.asterisk import AsteriskSettings
from simulator.dialplan import Dialplan
from simulator.rtp_telephone import RtpTelephone

RESEND_S = 0.5
RESENT_MOST = 7


class SipGateway(asyncio.DatagramProtocol):
    """One listening socket. `calls` are all calls so far, in order."""

    def __init__(self, asterisk: AsteriskSettings, *, host: str = "127.0.0.1") -> None:
        self.calls: list[SipCall] = []
        self.host, self.port = host, 0
        self._asterisk = asterisk
        self._transport: asyncio.DatagramTransport | None = None
        self._by_id: dict[str, SipCall] = {}

    async def start(self, port: int = 0) -> None:
        """Listens; port 0 takes a free one."""
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self, local_addr=(self.host, port)
        )
        self._transport = transport
        self.port = int(transport.get_extra_info("sockname")[1])

    async def stop(self) -> None:
        """Hangs up every call and closes."""
        for call in self.calls:
            call.hung_up.set()
        await asyncio.gather(*(call.task for call in self.calls if call.task), return_exceptions=True)
        if self._transport:
            self._transport.close()

    @property
    def contact(self) -> str:
        """Our own address."""
        return f"sip:suara@{self.host}:{self.port}"

    def send(self, packet: bytes, to: tuple[str, int]) -> None:
        """Sends one packet."""
        if self._transport:
            self._transport.sendto(packet, to)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """A packet; what is no SIP is passed over."""
        try:
            message = sip.read(data)
        except sip.NotSip:
            return
        call = self._by_id.get(message.get("call-id"))
        if message.status:
            if call and message.sequence[1] == "BYE":
                call.bye_answered.set()
            return
        if call is None and message.method == "INVITE":
            call = SipCall(gateway=self, invite=message, remote=addr)
            self._by_id[message.get("call-id")] = call
            self.calls.append(call)
            call.begin(self._asterisk)
        elif call is not None:
            call.request(message)
        elif message.method != "ACK":
            status = {"OPTIONS": 200, "BYE": 481, "CANCEL": 481}.get(message.method, 405)
            self.send(sip.response(message, status, tag=secrets.token_hex(4), contact=self.contact), addr)


@dataclass(slots=True, kw_only=True)
class SipCall(RtpTelephone):
    """One call: the dialog, its RTP, and the caller's channel for the dialplan."""

    gateway: SipGateway
    invite: sip.Message
    remote: tuple[str, int]
    tag: str = field(default_factory=lambda: secrets.token_hex(6))
    bye_answered: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    dialplan: Dialplan | None = None
    _offer: sip.Offer | None = None
    _last_answer: bytes = b""
    _acknowledged: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self, asterisk: AsteriskSettings) -> None:
        """Takes the call, or refuses it for want of mu-law."""
        try:
            self._offer = sip.read_offer(self.invite.body)
        except sip.NotSip:
            self._answer(488)
            return
        number, presentation = sip.caller(self.invite)
        self.dialplan = Dialplan(
            asterisk, number=number, presentation=presentation, play=self.play, journal=self.journal
        )
        self._answer(100)
        self.task = asyncio.create_task(self._live(self.dialplan))

    def request(self, message: sip.Message) -> None:
        """A further request in this dialog."""
        match message.method:
            case "ACK":
                self._acknowledged.set()
            case "BYE":
                self._reply(message, 200)
                self.hung_up.set()
            case "CANCEL":
                self._reply(message, 200)
                if not self._acknowledged.is_set():
                    self._answer(487)
                self.hung_up.set()
            case "INVITE" if message.sequence == self.invite.sequence:
                self.gateway.send(self._last_answer, self.remote)  # sent again: our answer was lost
            case "INVITE":
                self._renegotiate(message)
            case "OPTIONS":
                self._reply(message, 200)
            case _:
                self._reply(message, 405)

    async def _live(self, dialplan: Dialplan) -> None:
        await self.rtp.open(self.gateway.host)
        self._answer(180)
        carrying = asyncio.create_task(self.carry())
        try:
            await dialplan.run(self, answered=self._pick_up)
        finally:
            carrying.cancel()
            await asyncio.gather(carrying, return_exceptions=True)
            if not self.hung_up.is_set():
                await self._hang_up()
            self.rtp.close()

    def _pick_up(self) -> None:
        """The line has answered: so does the call, once."""
        if self._offer is None or self._acknowledged.is_set():
            return
        self.rtp.talk_to(self._offer.host, self._offer.port, self._offer.keys)
        self._answer(200, sip.answer(self._offer, host=self.gateway.host, port=self.rtp.port))

    def _renegotiate(self, message: sip.Message) -> None:
        try:
            offer = sip.read_offer(message.body)
        except sip.NotSip:
            self._reply(message, 488)
            return
        self.rtp.talk_to(offer.host, offer.port, offer.keys)
        self._reply(message, 200, sip.answer(offer, host=self.gateway.host, port=self.rtp.port))

    async def _hang_up(self) -> None:
        if not self._acknowledged.is_set():
            self._answer(480)
            return
        packet = sip.bye(self.invite, tag=self.tag, contact=self.gateway.contact, branch=secrets.token_hex(8))
        for _ in range(RESENT_MOST):
            self.gateway.send(packet, self.remote)
            try:
                await asyncio.wait_for(self.bye_answered.wait(), RESEND_S)
                return
            except TimeoutError:
                continue

    def _answer(self, status: int, body: str = "") -> None:
        """The present answer to the INVITE; a repeated INVITE gets it again."""
        self._last_answer = sip.response(
            self.invite, status, tag=self.tag, contact=self.gateway.contact, body=body
        )
        self.gateway.send(self._last_answer, self.remote)
        if status == 200:
            asyncio.get_running_loop().call_later(RESEND_S, self._resend, self._last_answer, RESENT_MOST)

    def _resend(self, packet: bytes, times: int) -> None:
        """A 200 is sent until it is acknowledged."""
        if not self._acknowledged.is_set() and not self.hung_up.is_set() and times:
            self.gateway.send(packet, self.remote)
            asyncio.get_running_loop().call_later(RESEND_S, self._resend, packet, times - 1)

    def _reply(self, message: sip.Message, status: int, body: str = "") -> None:
        packet = sip.response(message, status, tag=self.tag, contact=self.gateway.contact, body=body)
        self.gateway.send(packet, self.remote)
