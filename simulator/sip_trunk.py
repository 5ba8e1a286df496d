"""The other way of a SIP trunk: rings a real SIP telephone on this machine, as Asterisk's `Dial(PJSIP/...)` does.

A stand-in for tests, like `sip_gateway`: one telephone, UDP, no registration, no authentication, one codec.
"""

import asyncio
import contextlib
import re
import secrets
from dataclasses import dataclass, field

from simulator import sip
from simulator.ari import Channel
from simulator.asterisk import AsteriskSettings
from simulator.dialplan import Dialplan
from simulator.ringing import LONGEST_RING_S
from simulator.rtp_telephone import RtpTelephone

RESEND_S = 0.5
KEYS = 101
"""The payload type that we offer for keys."""
ENDS = {
    486: ("BUSY", "17"),
    600: ("BUSY", "17"),
    603: ("BUSY", "21"),
    408: ("NOANSWER", "18"),
    480: ("NOANSWER", "19"),
    404: ("CHANUNAVAIL", "1"),
}
"""How Asterisk's chan_pjsip reads a refusal: DIALSTATUS and HANGUPCAUSE. Others are congestion."""


class SipTrunk(asyncio.DatagramProtocol):
    """One socket, behind which stands one telephone. `calls` are all calls so far, in order."""

    def __init__(self, asterisk: AsteriskSettings, *, phone_port: int, host: str = "127.0.0.1") -> None:
        self.asterisk, self.host, self.phone_port, self.port = asterisk, host, phone_port, 0
        self.calls: list[RungTelephone] = []
        self._transport: asyncio.DatagramTransport | None = None

    async def start(self) -> None:
        """Takes a free port."""
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self, local_addr=(self.host, 0)
        )
        self._transport = transport
        self.port = int(transport.get_extra_info("sockname")[1])

    def stop(self) -> None:
        """Closes."""
        if self._transport:
            self._transport.close()

    async def dial(self, number: str, channel: Channel) -> tuple[str, str]:
        """Rings the telephone; see ringing.Trunk."""
        call = RungTelephone(trunk=self, number=number, channel=channel)
        self.calls.append(call)
        return await call.run()

    def send(self, packet: bytes) -> None:
        """Sends one packet to the telephone."""
        if self._transport:
            self._transport.sendto(packet, (self.host, self.phone_port))

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """A packet; what is no SIP, or of no call of ours, is passed over."""
        with contextlib.suppress(sip.NotSip):
            message = sip.read(data)
            for call in self.calls:
                if call.call_id == message.get("call-id"):
                    call.received(message)


@dataclass(slots=True, kw_only=True)
class RungTelephone(RtpTelephone):
    """One call that we placed."""

    trunk: SipTrunk
    number: str
    channel: Channel
    call_id: str = field(default_factory=lambda: secrets.token_hex(12))
    dialplan: Dialplan | None = None
    _tag: str = field(default_factory=lambda: secrets.token_hex(6))
    _branch: str = field(default_factory=lambda: secrets.token_hex(8))
    _heard_of: asyncio.Event = field(default_factory=asyncio.Event)
    _final: asyncio.Queue[sip.Message] = field(default_factory=asyncio.Queue)
    _answer: sip.Message | None = None

    async def run(self) -> tuple[str, str]:
        """From the INVITE to the end. DIALSTATUS and HANGUPCAUSE."""
        await self.rtp.open(self.trunk.host)
        offer = sip.answer(sip.Offer(host="", port=0, keys=KEYS), host=self.trunk.host, port=self.rtp.port)
        inviting = asyncio.create_task(self._send_until_heard(self._request("INVITE", body=offer)))
        try:
            async with asyncio.timeout(LONGEST_RING_S):
                final = await self._final.get()
        except TimeoutError:
            return self._gave_up()
        except asyncio.CancelledError:
            self._gave_up()
            raise
        finally:
            inviting.cancel()
        if final.status >= 300:
            self.rtp.close()
            return ENDS.get(final.status, ("CONGESTION", "34"))
        self._answer = final
        return await self._talk(sip.read_offer(final.body))

    def received(self, message: sip.Message) -> None:
        """A message in this dialog."""
        if message.method == "BYE":
            self.trunk.send(sip.response(message, 200, tag=self._tag, contact=self._contact))
            self.hung_up.set()
        elif message.method and message.method != "ACK":
            self.trunk.send(sip.response(message, 405, tag=self._tag, contact=self._contact))
        elif message.status and message.sequence[1] == "INVITE":
            self._heard_of.set()
            if message.status >= 200:
                self._acknowledge(message)
                self._final.put_nowait(message)

    async def _talk(self, offer: sip.Offer) -> tuple[str, str]:
        """The channel is up: the dialplan of calls that come in, under the id that the line chose."""
        self.rtp.talk_to(offer.host, offer.port, offer.keys)
        self.channel.state = "Up"
        self.dialplan = Dialplan(
            self.trunk.asterisk,
            number=self.channel.caller,
            presentation="allowed",
            play=self.play,
            journal=self.journal,
            call_id=self.channel.id,
        )
        carrying, ending = asyncio.create_task(self.carry()), asyncio.create_task(self._end_when_told())
        try:
            await self.dialplan.run(self)
        finally:
            for task in (carrying, ending):
                task.cancel()
            await asyncio.gather(carrying, ending, return_exceptions=True)
            if not self.hung_up.is_set() or self.channel.hung_up.is_set():
                self.trunk.send(self._request("BYE", sequence=2))
            self.rtp.close()
        return "ANSWER", "16"

    async def _end_when_told(self) -> None:
        await self.channel.hung_up.wait()
        self.hung_up.set()

    async def _send_until_heard(self, packet: bytes) -> None:
        while not self._heard_of.is_set():
            self.trunk.send(packet)
            await asyncio.sleep(RESEND_S)

    def _gave_up(self) -> tuple[str, str]:
        self.trunk.send(self._request("CANCEL"))
        self.rtp.close()
        return "NOANSWER", "19"

    def _acknowledge(self, answer: sip.Message) -> None:
        """A refusal is acknowledged in its own transaction, an answer in a new one."""
        self._answer = answer
        branch = self._branch if answer.status >= 300 else secrets.token_hex(8)
        self.trunk.send(self._request("ACK", branch=branch))

    def _request(self, method: str, *, sequence: int = 1, branch: str = "", body: str = "") -> bytes:
        contact = re.search(r"<([^>]+)>", self._answer.get("contact")) if self._answer else None
        if method == "BYE":
            branch = secrets.token_hex(8)
        return sip.request(
            method,
            contact[1] if contact else self._to,
            sequence=sequence,
            branch=branch or self._branch,
            call_id=self.call_id,
            from_=f"<sip:{self.channel.caller}@{self.trunk.host}:{self.trunk.port}>;tag={self._tag}",
            to=self._answer.get("to") if self._answer else f"<{self._to}>",
            contact=self._contact,
            body=body,
        )

    @property
    def _to(self) -> str:
        return f"sip:{self.number}@{self.trunk.host}:{self.trunk.phone_port}"

    @property
    def _contact(self) -> str:
        return f"sip:suara@{self.trunk.host}:{self.trunk.port}"
