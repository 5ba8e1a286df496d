"""A caller with a stopwatch, for bench/turns.py: one media stream as Twilio carries it, a frame every 20 ms.

Every time is taken where the carrier is: when a frame went out, when a message came in. It knows how late its own
frames went out, since a late stopwatch measures itself. May have our own voice come back as an echo.
"""

import asyncio
import itertools
import re
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from turns_sounds import voiced
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from simulator import frames
from simulator.settings import SimulatorSettings
from simulator.sids import new_sid
from simulator.signing import HEADER, sign
from simulator.webhooks import Webhooks
from speech import audio

PAUSE_S = 0.15
FRAME_S = audio.FRAME_MS / 1000


class CallOver(Exception):
    """The line has closed the stream: it said goodbye, or put the call through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """What comes back of what is played to the caller."""

    below_db: float
    delay_s: float


@dataclass
class Caller:
    """One call. Use as an async context manager; times are of the monotonic clock, in seconds."""

    settings: SimulatorSettings
    number: str
    echo: Echo | None = None
    stream_url: str = ""
    """Of a server without webhooks: the stream is opened at once, unsigned."""
    came: list[tuple[float, str]] = field(default_factory=list)
    """When what came: media, clear, and the marks that were played."""
    late_ms: list[float] = field(default_factory=list)
    asked_at: float = 0.0

    async def __aenter__(self) -> "Caller":
        self._sid, self._saying = new_sid("CA"), deque[np.ndarray]()
        self._sent: list[float] = []
        self._queued = 0
        self._played = np.zeros(0, np.float32)
        self.began = self._ends = self.asked_at = time.monotonic()
        url = self.stream_url
        parameters: dict[str, str] = {}
        headers: dict[str, str] = {}
        if not url:
            url, parameters = await self._answered()
            headers = {HEADER.lower(): sign(self.settings.auth_token, url)}
        stream = new_sid("MZ")
        self._writer = frames.Writer(
            account_sid=self.settings.account_sid, call_sid=self._sid, stream_sid=stream
        )
        self._stream = stream
        self._socket: ClientConnection = await connect(
            url, additional_headers=headers, compression=None, proxy=None, ping_interval=None
        )
        await self._socket.send(self._writer.connected())
        await self._socket.send(self._writer.start(parameters))
        self._tasks = [asyncio.create_task(self._mouth()), asyncio.create_task(self._ear())]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._socket.close()
        if not self.stream_url:
            async with Webhooks(self.settings) as webhooks:
                await webhooks.post(
                    f"{self.settings.base_url}/ivr/status", self._form() | {"CallStatus": "completed"}
                )

    # What the caller does ---------------------------------------------------------------------------------

    async def say(self, samples: np.ndarray) -> tuple[float, float]:
        """Says it; returns when its first and its last voiced frame were sent."""
        first, last = voiced(samples)
        at = self._queue(samples)
        while len(self._sent) <= at + last:
            if self._tasks[0].done():
                raise CallOver
            await asyncio.sleep(0.005)
        return self._sent[at + first], self._sent[at + last]

    async def press(self, key: str) -> float:
        """Presses a key; returns when it was sent."""
        pressed = time.monotonic()
        try:
            await self._socket.send(self._writer.dtmf(key))
        except ConnectionClosed as error:
            raise CallOver from error
        return pressed

    # What the caller waits for ----------------------------------------------------------------------------

    async def first(self, kind: str, since: float, within_s: float) -> float | None:
        """When something of this kind came after that time, or None within so many seconds of now."""
        until = time.monotonic() + within_s
        while True:
            found = next((at for at, what in self.came if at > since and what.startswith(kind)), None)
            if found is not None or time.monotonic() > until or self._tasks[1].done():
                return found
            await asyncio.sleep(0.005)

    async def begins(self, since: float, within_s: float) -> float | None:
        """When sound began to come after that time: behind a pause, since a server may send its prompt bit by bit."""
        until = time.monotonic() + within_s
        while time.monotonic() < until and not self._tasks[1].done():
            times = [at for at, what in self.came if what == "media"]
            for before, at in itertools.pairwise([0.0, *times]):
                if at > since and at - before > PAUSE_S:
                    return at
            await asyncio.sleep(0.005)
        return None

    async def quiet(self, seconds: float, most_s: float = 60.0) -> bool:
        """Waits until nothing was to be heard for so long; False when that takes too long."""
        until = time.monotonic() + most_s
        while time.monotonic() < until:
            if time.monotonic() > self._ends + seconds:
                return True
            await asyncio.sleep(0.02)
        return False

    @property
    def hears(self) -> bool:
        """Whether the caller hears the line now."""
        return self._ends + 0.1 > time.monotonic()

    # Inside -------------------------------------------------------------------------------------------------

    def _form(self) -> dict[str, str]:
        line = self.settings.line_number
        return {
            "CallSid": self._sid, "AccountSid": self.settings.account_sid, "From": self.number, "To": line,
        }  # fmt: skip

    async def _answered(self) -> tuple[str, dict[str, str]]:
        async with Webhooks(self.settings) as webhooks:
            self.asked_at = time.monotonic()
            reply = await webhooks.post(f"{self.settings.base_url}/ivr/answer", self._form())
        twiml = reply.content.decode()
        return re.findall(r'<Stream url="([^"]+)"', twiml)[0], dict(
            re.findall(r'name="(\w+)" value="(\w*)"', twiml)
        )

    def _queue(self, samples: np.ndarray) -> int:
        at = max(self._queued, len(self._sent))
        size = audio.FRAME_BYTES
        padded = np.resize(samples, -(-len(samples) // size) * size) * 1.0
        padded[len(samples) :] = 0
        pieces = padded.reshape(-1, size)
        self._saying.extend(pieces)
        self._queued = at + len(pieces)
        return at

    async def _mouth(self) -> None:
        chance = np.random.default_rng(1)
        due = time.monotonic()
        while True:
            due += FRAME_S
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            samples = self._saying.popleft() if self._saying else np.zeros(audio.FRAME_BYTES)
            samples = samples + self._echoed() + chance.normal(0, 2e-4, audio.FRAME_BYTES)
            pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
            try:
                await self._socket.send(self._writer.media(audio.encode(pcm)))
            except ConnectionClosed:
                return
            now = time.monotonic()
            self._sent.append(now)
            self.late_ms.append((now - due) * 1000)
            if now - due > 0.2:
                due = now

    def _echoed(self) -> np.ndarray | float:
        """The 20 ms that were played so long ago, softer. `_played` begins with the call and ends with `_ends`."""
        if self.echo is None:
            return 0.0
        at = int((time.monotonic() - self.began - self.echo.delay_s) * audio.RATE)
        piece = self._played[max(0, at) : max(0, at) + audio.FRAME_BYTES] if at > 0 else self._played[:0]
        return np.pad(piece, (0, audio.FRAME_BYTES - len(piece))) * 10 ** (-self.echo.below_db / 20)

    async def _ear(self) -> None:
        marks: deque[tuple[float, str]] = deque()
        timer = asyncio.create_task(self._marks(marks))
        try:
            async for message in self._socket:
                self._hear(frames.read(message, self._stream), marks)
        except ConnectionClosed:
            pass
        finally:
            timer.cancel()

    def _hear(self, message: Any, marks: deque[tuple[float, str]]) -> None:
        now = time.monotonic()
        match message:
            case frames.Media(mulaw=mulaw):
                self.came.append((now, "media"))
                self._ends = max(now, self._ends) + audio.seconds(mulaw)
                if self.echo is not None:
                    start = int((self._ends - self.began) * audio.RATE) - len(mulaw)
                    silence = np.zeros(max(0, start - len(self._played)), np.float32)
                    heard = np.frombuffer(audio.decode(mulaw), "<i2").astype(np.float32) / 32768
                    self._played = np.concatenate((self._played, silence, heard))
            case frames.Clear():
                self.came.append((now, "clear"))
                self._ends = now
                self._played = self._played[: int((now - self.began) * audio.RATE)]
                for number, (_, name) in enumerate(marks):
                    marks[number] = (now, name)
            case frames.Mark(name=name):
                marks.append((self._ends, name))

    async def _marks(self, marks: deque[tuple[float, str]]) -> None:
        while True:
            while marks and marks[0][0] <= time.monotonic():
                name = marks.popleft()[1]
                self.came.append((time.monotonic(), f"played {name}"))
                await self._socket.send(self._writer.mark(name))
            await asyncio.sleep(0.005)
