"""The caller's ear: what is played to it, when it is heard, and which marks have been passed.

The clock of an ear is real: a second of sound takes a second to hear, however fast it arrives. With a speaker
attached (the browser) a mark counts as heard when the speaker says so. Knows no protocol.
"""

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from speech import audio

LONGEST_BUFFER_S = 600.0
SPEAKER_GRACE_S = 1.5
"""How much later than our clock a speaker may report a mark before we go on without it."""


class BufferFull(Exception):
    """More sound is waiting to be played than the carrier keeps."""


class Speaker(Protocol):
    """Something that makes the sound audible and tells `Ear.passed` about the marks."""

    def play(self, mulaw: bytes) -> None: ...
    def mark(self, number: int) -> None: ...
    def clear(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """Sound that began to be heard at this moment of the monotonic clock."""

    at: float
    mulaw: bytes
    speed: float = 1.0

    @property
    def until(self) -> float:
        """When its end was heard."""
        return self.at + audio.seconds(self.mulaw) / self.speed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    number: int
    passed: Callable[[], None]
    timer: asyncio.TimerHandle


class Ear:
    """Plays in order, at `speed` times real time. Must be used inside a running event loop."""

    def __init__(self, speaker: Speaker | None = None) -> None:
        self.speed = 1.0
        self.last_arrival = 0.0
        """When sound last arrived, on the monotonic clock; 0 before the first."""
        self.ends = 0.0
        """When everything that has arrived will have been heard."""
        self._speaker = speaker
        self._sounds: list[Sound] = []
        self._marks: deque[_Mark] = deque()
        self._numbers = itertools.count(1)

    @property
    def busy(self) -> bool:
        """Whether there is something left to hear."""
        return self.ends > time.monotonic() or bool(self._marks)

    @property
    def sounds(self) -> tuple[Sound, ...]:
        """Everything that was heard or waits to be, in order."""
        return tuple(self._sounds)

    def play(self, mulaw: bytes) -> None:
        """Add sound behind what is waiting. Raises BufferFull, and drops it, when too much is waiting."""
        now = time.monotonic()
        starts = max(now, self.ends)
        if starts - now > LONGEST_BUFFER_S:
            raise BufferFull
        self.last_arrival = now
        self.ends = starts + audio.seconds(mulaw) / self.speed
        self._sounds.append(Sound(at=starts, mulaw=mulaw, speed=self.speed))
        if self._speaker:
            self._speaker.play(mulaw)

    def mark(self, passed: Callable[[], None]) -> None:
        """Call `passed` when everything so far has been heard, or has been cleared."""
        number = next(self._numbers)
        wait = max(0.0, self.ends - time.monotonic()) + (SPEAKER_GRACE_S if self._speaker else 0.0)
        timer = asyncio.get_running_loop().call_later(wait, self.passed, number)
        self._marks.append(_Mark(number=number, passed=passed, timer=timer))
        if self._speaker:
            self._speaker.mark(number)

    def passed(self, number: int) -> None:
        """This mark and all before it have been heard."""
        while self._marks and self._marks[0].number <= number:
            mark = self._marks.popleft()
            mark.timer.cancel()
            mark.passed()

    def clear(self) -> None:
        """Forget what has not been heard yet. All waiting marks are passed at once, in order."""
        self._forget_sound()
        if self._marks:
            self.passed(self._marks[-1].number)

    def cut(self) -> None:
        """Forget what has not been heard yet, and the marks with it: nobody waits for them any more."""
        self._forget_sound()
        for mark in self._marks:
            mark.timer.cancel()
        self._marks.clear()

    async def heard_all(self) -> None:
        """Wait until everything so far has been heard or cleared."""
        done = asyncio.Event()
        self.mark(done.set)
        await done.wait()

    def heard(self, since: float) -> bytes:
        """Everything heard after that moment of the clock, with the silences between, in mu-law."""
        line = bytearray()
        for sound in self._sounds:
            if sound.at >= since:
                line += audio.SILENCE * max(0, round((sound.at - since) * audio.RATE) - len(line))
                line += sound.mulaw
        return bytes(line)

    def _forget_sound(self) -> None:
        now = time.monotonic()
        kept = [sound for sound in self._sounds if sound.at < now]
        if kept:
            samples = int((now - kept[-1].at) * kept[-1].speed * audio.RATE)
            kept[-1] = replace(kept[-1], mulaw=kept[-1].mulaw[:samples])
        self._sounds = kept
        self.ends = now
        if self._speaker:
            self._speaker.clear()
