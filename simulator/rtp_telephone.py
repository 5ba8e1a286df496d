"""A telephone at the other end of RTP, as the dialplan knows it: sound and keys both ways, and a hang-up."""

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from simulator.journal import Journal
from simulator.leg import FRAME_S, LATE_S, Receiver, Transfer, until_hung_up
from simulator.mouth import Frame
from simulator.rtp import Rtp

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class RtpTelephone:
    """The sound of one call. How it is set up and ended is the subclass's business."""

    journal: Journal = field(default_factory=Journal)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    """By whoever holds the telephone."""
    heard: list[bytes] = field(default_factory=list)
    """What was played to them, without the silences."""
    rtp: Rtp = field(init=False)
    _receiver: Receiver | None = None
    _to_play: bytes | None = None
    _keys: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        self.rtp = Rtp(self._keys.put_nowait)

    def listen(self, receiver: Receiver | None) -> None:
        """From now on this one listens to the caller, or nobody."""
        self._receiver = receiver

    async def while_connected(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of this work. Raises HungUp as soon as they hang up."""
        return await until_hung_up(self.hung_up, work)

    async def ring_officer(self, number: str) -> Transfer:
        """There are none behind SIP here."""
        return Transfer(status="failed")

    async def talk(self, officer: Transfer) -> None:
        """There are none."""

    def play(self, mulaw: bytes) -> None:
        """20 ms for the next packet."""
        self._to_play = mulaw
        self.heard.append(mulaw)

    async def carry(self) -> None:
        """Sound and keys, until cancelled."""
        await asyncio.gather(self._carry_sound(), self._carry_keys())

    async def _carry_sound(self) -> None:
        """A frame in each direction every 20 ms."""
        due = time.monotonic()
        while True:
            due += FRAME_S
            late = time.monotonic() - due
            if late > LATE_S:
                self.journal.note("frames_late", ms=round(late * 1000))
                due = time.monotonic()
            await asyncio.sleep(max(0.0, -late))
            self._to_play, frame = None, Frame(mulaw=self.rtp.frame(), voiced=False, speaking=False)
            if self._receiver:
                await self._receiver.frame(frame)
            self.rtp.send(self._to_play)

    async def _carry_keys(self) -> None:
        while True:
            key = await self._keys.get()
            self.journal.note("key", heard=self._receiver is not None)
            if self._receiver:
                await self._receiver.key(key)
