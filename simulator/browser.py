"""A person at the phone page: their voice, keys and typed sayings become a call, what the line does goes back.

One socket is one call. The page sends binary frames (its microphone, 20 ms of mu-law each) and the JSON messages
below; it receives binary sound and JSON. Knows no web framework.
"""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from simulator.call import Call
from simulator.captions import CaptionTurn
from simulator.journal import Event
from simulator.leg import Leg, Transfer
from simulator.measures import MeasureKind
from simulator.settings import SimulatorSettings
from simulator.voice import Voice

OFFICER_SAYS = "Selamat siang, dengan petugas. Ada yang bisa saya bantu?"
OFFICER_TALKS_S = 20.0

SHOWN = {
    "answered",
    "dial",
    "transferred",
    "stream_refused",
    "stream_broken",
    "violation",
    "hung_up",
    *MeasureKind,
}
"""Events that the page shows."""


class Dial(BaseModel):
    """The green button."""

    type: Literal["dial"]
    number: str = Field(default="", max_length=30)
    speech: bool = True
    """Without it the media stream is refused, and only keys are left."""
    officer: Literal["completed", "no-answer", "busy"] = "completed"
    """What the officer's telephone does when the line rings it."""


class Key(BaseModel):
    """A key of the telephone."""

    type: Literal["key"]
    key: str = Field(pattern="^[0-9*#]$")


class Say(BaseModel):
    """A sentence typed instead of spoken."""

    type: Literal["say"]
    text: str = Field(min_length=1, max_length=300)


class MarkHeard(BaseModel):
    """The speaker has played everything before this mark."""

    type: Literal["heard"]
    mark: int


class CutStream(BaseModel):
    """Break the media stream."""

    type: Literal["cut"]


class HangUp(BaseModel):
    """The red button."""

    type: Literal["hangup"]


_Message = Annotated[Dial | Key | Say | MarkHeard | CutStream | HangUp, Field(discriminator="type")]
_MESSAGE: TypeAdapter[_Message] = TypeAdapter(_Message)


class Socket(Protocol):
    """The page's WebSocket, in the messages of ASGI. Sending and closing raise OSError when the page has gone."""

    async def receive(self) -> Mapping[str, Any]: ...
    async def send_text(self, data: str) -> None: ...
    async def send_bytes(self, data: bytes) -> None: ...
    async def close(self) -> None: ...


class BrowserPhone:
    """The page at the other end of one socket."""

    def __init__(self, socket: Socket, settings: SimulatorSettings, voice: Voice) -> None:
        self._socket = socket
        self._settings = settings
        self._voice = voice
        self._out: asyncio.Queue[str | bytes | None] = asyncio.Queue()

    async def serve(self) -> None:
        """Wait for the green button, hold one call to its end, close the socket."""
        dial = await self._receive()
        if isinstance(dial, Dial):
            await self._hold(dial)
        with contextlib.suppress(OSError):
            await self._socket.close()

    async def _hold(self, dial: Dial) -> None:
        call = Call(
            self._settings,
            caller=self,
            from_number=dial.number,
            refuse_stream=not dial.speech,
            transfer=Transfer(
                status=dial.officer,
                talk_s=OFFICER_TALKS_S,
                greeting=await self._voice.render(OFFICER_SAYS) if dial.officer == "completed" else b"",
            ),
            voice=self._voice,
            speaker=self,
            on_turn=self._show_turn,
            on_event=self._show_event,
        )
        sending = asyncio.create_task(self._send())
        self._tell("ringing", call=call.sid)
        try:
            await call.run()
        finally:
            self._tell("ended", seconds=call.seconds)
            self._out.put_nowait(None)
            await sending

    async def act(self, leg: Leg) -> None:
        """The person uses the telephone, until they hang up or leave."""
        while (message := await self._receive()) is not None:
            match message:
                case bytes():
                    leg.mouth.live(message)
                case Key(key=key):
                    await leg.press(key)
                case Say(text=text):
                    leg.mouth.say(await self._voice.render(text))
                case MarkHeard(mark=mark):
                    leg.ear.passed(mark)
                case CutStream():
                    if leg.stream:
                        leg.stream.cut()
                case HangUp():
                    return
                case Dial():
                    pass  # the call is running already

    def play(self, mulaw: bytes) -> None:
        """Make this audible."""
        self._out.put_nowait(mulaw)

    def mark(self, number: int) -> None:
        """Report when everything before this has been heard."""
        self._tell("mark", mark=number)

    def clear(self) -> None:
        """Fall silent."""
        self._tell("clear")

    def _show_turn(self, turn: CaptionTurn) -> None:
        self._tell("turn", turn=turn.model_dump())

    def _show_event(self, event: Event) -> None:
        if event.kind in SHOWN:
            self._tell("event", event=event.kind, detail=dict(event.detail))

    def _tell(self, kind: str, **fields: object) -> None:
        self._out.put_nowait(json.dumps({"type": kind, **fields}))

    async def _send(self) -> None:
        gone = False
        while (message := await self._out.get()) is not None:
            if gone:
                continue
            try:
                if isinstance(message, bytes):
                    await self._socket.send_bytes(message)
                else:
                    await self._socket.send_text(message)
            except OSError:
                gone = True  # the page has been closed; the call is about to notice

    async def _receive(self) -> _Message | bytes | None:
        """The page's next message, or None when it has gone. What makes no sense is passed over."""
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return None
            if (sound := message.get("bytes")) is not None:
                return bytes(sound)
            try:
                return _MESSAGE.validate_json(message.get("text") or "")
            except ValidationError:
                continue
