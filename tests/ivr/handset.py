"""A telephone at the other end of a running call's media, without a carrier and without waiting for real time.

Sound goes in a frame at a time, faster than people speak; what the line plays is kept, and counts as heard at
once unless `holds` says that the caller still listens to it.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import numpy as np

from casework.office import Office
from ivr.call import RunningCall
from ivr.media import Gone, Key, MediaEvent, Played, Sound
from ivr.position import load
from ivr.store import CallStore
from ivr.turns import begin_call, take_turn
from ivr.values import Heard
from models import Call
from speech import audio
from tests.line import Line

FASTER_S = audio.FRAME_MS / 5000
CHANCE = np.random.default_rng(1)


def still(milliseconds: int) -> bytes:
    """A quiet line, in mu-law."""
    return audio.encode(CHANCE.integers(-6, 7, 8 * milliseconds).astype("<i2").tobytes())


class Handset:
    """Implements ivr.media.MediaLine, and is the caller."""

    def __init__(self, *, holds: bool = False) -> None:
        self.holds = holds
        """Whether what is played takes its time: marks are answered when `heard` is called, or at a `clear`."""
        self.played: list[bytes] = []
        self.cleared = 0
        self._coming: asyncio.Queue[MediaEvent] = asyncio.Queue()
        self._marks: list[str] = []

    async def receive(self) -> MediaEvent:
        event = await self._coming.get()
        if isinstance(event, Gone):
            self._coming.put_nowait(event)
        return event

    async def play(self, mulaw: bytes) -> None:
        self.played.append(mulaw)

    async def mark(self, name: str) -> None:
        self._marks.append(name)
        if not self.holds:
            self.heard()

    async def hush(self) -> None:
        self.cleared += 1
        self.heard()

    async def close(self) -> None:
        self._coming.put_nowait(Gone())

    def heard(self) -> None:
        """The caller has heard everything so far."""
        for mark in self._marks:
            self._coming.put_nowait(Played(mark=mark))
        self._marks.clear()

    def press(self, keys: str) -> None:
        for key in keys:
            self._coming.put_nowait(Key(key=key))

    async def say(self, mulaw: bytes) -> None:
        """Five times as fast as people speak; the recogniser keeps up."""
        for at in range(0, len(mulaw), audio.FRAME_BYTES):
            self._coming.put_nowait(Sound(mulaw=mulaw[at : at + audio.FRAME_BYTES]))
            await asyncio.sleep(FASTER_S)

    def hang_up(self) -> None:
        self._coming.put_nowait(Gone())


class Dialled:
    """A call of that line which stands where some things heard have brought it, and what was stored of it since."""

    def __init__(self, line: Line, number: str, *heard: Heard) -> None:
        here = line.here
        self.line, self.office = line, here.office
        self.id = _prepared(line, here.office, number, heard)
        self.store = CallStore(
            database=line.database, office=here.office, script=here.phone.script, call_id=self.id
        )

    @contextlib.asynccontextmanager
    async def on(self, handset: Handset, heard: Heard) -> AsyncIterator["asyncio.Task[None]"]:
        """The running call, going on with what was heard; hung up at the end of the block."""
        going_on = await asyncio.to_thread(self.store.take, heard)
        running = RunningCall(handset, self.line.here.phone, self.store)
        task = asyncio.get_running_loop().create_task(running.run(going_on))
        try:
            yield task
        finally:
            handset.hang_up()
            await task

    @property
    def turns(self) -> list[tuple[str, str]]:
        """What was heard in each turn: how, and what."""
        with self.line.database.read() as session:
            call = session.get_one(Call, self.id)
            return [(turn.heard_kind, turn.heard or "") for turn in call.turns]

    @property
    def step(self) -> str:
        with self.line.database.read() as session:
            return load(session.get_one(Call, self.id).position).step

    async def until(self, count: int, within_s: float = 15.0) -> None:
        """Waits for so many turns. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            while len(await asyncio.to_thread(lambda: self.turns)) < count:
                await asyncio.sleep(0.02)


def _prepared(line: Line, office: Office, number: str, heard: tuple[Heard, ...]) -> int:
    at = datetime.now(UTC)
    with line.database.write() as session:
        call = begin_call(session, office, provider_id=f"CA-{number}", caller=number, at=at)
        for one in heard:
            take_turn(session, office, line.here.phone.script, call, one, at=at)
        return call.id
