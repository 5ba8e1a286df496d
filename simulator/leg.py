"""One call as the carrier holds it: the caller's ear, mouth and keys, and whoever listens to them right now.

What the caller does and what the line's TwiML does meet here and nowhere else.
"""

import asyncio
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from simulator.asterisk import AsteriskStream
from simulator.ear import Ear
from simulator.journal import Journal
from simulator.measures import Stopwatch
from simulator.media import MediaStream
from simulator.mouth import Frame, Mouth
from simulator.settings import SimulatorSettings
from simulator.sids import new_sid
from simulator.voice import Voice
from simulator.webhooks import Webhooks
from speech import audio

T = TypeVar("T")

FRAME_S = audio.FRAME_MS / 1000
LATE_S = 0.5
"""After a longer standstill of this process the lost frames are skipped, not sent in one burst."""
LOOK_S = 0.03


class HungUp(Exception):
    """The caller has hung up."""


async def until_hung_up(hung_up: asyncio.Event, work: Coroutine[Any, Any, T]) -> T:
    """The result of this work. Raises HungUp, and gives the work up, as soon as the caller hangs up."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(hung_up.wait())
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise HungUp
    finally:
        task.cancel()
        gone.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


class Receiver(Protocol):
    """Whoever listens to the caller: a media stream, a <Gather>, a <Record>."""

    async def frame(self, frame: Frame) -> None: ...
    async def key(self, key: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What happens when the line rings an officer."""

    status: str = "completed"
    """How it ends, as the carrier calls it: completed (answered), no-answer, busy, failed."""
    key: str = "1"
    """What whoever answered presses when they are briefed; "" presses nothing, as a voicemail does."""
    hangs_up: bool = False
    """Whether they hang up while they are briefed."""
    ring_s: float = 2.0
    """How long it rings; no-answer rings as long as the line allows."""
    talk_s: float = 3.0
    """How long officer and caller talk."""
    greeting: bytes = b""
    """What the officer says, in mu-law."""


@dataclass(slots=True, kw_only=True)
class Leg:
    """The state of one call."""

    settings: SimulatorSettings
    from_number: str
    webhooks: Webhooks
    journal: Journal
    ear: Ear
    voice: Voice
    stopwatch: Stopwatch
    transfer: Transfer = field(default_factory=Transfer)
    officers: Mapping[str, Transfer] = field(default_factory=dict)
    """The same for single numbers."""
    parent_sid: str = ""
    """The call for which this telephone is rung, when the line dials it."""
    refuse_stream: bool = False
    """Pretend that media streams cannot be opened."""
    speed: float = 1.0
    """How much faster than real time keypads, prompts and pauses run; media streams are always real time."""
    to_number: str = ""
    """The number that was rung; empty: the line's own."""
    outgoing: bool = False
    """Whether the line has rung this telephone, and not this telephone the line."""
    answered_by: str = ""
    """Who took an outgoing call, where the carrier listened before it asked the line what to do."""
    sid: str = field(default_factory=lambda: new_sid("CA"))
    mouth: Mouth = field(default_factory=Mouth)
    receiver: Receiver | None = None
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.listen(None)

    @property
    def stream(self) -> MediaStream | AsteriskStream | None:
        """The media stream, while one is open."""
        return self.receiver if isinstance(self.receiver, MediaStream | AsteriskStream) else None

    @property
    def pace(self) -> float:
        """How fast time runs right now."""
        return 1.0 if self.stream else self.speed

    def listen(self, receiver: Receiver | None) -> None:
        """From now on this one listens to the caller, or nobody."""
        self.receiver = receiver
        self.ear.speed = self.pace

    async def press(self, key: str) -> None:
        """The caller presses a key. Without a listener it is lost, as on a real line."""
        self.journal.note("key", heard=self.receiver is not None)
        if self.receiver:
            await self.receiver.key(key)

    async def sleep(self, seconds: float) -> None:
        """Let time pass, at the pace of the call."""
        await asyncio.sleep(seconds / self.pace)

    async def hear_notice(self) -> None:
        """Lets the line say what nothing may interrupt, and hears nobody meanwhile; it marks where that ends."""
        while self.stream and self.ear.busy and not self.journal.of_kind("mark_heard"):
            await asyncio.sleep(LOOK_S)

    async def while_connected(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of this work. Raises HungUp, and gives the work up, as soon as the caller hangs up."""
        return await until_hung_up(self.hung_up, work)

    async def carry_sound(self) -> None:
        """Hand the caller's sound to whoever listens, a frame every 20 ms. Runs until cancelled."""
        due = time.monotonic()
        while True:
            due += FRAME_S / self.pace
            late = time.monotonic() - due
            if late > LATE_S:
                self.journal.note("frames_late", ms=round(late * 1000))
                due = time.monotonic()
            await asyncio.sleep(max(0.0, -late))
            frame = self.mouth.frame()
            if self.receiver:
                await self.receiver.frame(frame)
