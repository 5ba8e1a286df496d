"""The speaking half of a running call: a turn's lines become sound, which is sent far ahead of what is played.

Knows the clock and the voice, but not what is asked and heard. One task speaks at a time; whoever listens tells what
was played (`played`) and when to fall silent (`hush`).
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from ivr.lines import worded
from ivr.media import MediaLine
from ivr.phone_service import PhoneService
from ivr.turns import Spoken, Taken
from speech import audio
from speech.echo import Echo
from speech.phrases import pieces
from speech.synthesizer import Pace, SynthesisError

MARK_GRACE_S = 3.0
"""How much longer than its sound a prompt may take before we stop waiting for its mark."""
BEEP = audio.tone(800, 250) + audio.silence(50)
SIGN = audio.tone(440, 120, 0.03) + audio.silence(80)
"""A soft sound: the line is still there."""
LOOK_UP_S = 2.8
"""Nothing was to be heard for so long since the caller's answer: they are told that we are looking."""
LEAST_LOOK_UP_S = 0.8
"""Since we began to look; less is no reason to say anything."""
SIGN_EVERY_S, SAY_EVERY = 2.5, 5
"""While a look-up goes on: a soft sound so often, and instead of every fifth the words again."""
LOOKING = "sebentar"
INVITATION = "silakan_bicara"
"""Said to who spoke while nobody was to be heard, before the rest of what was to be said."""

T = TypeVar("T")


class Mouth:
    """For one call. `echo` is told what is played, and `first_sound` of each turn whose first sound has been sent."""

    def __init__(
        self, line: MediaLine, phone: PhoneService, echo: Echo, first_sound: Callable[[int], None]
    ) -> None:
        self._line, self._phone, self._echo, self._first_sound = line, phone, echo, first_sound
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._plays_until = 0.0
        self._pace, self._louder = Pace.NORMAL, False
        self._mark, self._protected_mark = "", ""
        self._taken: Taken | None = None
        self.speaking = False
        """Whether something of this turn is still to be heard."""
        self._naturally = phone.speaker.opens_naturally()
        """Decided once: a caller should not hear the voice change when the natural one gets ready in between."""

    @property
    def protected(self) -> bool:
        """Whether lines are being said that nothing may interrupt."""
        return bool(self._protected_mark)

    def start(self, taken: Taken) -> None:
        """Begins to say a turn."""
        protected = any(line.protected for line in taken.say)
        self._protected_mark = f"protected-{taken.number}" if protected else ""
        self._taken = taken
        self._begin(taken, f"turn-{taken.number}")

    async def invite(self) -> None:
        """What follows the protected lines of this turn once more, after a word that the caller may speak now: they
        did so before, and nobody heard them."""
        if self._taken is None or not self.speaking:
            return
        await self.hush()
        text = worded(self._phone.script, INVITATION, {})
        rest = [line for line in self._taken.say if not line.protected]
        say = (Spoken(text=text, protected=False, personal=False), *rest)
        self._begin(replace(self._taken, say=say), f"invited-{self._taken.number}")

    def _begin(self, taken: Taken, mark: str) -> None:
        self._mark, self.speaking = mark, True
        self._plays_until = max(self._plays_until, self._loop.time())
        self._pace, self._louder = Pace(taken.pace), taken.louder
        self._task = self._loop.create_task(self._speak(taken, mark))

    async def hush(self) -> None:
        """Stops the voice, if it speaks."""
        if self.speaking:
            self.speaking, self._plays_until = False, self._loop.time()
            if self._task is not None:
                self._task.cancel()
            self._echo.hush()
            await self._line.hush()

    async def send(self, sound: bytes) -> None:
        """Appends sound to what is played."""
        now = self._loop.time()
        self._echo.plays(sound, max(0.0, self._plays_until - now))
        self._plays_until = max(now, self._plays_until) + audio.seconds(sound)
        await self._line.play(sound)

    def played(self, mark: str) -> None:
        """The carrier has played everything before this mark."""
        if mark in (self._protected_mark, self._mark):
            self._protected_mark = ""
        if mark == self._mark:
            self.speaking, self._plays_until = False, self._loop.time()

    def gives_up(self) -> float | None:
        """When to stop waiting for the mark of a prompt that must have been played by now."""
        done = self._task is not None and self._task.done()
        return self._plays_until + MARK_GRACE_S if self.speaking and done else None

    def give_up(self) -> None:
        """The mark never came: what was sent has been heard."""
        self.played(self._mark)

    def check(self) -> None:
        """Raises whatever kept our voice from speaking: a call must not go on in silence."""
        if self._task is not None and self._task.done() and not self._task.cancelled():
            self._task.result()

    def close(self) -> None:
        """Says nothing more."""
        if self._task is not None:
            self._task.cancel()

    async def meanwhile(self, work: "asyncio.Future[T]", since: float) -> T:
        """The result of this work. While it lasts long, the caller hears that we are looking: no dead air.

        `since`: when the caller's answer ended, in the loop's time.
        """
        now = self._loop.time()
        wait = max(since + LOOK_UP_S, self._plays_until, now + LEAST_LOOK_UP_S) - now
        signs = 0
        while not (await asyncio.wait({work}, timeout=wait))[0]:
            sound = SIGN if signs % SAY_EVERY else await asyncio.to_thread(self._looking)
            signs, wait = signs + 1, SIGN_EVERY_S + audio.seconds(sound)
            if not work.done():
                await self.send(sound)
        return work.result()

    def _looking(self) -> bytes:
        """Not in the call's own threads: those may all be waiting for the same slow look-up."""
        said = pieces(worded(self._phone.script, LOOKING, {}))
        speaker = self._phone.speaker
        natural = speaker.chosen([said], self._pace) if self._naturally else None
        try:
            return b"".join(speaker.speech(said, self._pace, True, self._louder, natural))
        except SynthesisError:
            return SIGN

    async def _speak(self, taken: Taken, mark: str) -> None:
        """Sends the turn's sound; the first of it as soon as it is rendered."""
        sounds, first = self._sounds(taken), mark.startswith("turn")
        while (
            sound := await self._loop.run_in_executor(self._phone.threads, next, sounds, None)
        ) is not None:
            if not sound:
                await self._line.mark(f"protected-{taken.number}")
                continue
            await self.send(sound)
            if first:
                first = False
                self._first_sound(taken.number)
        await self._line.mark(mark)

    def _sounds(self, taken: Taken) -> Iterator[bytes]:
        """The turn's sound piece by piece, and b"" where its protected lines end. Blocks."""
        speaker, pace = self._phone.speaker, Pace(taken.pace)
        lines = [pieces(line.text) for line in taken.say]
        natural = speaker.chosen(lines, pace) if self._naturally else None
        protected = sum(line.protected for line in taken.say)
        for number, (line, said) in enumerate(zip(taken.say, lines, strict=True), start=1):
            for sound in speaker.speech(said, pace, not line.personal, taken.louder, natural):
                if sound:
                    yield sound
            if number == protected:
                yield b""
