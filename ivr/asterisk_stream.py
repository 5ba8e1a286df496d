"""Asterisk's chan_websocket over a WebSocket: the second of the voice adapters.

Text messages are control (JSON), binary ones are the call's sound in mu-law. Asterisk plays what we send at its own
pace from a queue of about twenty seconds, so we never send further ahead than AHEAD_S, and wait when it says so.
Strict with what comes in, like its sister. Knows no dialogue and no database.

Source: docs.asterisk.org, Configuration, Channel Drivers, WebSocket (Asterisk 20.18, 22.8, 23.2 and later).
"""

import asyncio
import contextlib
import json
import re
from collections import deque
from dataclasses import dataclass
from typing import Any

import structlog

from ivr.media import Gone, Key, MediaEvent, Played, Sound, StreamRefused
from ivr.wire import Closed, Wire, json_frame, part
from speech import audio

log = structlog.get_logger()

MAX_SOUND = 8000
"""Bytes of sound in one message: a second. Asterisk sends 160."""
MAX_FRAME = 1600
"""Bytes in the frame that Asterisk may ask for: 200 ms."""
START_WITHIN_S = 5.0
PIECE_FRAMES = 20
"""Frames in one message that we send: 400 ms. Asterisk closes the call at 65500 bytes."""
AHEAD_S = 10.0
"""How much sound may wait in Asterisk's queue; it asks for a pause at 18 seconds and drops sound at 20."""
LONGEST_PAUSE_S = 20.0
"""A pause that Asterisk asked for ends after this at the latest: by then its queue must be empty."""

CALL = "SUARA_CALL"
CALLER = "SUARA_CALLER"
PRESENTATION = "SUARA_PRESENTATION"
"""The channel variables that the dialplan sets: the call's own id, CALLERID(num) and CALLERID(num-pres)."""
HEARD = "SUARA_HEARD"
"""And AMDSTATUS, where the dialplan has listened who took a call of ours."""
WHO = {"MACHINE": "machine", "HUMAN": "human"}
"""AMDSTATUS in the words of all carriers. NOTSURE says nothing: most people are taken for that now and then."""


