"""A carrier's side of one media stream, as cheap as it can be made, for bench/calls.py.

Frames are written to the socket ready-made: text, masked with zeros (RFC 6455 allows any mask), 160 bytes of mu-law
in base64 inside of the carrier's JSON. What comes back is only looked at as far as it is measured. Knows no calls.
"""

import asyncio
import base64
import json
import os
from collections.abc import Callable
from typing import Any

from speech import audio

_MEDIA = (
    b'{"event":"media","sequenceNumber":"%d",'
    b'"media":{"track":"inbound","chunk":"%d","timestamp":"%d","payload":"'
)
_HEADER, _TEXT, _CLOSE, _PING = 2, 1, 8, 9
SHORT, LONG = 126, 127


def payloads(mulaw: bytes) -> list[bytes]:
    """Sound as the base64 of its frames of 20 ms; the last one is filled up with silence."""
    size = audio.FRAME_BYTES
    whole = mulaw + audio.SILENCE * (-len(mulaw) % size)
    return [base64.b64encode(whole[at : at + size]) for at in range(0, len(whole), size)]


class CallSocket(asyncio.Protocol):
    """One stream. `heard(kind, value)` is told what comes: media with its milliseconds, mark with its name, clear,
    audio (any binary message), and closed."""

    def __init__(self, request: bytes, heard: Callable[[str, Any], None]) -> None:
        self._request, self._heard = request, heard
        self._came = bytearray()
        self._open = False
        self._transport: asyncio.Transport | None = None
        self._tail = b""
        self._sent = 0
        self.opened: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the type checker
        self._transport = transport
        transport.write(self._request)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if not self.opened.done():
            self.opened.set_result(False)
        self._heard("closed", None)

    def data_received(self, data: bytes) -> None:
        self._came += data
        if not self._open:
            end = self._came.find(b"\r\n\r\n")
            if end < 0:
                return
            self._open = b" 101 " in self._came[:20]
            del self._came[: end + 4]
            if not self.opened.done():
                self.opened.set_result(self._open)
        while (message := self._message()) is not None:
            self._read(*message)

    def begin(self, call_sid: str, stream_sid: str, account_sid: str, parameters: dict[str, str]) -> None:
        """Says what the stream is."""
        self._tail = b'"},"streamSid":"%s"}' % stream_sid.encode()
        self._stream = stream_sid
        self.send(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}).encode())
        start = {
            "accountSid": account_sid,
            "streamSid": stream_sid,
            "callSid": call_sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": audio.RATE, "channels": 1},
            "customParameters": parameters,
        }
        self._event("start", start)

    def frame(self, payload: bytes) -> None:
        """One frame of the caller's sound."""
        self._sent += 1
        number = self._sent
        self.send(_MEDIA % (number + 1, number, 155 + number * 20) + payload + self._tail)

    def key(self, key: str) -> None:
        """One key."""
        self._event("dtmf", {"track": "inbound_track", "digit": key})

    def mark(self, name: str) -> None:
        """Everything before this mark was heard, or cleared."""
        self._event("mark", {"name": name})

    def stop(self) -> None:
        """Hangs up."""
        if self._transport is not None:
            self._event("stop", {})
            self._transport.close()

    def send(self, text: bytes) -> None:
        """One text message."""
        if self._transport is None:
            return
        size = len(text)
        short = size < SHORT
        head = bytes((0x81, 0x80 | size)) if short else b"\x81\xfe" + size.to_bytes(2)
        self._transport.write(head + b"\0\0\0\0" + text)

    def _event(self, event: str, body: dict[str, Any]) -> None:
        frame = {"event": event, "sequenceNumber": "1", event: body, "streamSid": self._stream}
        self.send(json.dumps(frame).encode())

    def _message(self) -> tuple[int, bytes] | None:
        came = self._came
        if len(came) < _HEADER:
            return None
        size, at = came[1] & 127, _HEADER
        if size == SHORT:
            size, at = int.from_bytes(came[2:4]), 4
        elif size == LONG:
            size, at = int.from_bytes(came[2:10]), 10
        if len(came) < at + size:
            return None
        opcode, body = came[0] & 15, bytes(came[at : at + size])
        del came[: at + size]
        return opcode, body

    def _read(self, opcode: int, body: bytes) -> None:
        if opcode == _PING and self._transport is not None:
            self._transport.write(bytes((0x8A, 0x80 | len(body))) + b"\0\0\0\0" + body)
        elif opcode == _CLOSE and self._transport is not None:
            self._transport.close()
        elif opcode == _TEXT and b'"media"' in body[:24]:
            begin = body.find(b'"payload"') + 9
            begin = body.find(b'"', begin) + 1
            size = body.find(b'"', begin) - begin
            self._heard("media", size * 3 // 4 * 1000 / audio.RATE)
        elif opcode == _TEXT:
            event = json.loads(body)
            if event["event"] == "media":
                self._heard("media", len(event["media"]["payload"]) * 3 // 4 * 1000 / audio.RATE)
            else:
                self._heard(event["event"], event.get("mark", {}).get("name"))


def upgrade(host: str, path: str, headers: dict[str, str]) -> bytes:
    """The request that opens the socket."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
