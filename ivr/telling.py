"""A caller tells what is the matter: the prompt, a beep, and their free speech until it is over.

Who begins before the beep is not asked to begin again: their voice stops the prompt as everywhere, and counts from
its first syllable. Knows no database; what was told so far stays here when the stream ends.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from ivr.ear import Ear
from ivr.media import Key, MediaEvent, Sound
from ivr.mouth import BEEP, Mouth
from ivr.values import Record
from speech import audio
from speech.endpointing import Change

LEAST_STORY_MS = 600
"""A recording with less speech than this has nothing to tell."""
BEFORE_MS = 1000
"""Sound from before the voice was stopped that belongs to what is told."""


class Telling:
    """For one story. `heard` is the call's own wait for the next event until a deadline (None: it has passed)."""

    def __init__(
        self,
        ear: Ear,
        mouth: Mouth,
        heard: Callable[[float | None], Awaitable[MediaEvent | None]],
    ) -> None:
        self._ear, self._mouth, self._next = ear, mouth, heard
        self._loop = asyncio.get_running_loop()
        self._before: deque[bytes] = deque(maxlen=BEFORE_MS // audio.FRAME_MS)
        self._story, self._spoken_ms = bytearray(), 0

    @property
    def sound(self) -> bytes:
        """What was told so far, in mu-law."""
        return bytes(self._story)

    @property
    def enough(self) -> bool:
        """Whether there is something in it."""
        return self._spoken_ms >= LEAST_STORY_MS

    async def listen(self, record: Record) -> None:
        """Returns when the story is over: quiet, #, or the longest time."""
        self._ear.listen(None, end_silence_ms=int(record.end_silence_s * 1000))
        if await self._prompted():
            self._story += b"".join(self._before)
            await self._told(record, begun=True)
            if self.enough:
                return
            self._story.clear()
        await self._mouth.send(BEEP)
        self._ear.listen(None, end_silence_ms=int(record.end_silence_s * 1000))
        await self._told(record, begun=False)

    async def _prompted(self) -> bool:
        """Lets the prompt end, or be interrupted; whether the caller has begun already."""
        while self._mouth.speaking:
            match await self._next(None):
                case Key():
                    self._ear.mute_key()
                    await self._mouth.hush()
                case Sound(mulaw=mulaw):
                    self._before.append(mulaw)
                    self._ear.prompting(True)
                    if self._ear.hear(mulaw) is Change.ENDED:
                        return False
                    if self._ear.interrupts and not self._mouth.protected:
                        await self._mouth.hush()
                        return True
                case _:
                    pass
        return self._ear.spoken_ms > 0  # somebody began in its last moment: a beep would only cut their word

    async def _told(self, record: Record, *, begun: bool) -> None:
        now = self._loop.time() + (0.0 if begun else audio.seconds(BEEP))
        ends, deadline = now + record.longest_s, None if begun else now + record.patience_s
        self._ear.prompting(False)
        while True:
            match await self._next(ends if deadline is None else min(ends, deadline)):
                case Sound(mulaw=mulaw):
                    self._story += mulaw
                    change = self._ear.hear(mulaw)
                    self._spoken_ms = max(self._spoken_ms, self._ear.spoken_ms)
                    if change is Change.BEGAN:
                        deadline = None
                    elif change is Change.ENDED:
                        return
                case Key(key="#"):
                    return
                case None if self._loop.time() >= (ends if deadline is None else min(ends, deadline)):
                    return
                case _:
                    pass
