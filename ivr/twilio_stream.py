"""Twilio Media Streams over a WebSocket: the first of the voice adapters.

Strict with what comes in: anything that the protocol does not allow ends the stream (the call then goes on by
keys), so that nobody can feed us junk for long.
"""

import asyncio
import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ivr.media import Gone, Key, MediaEvent, Played, Sound, StreamRefused
from ivr.wire import Closed, Wire, json_frame, part

MAX_SOUND = 8000
"""Bytes of sound in one frame: a second. Twilio sends 160."""
START_WITHIN_S = 5.0
PIECE = 8000
"""Bytes in one frame that we send: a second. The carrier takes any length, and each frame costs the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What the `start` frame says."""

    account_sid: str
    call_sid: str
    stream_sid: str
    token: str


class TwilioStream:
    """One accepted socket. Call `open` first."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._stream_sid = ""

    async def open(self) -> Opened:
        """Waits for `connected` and `start`. Raises StreamRefused, and Closed."""
        try:
            async with asyncio.timeout(START_WITHIN_S):
                if (await self._frame())["event"] != "connected":
                    raise StreamRefused("the first frame is not connected")
                frame = await self._frame()
        except TimeoutError as error:
            raise StreamRefused("no start frame in time") from error
        if frame["event"] != "start":
            raise StreamRefused("the second frame is not start")
        start = part(frame, "start", dict)
        parameters = start.get("customParameters", {})
        media = start.get("mediaFormat", {})
        if not isinstance(parameters, dict) or not isinstance(media, dict):
            raise StreamRefused("malformed start")
        if media and (media.get("encoding"), media.get("sampleRate")) != ("audio/x-mulaw", 8000):
            raise StreamRefused("not 8 kHz mu-law")
        opened = Opened(
            account_sid=part(start, "accountSid", str),
            call_sid=part(start, "callSid", str),
            stream_sid=part(start, "streamSid", str),
            token=str(parameters.get("token", "")),
        )
        self._stream_sid = opened.stream_sid
        return opened

    async def receive(self) -> MediaEvent:
        """The next event that matters. Raises StreamRefused."""
        while not self._wire.gone:
            try:
                event = _event(await self._frame(), self._stream_sid)
            except Closed:
                break
            if isinstance(event, Gone):
                break
            if event is not None:
                return event
        self._wire.gone = True
        return Gone()

    async def play(self, mulaw: bytes) -> None:
        """Sends sound in pieces; may be faster than it plays."""
        for at in range(0, len(mulaw), PIECE):
            payload = base64.b64encode(mulaw[at : at + PIECE]).decode()
            await self._send({"event": "media", "media": {"payload": payload}})

    async def mark(self, name: str) -> None:
        """Asks for a `mark` back when everything so far was played."""
        await self._send({"event": "mark", "mark": {"name": name}})

    async def hush(self) -> None:
        """Empties what waits to be played; its marks come back at once."""
        await self._send({"event": "clear"})

    async def close(self, code: int = 1000) -> None:
        """Closes the socket; Twilio goes on with the verb after <Connect>."""
        await self._wire.close(code)

    async def _send(self, frame: dict[str, Any]) -> None:
        await self._wire.send(json.dumps({**frame, "streamSid": self._stream_sid}))

    async def _frame(self) -> dict[str, Any]:
        return json_frame(await self._wire.receive())


def _event(frame: dict[str, Any], stream_sid: str) -> MediaEvent | None:
    reader = _READERS.get(frame["event"])
    if reader is None:
        return None
    if frame.get("streamSid") != stream_sid:
        raise StreamRefused("a frame of another stream")
    return reader(frame)


def _sound(frame: dict[str, Any]) -> MediaEvent:
    payload = part(part(frame, "media", dict), "payload", str)
    if len(payload) > MAX_SOUND * 4 // 3 + 4:
        raise StreamRefused("a media frame that is too long")
    try:
        return Sound(mulaw=binascii.a2b_base64(payload, strict_mode=True))
    except ValueError as error:  # binascii.Error, and what it says of other letters than ASCII
        raise StreamRefused("a media frame that is not base64") from error


def _key(frame: dict[str, Any]) -> MediaEvent | None:
    key: str = part(part(frame, "dtmf", dict), "digit", str)
    return Key(key=key) if len(key) == 1 and key in "0123456789*#" else None


def _played(frame: dict[str, Any]) -> MediaEvent:
    return Played(mark=part(part(frame, "mark", dict), "name", str))


def _stop(frame: dict[str, Any]) -> MediaEvent:
    return Gone()


_READERS: dict[str, Callable[[dict[str, Any]], MediaEvent | None]] = {
    "media": _sound,
    "dtmf": _key,
    "mark": _played,
    "stop": _stop,
}