def is_id(text: str) -> bool:
    """Whether this may be Asterisk's id of a call."""
    return re.fullmatch(r"[A-Za-z0-9._-]{1,50}", text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What MEDIA_START says. `caller` is as the trunk gave it, "" for a hidden caller."""

    call_id: str
    caller: str
    answered_by: str = ""
    """"machine" or "human", where the dialplan has listened and knows."""


class AsteriskStream:
    """One accepted socket. Call `open` first."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._loop = asyncio.get_running_loop()
        self._frame = audio.FRAME_BYTES
        self._rest = b""
        """Sound that does not fill a frame yet: Asterisk would drop it."""
        self._ends = 0.0
        """When Asterisk will have played what it has."""
        self._may_send = asyncio.Event()
        self._may_send.set()
        self._marks: deque[str] = deque()
        """Marks that wait to be played."""
        self._thrown: deque[str] = deque()
        """Marks that `hush` threw away and that must still be told: Asterisk is silent about them."""

    async def open(self) -> Opened:
        """Waits for MEDIA_START. Raises StreamRefused, and Closed."""
        try:
            async with asyncio.timeout(START_WITHIN_S):
                frame = json_frame(await self._wire.receive())
        except TimeoutError as error:
            raise StreamRefused("no MEDIA_START in time") from error
        if frame["event"] != "MEDIA_START":
            raise StreamRefused("the first message is not MEDIA_START")
        if frame.get("format") != "ulaw":
            raise StreamRefused("not mu-law: the dial string must say c(ulaw)")
        self._frame = part(frame, "optimal_frame_size", int)
        if not 0 < self._frame <= MAX_FRAME:
            raise StreamRefused("a frame size that cannot be")
        variables = {
            str(name).lstrip("_"): value for name, value in part(frame, "channel_variables", dict).items()
        }
        call_id = part(variables, CALL, str)
        if not is_id(call_id):
            raise StreamRefused(f"{CALL} is not a call's id")
        caller = caller_of(str(variables.get(CALLER, "")), str(variables.get(PRESENTATION, "")))
        heard = WHO.get(str(variables.get(HEARD, "")), "")
        return Opened(call_id=call_id, caller=caller, answered_by=heard)

    async def receive(self) -> MediaEvent:
        """The next event that matters. Raises StreamRefused."""
        while not self._wire.gone:
            if self._thrown:
                return Played(mark=self._thrown.popleft())
            try:
                event = self._event(await self._wire.receive())
            except Closed:
                break
            if event is not None:
                return event
        return Gone()

    async def play(self, mulaw: bytes) -> None:
        """Sends sound in whole frames, as far ahead as Asterisk may hold; what fills no frame waits for more."""
        self._rest += mulaw
        whole = len(self._rest) - len(self._rest) % self._frame
        sound, self._rest = self._rest[:whole], self._rest[whole:]
        piece = self._frame * PIECE_FRAMES
        for at in range(0, whole, piece):
            await self._room()
            await self._sound(sound[at : at + piece])

    async def mark(self, name: str) -> None:
        """Asks to be told when everything so far was played."""
        if self._rest:
            last, self._rest = self._rest.ljust(self._frame, audio.SILENCE), b""
            await self._sound(last)
        self._marks.append(name)
        await self._command("MARK_MEDIA", correlation_id=name)

    async def hush(self) -> None:
        """Empties what waits to be played. Its marks are told as played, since Asterisk forgets them."""
        self._rest, self._ends = b"", self._loop.time()
        self._thrown.extend(self._marks)
        self._marks.clear()
        self._may_send.set()
        await self._command("FLUSH_MEDIA")

    async def close(self, code: int = 1000) -> None:
        """Hangs up the WebSocket channel; the caller's own channel goes on in the dialplan."""
        await self._command("HANGUP")
        await self._wire.close(code)

    async def _room(self) -> None:
        """Waits until Asterisk can take more sound."""
        while (ahead := self._ends - self._loop.time() - AHEAD_S) > 0 and not self._wire.gone:
            await asyncio.sleep(ahead)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_PAUSE_S):
                await self._may_send.wait()

    async def _sound(self, mulaw: bytes) -> None:
        await self._wire.send(mulaw)
        self._ends = max(self._loop.time(), self._ends) + audio.seconds(mulaw)

    async def _command(self, name: str, **values: str) -> None:
        await self._wire.send(json.dumps({"command": name, **values}, separators=(",", ":")))

    def _event(self, message: str | bytes) -> MediaEvent | None:
        if isinstance(message, bytes):
            if len(message) > MAX_SOUND:
                raise StreamRefused("a message of sound that is too long")
            return Sound(mulaw=message) if message else None
        frame = json_frame(message)
        match frame["event"]:
            case "DTMF_END":
                return _key(frame)
            case "MEDIA_MARK_PROCESSED":
                return self._played(part(frame, "correlation_id", str))
            case "MEDIA_XOFF":
                self._may_send.clear()
            case "MEDIA_XON":
                self._may_send.set()
            case "MEDIA_START":
                raise StreamRefused("a second MEDIA_START")
            case "ERROR":
                log.warning("asterisk did not take a command")
        return None

    def _played(self, mark: str) -> MediaEvent | None:
        """Told once for each mark: one that was on its way when we hushed was told then."""
        if mark not in self._marks:
            return None
        self._marks.remove(mark)
        return Played(mark=mark)


def _key(frame: dict[str, Any]) -> MediaEvent | None:
    key: str = part(frame, "digit", str)
    return Key(key=key) if len(key) == 1 and key in "0123456789*#" else None


def caller_of(number: str, presentation: str) -> str:
    """The caller's number, unless it is hidden: trunks often send a number with the wish not to show it."""
    hidden = presentation.startswith(("prohib", "unavailable")) or not any(map(str.isdigit, number))
    return "" if hidden else number[:40]
