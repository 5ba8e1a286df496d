"""The carrier's end of one media stream: a signed WebSocket to the line, sound and keys in both directions.

Knows the stream and the caller's ear, and nothing of TwiML.
"""

import asyncio
from collections.abc import Mapping

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, ConnectionClosedError, InvalidHandshake, InvalidStatus

from simulator import frames
from simulator.ear import BufferFull, Ear
from simulator.journal import Journal
from simulator.measures import Stopwatch
from simulator.mouth import Frame
from simulator.settings import SimulatorSettings
from simulator.sids import new_sid
from simulator.signing import HEADER, sign

CONNECT_S = 10.0


class StreamRefused(Exception):
    """The stream could not be opened. `code` is the carrier's error code for it."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class MediaStream:
    """One stream. `run` lives until the line closes it; `stop` ends it from our side."""

    def __init__(
        self,
        *,
        settings: SimulatorSettings,
        call_sid: str,
        url: str,
        parameters: Mapping[str, str],
        ear: Ear,
        journal: Journal,
        stopwatch: Stopwatch,
    ) -> None:
        self.sid = new_sid("MZ")
        self.url = url
        self._parameters = parameters
        self._signature = sign(settings.auth_token, url)
        self._writer = frames.Writer(account_sid=settings.account_sid, call_sid=call_sid, stream_sid=self.sid)
        self._ear = ear
        self._journal = journal
        self._stopwatch = stopwatch
        self._socket: ClientConnection | None = None
        self._speaking = False
        self._answers: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Connect and say what this stream is. Raises StreamRefused."""
        try:
            socket = await connect(
                self.url,
                additional_headers={HEADER.lower(): self._signature},
                user_agent_header="Twilio.TmeWs/1.0",
                open_timeout=CONNECT_S,
                ping_interval=None,
                compression=None,
                proxy=None,
            )
        except InvalidStatus as error:
            raise StreamRefused(31920, f"the handshake was answered {error.response.status_code}") from error
        except InvalidHandshake as error:
            raise StreamRefused(31924, f"the handshake failed: {error}") from error
        except TimeoutError as error:
            raise StreamRefused(31901, "the connection timed out") from error
        except OSError as error:
            raise StreamRefused(31902, "the connection was refused") from error
        self._socket = socket
        await socket.send(self._writer.connected())
        await socket.send(self._writer.start(self._parameters))
        self._journal.note("stream_started", stream=self.sid)

    async def run(self) -> None:
        """Play what the line sends, until the line closes the stream or the network does."""
        if self._socket is None:
            raise RuntimeError("a stream must be opened before it is run")
        try:
            async for message in self._socket:
                self._receive(message)
        except ConnectionClosedError as error:
            self._journal.note("stream_broken", reason=str(error))
        finally:
            self._ear.cut()
        self._journal.note("stream_ended", stream=self.sid, close_code=self._socket.close_code)

    async def frame(self, frame: Frame) -> None:
        """Send 20 ms of the caller's sound."""
        self._speaking = frame.speaking
        if await self._send(self._writer.media(frame.mulaw)) and frame.voiced:
            self._stopwatch.voice(over_prompt=self._ear.busy)

    async def key(self, key: str) -> None:
        """Send a key."""
        if await self._send(self._writer.dtmf(key)):
            self._stopwatch.key(over_prompt=self._ear.busy)

    async def stop(self) -> None:
        """The call is over: say so and close."""
        await self._send(self._writer.stop())
        await self.close()

    async def close(self) -> None:
        """Close without a word. May be called twice."""
        if self._socket:
            await self._socket.close()
        for task in self._answers:
            task.cancel()

    def cut(self) -> None:
        """Break the connection, as a failing network does."""
        if self._socket:
            self._socket.transport.abort()

    def _receive(self, message: str | bytes) -> None:
        try:
            match frames.read(message, self.sid):
                case frames.Media(mulaw=mulaw):
                    self._stopwatch.sound(over_prompt=self._ear.busy, speaking=self._speaking)
                    self._journal.note("media", bytes=len(mulaw))
                    self._ear.play(mulaw)
                case frames.Mark(name=name):
                    self._journal.note("mark", name=name)
                    self._ear.mark(lambda: self._answer_mark(name))
                case frames.Clear():
                    self._stopwatch.clear()
                    self._journal.note("clear")
                    self._ear.clear()
        except frames.FrameViolation as error:
            self._journal.violation(error.code, str(error))
        except BufferFull:
            self._journal.violation(31931, "more than ten minutes of sound are waiting; the rest is dropped")

    def _answer_mark(self, name: str) -> None:
        self._journal.note("mark_heard", name=name)
        task = asyncio.create_task(self._send_mark(name))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _send_mark(self, name: str) -> None:
        await self._send(self._writer.mark(name))

    async def _send(self, message: str) -> bool:
        if self._socket is None:
            return False
        try:
            await self._socket.send(message)
        except ConnectionClosed:
            return False
        return True
