"""One RTP stream in each direction (RFC 3550): mu-law in 20 ms packets, and keys as telephone events (RFC 4733)."""

import asyncio
import secrets
import struct
from collections.abc import Callable

from simulator.mouth import STILL
from speech import audio

MULAW = 0
KEYS = "0123456789*#ABCD"
MOST_WAITING = 10 * audio.FRAME_BYTES
"""Bytes of the caller's sound that may wait: older sound is dropped, so that talk stays talk."""


class Rtp(asyncio.DatagramProtocol):
    """One socket. `frame` is what came, 20 ms at a time; `send` what goes; each key is told once, when it ends."""

    def __init__(self, key: Callable[[str], None]) -> None:
        self.sent = self.received = self.lost = self.voiced = 0
        """Packets. `voiced`: those with our sound, not silence."""
        self.port = 0
        self._key = key
        self._remote: tuple[str, int] | None = None
        self._keys: int | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self._waiting = bytearray()
        self._sequence, self._time, self._source = (
            secrets.randbits(16),
            secrets.randbits(32),
            secrets.randbits(32),
        )
        self._last: int | None = None
        self._pressing: tuple[int, str] | None = None
        self._pressed: int | None = None

    async def open(self, host: str) -> None:
        """Takes a free port of this address."""
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self, local_addr=(host, 0)
        )
        self._transport = transport
        self.port = int(transport.get_extra_info("sockname")[1])

    def talk_to(self, host: str, port: int, keys: int | None) -> None:
        """Where our packets go, and the payload type of keys."""
        self._remote, self._keys = (host, port), keys

    def close(self) -> None:
        """May be called twice."""
        if self._transport:
            self._transport.close()

    def frame(self) -> bytes:
        """The next 20 ms of the caller, or silence."""
        if len(self._waiting) < audio.FRAME_BYTES:
            return STILL
        frame = bytes(self._waiting[: audio.FRAME_BYTES])
        del self._waiting[: audio.FRAME_BYTES]
        return frame

    def send(self, mulaw: bytes | None) -> None:
        """Sends 20 ms, or silence."""
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._time = (self._time + audio.FRAME_BYTES) & 0xFFFFFFFF
        if self._transport is None or self._remote is None:
            return
        first = self.sent == 0
        header = struct.pack(
            "!BBHII", 0x80, MULAW | (0x80 if first else 0), self._sequence, self._time, self._source
        )
        self._transport.sendto(header + (mulaw or STILL), self._remote)
        self.sent += 1
        self.voiced += mulaw is not None

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """A packet; what is no RTP is passed over."""
        if len(data) < 12 or data[0] >> 6 != 2:
            return
        kind, sequence, time = data[1] & 0x7F, *struct.unpack("!HI", data[2:8])
        at = 12 + 4 * (data[0] & 0x0F)
        if data[0] & 0x10 and len(data) >= at + 4:
            at += 4 + 4 * int(struct.unpack("!H", data[at + 2 : at + 4])[0])
        payload = data[at:]
        self.received += 1
        if self._last is not None:
            step = (sequence - self._last) & 0xFFFF
            if step > 0x8000:
                return  # late: its place has passed
            self.lost += max(0, step - 1)
        self._last = sequence
        if kind == MULAW:
            self._end_press()
            self._waiting += payload
            del self._waiting[: max(0, len(self._waiting) - MOST_WAITING)]
        elif kind == self._keys and len(payload) >= 4 and payload[0] < len(KEYS):
            self._event(time, KEYS[payload[0]], ended=bool(payload[1] & 0x80))

    def _event(self, time: int, key: str, *, ended: bool) -> None:
        """A key's packets share their time; its end is sent three times, and may be lost three times."""
        if time == self._pressed:
            return
        if self._pressing is not None and self._pressing[0] != time:
            self._end_press()
        self._pressing = (time, key)
        if ended:
            self._end_press()

    def _end_press(self) -> None:
        if self._pressing is not None:
            self._pressed, key = self._pressing
            self._pressing = None
            self._key(key)
