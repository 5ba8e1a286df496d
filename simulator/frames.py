"""The messages of a media stream: ours made exactly as the carrier makes them, the line's read without mercy.

All counters are strings. Knows no socket and no clock.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from speech import audio

FIRST_TIMESTAMP_MS = 155
"""Real streams do not begin at 0; 102, 155 and 171 have been seen."""
_SPACING_MS = 19.97

_FIELDS = {"media": {"payload"}, "mark": {"name"}}


class FrameViolation(Exception):
    """The line sent something that the carrier would refuse, with the carrier's error code."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """Sound to play, in mu-law."""

    mulaw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Tell the line when everything before this has been heard."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clear:
    """Stop playing and forget the rest."""


class Writer:
    """Makes the carrier's messages of one stream and counts them."""

    def __init__(self, *, account_sid: str, call_sid: str, stream_sid: str) -> None:
        self._account_sid = account_sid
        self._call_sid = call_sid
        self._stream_sid = stream_sid
        self._sequence = 0
        self._chunk = 0

    def connected(self) -> str:
        """The greeting; it has no counter."""
        return json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})

    def start(self, parameters: Mapping[str, str]) -> str:
        """What the stream is."""
        return self._message(
            "start",
            {
                "accountSid": self._account_sid,
                "streamSid": self._stream_sid,
                "callSid": self._call_sid,
                "tracks": ["inbound"],
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": audio.RATE, "channels": 1},
                "customParameters": dict(parameters),
            },
        )

    def media(self, mulaw: bytes) -> str:
        """One frame of the caller's sound."""
        timestamp = int(FIRST_TIMESTAMP_MS + self._chunk * _SPACING_MS)
        self._chunk += 1
        return self._message(
            "media",
            {
                "track": "inbound",
                "chunk": str(self._chunk),
                "timestamp": str(timestamp),
                "payload": base64.b64encode(mulaw).decode(),
            },
        )

    def dtmf(self, key: str) -> str:
        """A key. Its track is called inbound_track, unlike that of media."""
        return self._message("dtmf", {"track": "inbound_track", "digit": key})

    def mark(self, name: str) -> str:
        """Everything before this mark has been heard, or was cleared."""
        return self._message("mark", {"name": name})

    def stop(self) -> str:
        """The call is over."""
        return self._message("stop", {"accountSid": self._account_sid, "callSid": self._call_sid})

    def _message(self, event: str, body: Mapping[str, object]) -> str:
        self._sequence += 1
        return json.dumps(
            {
                "event": event,
                "sequenceNumber": str(self._sequence),
                event: body,
                "streamSid": self._stream_sid,
            }
        )


def read(message: str | bytes, stream_sid: str) -> Media | Mark | Clear:
    """A message of the line. Raises FrameViolation."""
    if isinstance(message, bytes):
        raise FrameViolation(31950, "a binary message; only JSON text is allowed")
    try:
        frame: Any = json.loads(message)
    except ValueError as error:
        raise FrameViolation(31951, "a message that is not JSON") from error
    if not isinstance(frame, dict) or frame.get("event") not in ("media", "mark", "clear"):
        raise FrameViolation(31951, "a message without a known event")
    event: str = frame["event"]
    body = frame.get(event)
    expected = {"event", "streamSid"} | ({event} if event in _FIELDS else set())
    if set(frame) != expected or (event in _FIELDS and not isinstance(body, dict)):
        raise FrameViolation(31951, f"{event} with the fields {sorted(frame)} instead of {sorted(expected)}")
    if frame["streamSid"] != stream_sid:
        raise FrameViolation(31951, f"{event} for another stream")
    if event == "clear":
        return Clear()
    assert isinstance(body, dict)  # noqa: S101 - checked above, for the type checker
    if set(body) != _FIELDS[event]:
        raise FrameViolation(31951, f"{event} with {sorted(body)} instead of {sorted(_FIELDS[event])}")
    value = body.popitem()[1]
    if not isinstance(value, str) or not value:
        raise FrameViolation(31951, f"{event} with an empty value or one that is not text")
    return Mark(name=value) if event == "mark" else Media(mulaw=_sound(value))


def _sound(payload: str) -> bytes:
    try:
        mulaw = base64.b64decode(payload, validate=True)
    except binascii.Error as error:
        raise FrameViolation(31951, "a payload that is not base64") from error
    if mulaw[:4] == b"RIFF":
        raise FrameViolation(31951, "a payload with a WAV header; only bare mu-law is played")
    return mulaw
