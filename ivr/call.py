"""A running call: speaks a turn, waits for its answer, takes the next turn, until goodbye.

Knows the clock and the sound, but neither the carrier (see `media`) nor the database (see `store`). One task
reads what comes in and decides; another speaks. Barge-in: a key or speech stops the voice at once, except in
protected lines, during which keys are kept for later.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import structlog

from ivr.ear import Ear
from ivr.media import Gone, Key, MediaEvent, MediaLine, Played, Sound, StreamRefused
from ivr.phone_service import PhoneService
from ivr.store import CallStore
from ivr.turns import Taken
from ivr.values import Ask, Heard, Pressed, Record, Recorded, Said, Silence, Started, TooBusy, Transfer
from speech import audio
from speech.endpointing import Change
from speech.phrases import pieces
from speech.synthesizer import Pace

log = structlog.get_logger()

BETWEEN_KEYS_S = 5.0
"""How long to wait for the next key of a longer answer."""
BARGE_IN_MS = 200
"""So much speech stops our voice; a shorter sound is a cough or an echo."""
NOISE_MS = 300
"""A sound shorter than this in which no word was heard was not an answer."""
MARK_GRACE_S = 3.0
"""How much longer than its sound a prompt may take before we stop waiting for its mark."""
BEEP = audio.tone(800, 250) + audio.silence(50)
STILL_HERE, STILL_HERE_S = audio.tone(440, 120, 0.03) + audio.silence(80), 10.0
"""While the caller has us wait, a soft sound so often tells that the line is still there."""
LEAST_STORY_MS = 600
"""A recording with less speech than this has nothing to tell."""

T = TypeVar("T")


class CallGone(Exception):
    """The stream ended."""


class RunningCall:
    """One live call. `run` returns when the stream may be closed, and the carrier goes on with the call."""

    def __init__(self, line: MediaLine, phone: PhoneService, store: CallStore) -> None:
        self._line, self._phone, self._store = line, phone, store
        self._ear = Ear(phone.recognizer, phone.workload)
        self._loop = asyncio.get_running_loop()
        self._mouth: asyncio.Task[None] | None = None
        self._notes: set[asyncio.Future[None]] = set()
        self._ahead: list[str] = []
        """Keys pressed before their question could be answered."""
        self._answered_at = self._loop.time()
        self._plays_until = 0.0
        self._protected_until_mark: str | None = None
        self._speaking = False
        self._mark = ""
        self._naturally = phone.speaker.opens_naturally()
        """Decided once: a caller should not hear the voice change when the natural one gets ready in between."""

    async def run(self, going_on: Taken | None = None) -> None:
        """Takes turns until goodbye, a transfer, or the end of the stream; from this turn on, if one is given.

        Where the machine listens to as many calls as it can, this one is asked for keys from its beginning.
        """
        admitted = self._phone.workload.admit()
        try:
            taken = going_on if going_on else await self._blocking(self._store.take, Started(speech=admitted))
            while True:
                heard = await self._play_and_wait(taken)
                if heard is None:
                    return
                taken = await self._blocking(self._store.take, heard)
        except CallGone:
            log.info("stream ended", call=self._store.call_id)
        finally:
            if admitted:
                self._phone.workload.leave()
            if self._mouth is not None:
                self._mouth.cancel()
            await asyncio.gather(*self._notes, return_exceptions=True)

    async def _play_and_wait(self, taken: Taken) -> Heard | None:
        self._start_speaking(taken)
        match taken.wait:
            case Ask():
                return await self._ask(taken.wait)
            case Record():
                return await self._record(taken.wait)
            case Transfer() | None:
                while self._speaking:
                    await self._next(None)
                return None

    # Speaking -----------------------------------------------------------------------------------------------

    def _start_speaking(self, taken: Taken) -> None:
        self._mark, self._speaking = f"turn-{taken.number}", True
        self._protected_until_mark = (
            f"protected-{taken.number}" if any(line.protected for line in taken.say) else None
        )
        self._plays_until = self._loop.time()
        self._mouth = self._loop.create_task(self._speak(taken, self._answered_at))

    async def _speak(self, taken: Taken, answered_at: float) -> None:
        """Sends the turn's sound, far ahead of what is played; the first of it as soon as it is rendered."""
        pace, first, speaker = Pace(taken.pace), True, self._phone.speaker
        protected = sum(line.protected for line in taken.say)
        lines = [pieces(line.text) for line in taken.say]
        natural = await self._blocking(speaker.chosen, lines, pace) if self._naturally else None
        for number, (line, said) in enumerate(zip(taken.say, lines, strict=True), start=1):
            sounds = await self._blocking(
                speaker.speech, said, pace, not line.personal, taken.louder, natural
            )
            while (sound := await self._blocking(next, sounds, None)) is not None:
                await self._line.play(sound)
                now = self._loop.time()
                self._plays_until = max(now, self._plays_until) + audio.seconds(sound)
                if first:
                    first = False
                    self._note_delay(taken.number, int((now - answered_at) * 1000))
            if number == protected:
                await self._line.mark(f"protected-{taken.number}")
        await self._line.mark(f"turn-{taken.number}")

    def _note_delay(self, number: int, milliseconds: int) -> None:
        note = self._loop.run_in_executor(self._phone.threads, self._store.note_delay, number, milliseconds)
        self._notes.add(note)
        note.add_done_callback(self._notes.discard)

    async def _hush(self) -> None:
        """Stops the voice, if it speaks."""
        if self._speaking:
            self._speaking = False
            if self._mouth is not None:
                self._mouth.cancel()
            await self._line.hush()

    # Hearing ------------------------------------------------------------------------------------------------

    async def _next(self, deadline: float | None) -> MediaEvent | None:
        """The next event, or None at the deadline. Marks are dealt with here.

        Raises CallGone, and whatever kept our voice from speaking: a call must not go on in silence.
        """
        if self._mouth is not None and self._mouth.done() and not self._mouth.cancelled():
            self._mouth.result()
        limits = [at for at in (deadline, self._mark_deadline()) if at is not None]
        try:
            async with asyncio.timeout_at(min(limits) if limits else None):
                event = await self._line.receive()
        except TimeoutError:
            if deadline is not None and self._loop.time() >= deadline:
                return None
            self._said_everything(self._mark)
            return None
        if isinstance(event, Gone):
            raise CallGone
        if isinstance(event, Played):
            self._said_everything(event.mark)
        return event

    def _mark_deadline(self) -> float | None:
        """When to stop waiting for the mark of a prompt that must have been played by now."""
        mouth_done = self._mouth is not None and self._mouth.done()
        return self._plays_until + MARK_GRACE_S if self._speaking and mouth_done else None

    def _said_everything(self, mark: str) -> None:
        if mark == self._protected_until_mark or mark == self._mark:
            self._protected_until_mark = None
        if mark == self._mark:
            self._speaking = False

    async def _ask(self, ask: Ask) -> Heard:
        """Waits for keys or speech."""
        self._ear.listen(ask.speech)
        keys, deadline, speech = "", None, False
        soft: float | None = None
        while True:
            if self._ahead and self._protected_until_mark is None:
                key = self._ahead.pop(0)
                if key == "#" and ask.keys == 1:
                    continue  # it ended a recording that had ended by itself
                await self._hush()
                keys += key
                if (pressed := _pressed(keys, ask.keys)) is not None:
                    return pressed
                deadline = self._loop.time() + BETWEEN_KEYS_S
                continue
            if deadline is None and not self._speaking and not speech:
                deadline = self._loop.time() + ask.patience_s
            if not ask.hold or deadline is None or keys:
                soft = None  # the caller speaks or presses, and waits no more
            elif soft is None:
                soft = self._loop.time() + min(STILL_HERE_S, ask.patience_s / 2)
            event = await self._next(min((at for at in (soft, deadline) if at is not None), default=None))
            if soft is not None and self._loop.time() >= soft:
                soft = None
                await self._line.play(STILL_HERE)
            match event:
                case Key(key=key):
                    self._ear.mute_key()
                    self._ahead.append(key)
                    self._answered_at = self._loop.time()
                case Sound(mulaw=mulaw) if ask.speech is not None and not keys:
                    if self._protected_until_mark is not None:
                        continue
                    self._ear.prompting(self._speaking)
                    change = self._ear.hear(mulaw)
                    if self._ear.overrun:
                        log.warning("too busy to listen", call=self._store.call_id)
                        return TooBusy()
                    if self._speaking and self._ear.spoken_ms >= BARGE_IN_MS:
                        await self._hush()
                    if change is Change.BEGAN:
                        speech, deadline = True, None
                    elif change is Change.ENDED:
                        self._answered_at = self._loop.time() - self._ear.quiet_ms / 1000
                        heard = await self._understood()
                        if heard is not None:
                            await self._hush()
                            return heard
                        self._ear.listen(ask.speech)
                        speech = False
                case None if deadline is not None and self._loop.time() >= deadline:
                    self._answered_at = self._loop.time()
                    return Pressed(keys=keys) if keys else Silence()
                case _:
                    pass

    async def _understood(self) -> Said | None:
        """What was said; None for a short sound without a word in it."""
        spoken = self._ear.spoken_ms
        found = await self._ear.answer()
        if spoken < NOISE_MS and found.words in ("", "[unk]"):
            return None
        least = min((word.confidence for word in found.each), default=None)
        return Said(
            words=found.words, confidence=found.confidence, alternatives=found.alternatives, least=least
        )

    async def _record(self, record: Record) -> Heard:
        """Lets the prompt end (or be interrupted), beeps, and records. A hang-up keeps what was said so far."""
        while self._speaking:
            event = await self._next(None)
            if isinstance(event, Key):
                self._ear.mute_key()
                await self._hush()
        await self._line.play(BEEP)
        self._ear.listen(None, end_silence_ms=int(record.end_silence_s * 1000))
        story, spoken = bytearray(), 0
        ends = self._loop.time() + audio.seconds(BEEP) + record.longest_s
        deadline: float | None = self._loop.time() + audio.seconds(BEEP) + record.patience_s
        try:
            while True:
                event = await self._next(min(ends, deadline) if deadline is not None else ends)
                match event:
                    case Sound(mulaw=mulaw):
                        story += mulaw
                        change = self._ear.hear(mulaw)
                        spoken = max(spoken, self._ear.spoken_ms)
                        if change is Change.BEGAN:
                            deadline = None
                        elif change is Change.ENDED:
                            break
                    case Key(key="#"):
                        break
                    case None:
                        break
                    case _:
                        pass
        except (CallGone, StreamRefused):
            if spoken >= LEAST_STORY_MS:
                await self._blocking(self._store.take, await self._keep(story))
            raise
        self._answered_at = self._loop.time()
        return await self._keep(story) if spoken >= LEAST_STORY_MS else Silence()

    async def _keep(self, story: bytearray) -> Recorded:
        return await self._blocking(self._store.keep_recording, bytes(story))

    async def _blocking(self, work: Callable[..., T], *args: object) -> T:
        return await self._loop.run_in_executor(self._phone.threads, work, *args)


def _pressed(keys: str, wanted: int) -> Pressed | None:
    """The answer, once these keys are one."""
    if keys.endswith("#"):
        return Pressed(keys=keys[:-1])
    if len(keys) >= wanted or keys.endswith("*"):
        return Pressed(keys=keys)
    return None
