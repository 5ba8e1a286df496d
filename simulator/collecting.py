"""What listens to the caller during <Gather> and <Record>: keys, or sound until a key or silence."""

import asyncio

from simulator import verbs
from simulator.ear import Ear
from simulator.mouth import Frame
from speech import audio


class KeyCollector:
    """Keys of one <Gather>. The first one silences the prompts."""

    def __init__(self, gather: verbs.Gather, ear: Ear) -> None:
        self.keys = ""
        self.finish_key = ""
        """The key that ended it, if one did."""
        self.finished = False
        self._gather = gather
        self._ear = ear
        self._pressed = asyncio.Event()

    async def frame(self, frame: Frame) -> None:
        """Speech is not collected."""

    async def key(self, key: str) -> None:
        """Take a key."""
        if self.finished:
            return
        self._ear.clear()
        if key in self._gather.finish_keys:
            self.finish_key = key
            self.finished = True
        else:
            self.keys += key
            self.finished = len(self.keys) == self._gather.most_keys
        self._pressed.set()

    async def next(self) -> None:
        """Wait for a key."""
        await self._pressed.wait()
        self._pressed.clear()


class Recorder:
    """Sound of one <Record>."""

    def __init__(self, record: verbs.Record) -> None:
        self.sound = bytearray()
        self.ended_by = ""
        """The key that ended it, if one did."""
        self.voiced = False
        """Whether there is anything but silence in it."""
        self._record = record
        self._still = 0
        self._finished = asyncio.Event()

    async def frame(self, frame: Frame) -> None:
        """Take 20 ms of sound."""
        if self._finished.is_set():
            return
        self.sound += frame.mulaw
        self.voiced = self.voiced or frame.voiced
        self._still = 0 if frame.voiced else self._still + len(frame.mulaw)
        limits = ((self._still, self._record.timeout), (len(self.sound), self._record.longest))
        if any(samples >= seconds * audio.RATE for samples, seconds in limits):
            self._finished.set()

    async def key(self, key: str) -> None:
        """A key ends the recording if it is one of those that may."""
        if key in self._record.finish_keys and not self._finished.is_set():
            self.ended_by = key
            self._finished.set()

    async def finished(self) -> None:
        """Wait for the end."""
        await self._finished.wait()
