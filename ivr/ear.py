"""The listening half of a running call: frames in, the beginning and end of speech out, words at the end.

Deciding about a frame takes microseconds and is done at once; recognising runs in threads, one batch of frames
after another, so that the event loop never waits. What waits for a thread is bounded: when the machine cannot
follow, the answer is given up (`overrun`) instead of coming late.
"""

import asyncio

from speech import audio
from speech.echo import Echo
from speech.endpointing import Change
from speech.front import FrontEnd
from speech.grammar import Digits, Grammar
from speech.hearing import NOTHING, Hearing, Recognizer, Transcript
from speech.level import SILENT_DB, level_db
from speech.numbers import read_digits
from speech.workload import BACKLOG_S, Workload

MUTED_AFTER_KEY_MS = 250
"""A key's tone is in the sound too and is not speech."""
BARGE_IN_MS, CLEAR_MS = 140, 80
"""So much speech stops our voice, if so much of it is a voice and little else: coughs, breath and noise have less."""
SURELY_MS, VOICED_SHARE = 200, 0.6
"""And so much if it has so much voice in it, however wide its sound: a loud "ya"."""
COUGH_MS, COUGH_VOICED, COUGH_FLATNESS = 500, 0.6, 0.22
"""A cough is no longer, has less voice, and is more like noise. So are 4 of 645 single words of 82 people, so that a
sure word counts all the same."""
NOISE_MS, LEAST_VOICED_MS = 1200, 100
"""A sound without a sure word of ours that is shorter, or has less of a voice, was no answer: a cough, "eee"."""
EARLY_MS = 300
"""So long before an answer must be over its words are looked for: the recogniser needs a moment for them."""
NO_VOICE_MS = 60
"""Of a hundred callers each has more than twice as much voice in their shortest word."""
ONLY_ENDS_MS = 1000
FED = audio.RATE * 2 // 10
"""Bytes of sound that are recognised at a time, 100 ms: the way to a thread and back costs more than recognising
20 ms."""
MOST_WAITING = int(BACKLOG_S * audio.RATE * 2)
"""Bytes of sound that may wait to be recognised."""


class Ear:
    """For one call. `listen` before each answer; `hear` every piece of sound."""

    def __init__(self, recognizer: Recognizer, workload: Workload) -> None:
        self._recognizer, self._workload = recognizer, workload
        self._front = FrontEnd()
        self.echo = Echo()
        """Tell it what is played."""
        self._grammar: Grammar | None = None
        self._more_ms = 0
        self._passed = bytearray()
        self._hearing: Hearing | None = None
        self._rest = b""
        self._waiting = bytearray()
        self._feeding: asyncio.Task[None] | None = None
        self._early: asyncio.Task[Transcript] | None = None
        self._again_from = b""
        self._muted_ms = 0
        self.overrun = False
        """Whether the machine could not follow this answer; nothing more is heard of it."""

    def listen(self, grammar: Grammar | None, *, end_silence_ms: int | None = None, more_ms: int = 0) -> None:
        """A new answer is awaited. Without a grammar only the beginning and end of speech are told. `more_ms`: how
        much longer than usual this caller must be quiet.

        The recogniser is made ready now, while the prompt is said.
        """
        silence = end_silence_ms or (grammar.end_silence_ms if grammar is not None else ONLY_ENDS_MS)
        silence += more_ms
        self._more_ms, self._passed = more_ms, bytearray()
        self._grammar, self._hearing, self._feeding, self._early = grammar, None, None, None
        self._again_from = b""
        self._waiting, self.overrun = bytearray(), False
        self._front.restart(silence)
        if grammar is not None:
            self._workload.submit(self._recognizer.prepare, grammar)

    @property
    def spoken_ms(self) -> int:
        """How much speech this answer has so far."""
        endpointer = self._front.endpointer
        return endpointer.spoken_ms if endpointer.speaking else 0

    @property
    def interrupts(self) -> bool:
        """Whether the caller speaks, so that our voice must stop."""
        endpointer, spoken_ms = self._front.endpointer, self.spoken_ms
        if spoken_ms >= SURELY_MS and endpointer.voiced_ms >= VOICED_SHARE * spoken_ms:
            return True
        return spoken_ms >= BARGE_IN_MS and endpointer.clear_ms >= CLEAR_MS

    @property
    def maybe_noise(self) -> bool:
        """Whether what was heard, if it had no word in it, was nothing that anybody said."""
        return self.spoken_ms < NOISE_MS or self._front.endpointer.voiced_ms < LEAST_VOICED_MS

    @property
    def no_voice(self) -> bool:
        """Whether what was heard was breath or noise only: nobody speaks with so little voice."""
        return self._front.endpointer.voiced_ms < NO_VOICE_MS

    @property
    def maybe_cough(self) -> bool:
        """Whether what was heard sounds like a cough, and is an answer only if it is surely a word."""
        endpointer = self._front.endpointer
        voiced = endpointer.voiced_ms < COUGH_VOICED * self.spoken_ms
        return voiced and self.spoken_ms <= COUGH_MS and endpointer.flatness > COUGH_FLATNESS

    def said_something(self, least_ms: int) -> bool:
        """Whether so much was said, a third of it with a voice: no cough, breath or noise."""
        return self.spoken_ms >= least_ms and 3 * self._front.endpointer.voiced_ms >= least_ms

    @property
    def quiet_ms(self) -> int:
        """How long the caller has been quiet after speech."""
        return self._front.endpointer.quiet_ms

    @property
    def patience_ms(self) -> int:
        """How long the caller must be quiet now for their answer to be over."""
        return self._front.endpointer.patience_ms

    def prompting(self, speaking: bool) -> None:
        """Whether our own voice is being played: its echo, which is soft, then begins no answer."""
        self._front.endpointer.prompting = speaking

    def mute_key(self) -> None:
        """A key was pressed: its tone is not speech."""
        self._muted_ms = MUTED_AFTER_KEY_MS

    def hear(self, mulaw: bytes) -> Change:
        """Takes sound of any length. A beginning and an end in one piece are told as the end."""
        told = Change.NOTHING
        self._rest += mulaw
        while len(self._rest) >= audio.FRAME_BYTES:
            frame, self._rest = self._rest[: audio.FRAME_BYTES], self._rest[audio.FRAME_BYTES :]
            pcm = audio.decode(frame)
            self._front.endpointer.echo_db = self.echo.hears(level_db(pcm))
            if self._muted_ms > 0:
                self._muted_ms -= audio.FRAME_MS
                continue
            change, sound = self._front.hear(pcm)
            self._take(sound)
            self._decide_early()
            told = change if change is not Change.NOTHING else told
        return told

    def let_pass(self, mulaw: bytes) -> None:
        """Sound that is nobody's answer; only its time counts."""
        for _ in range(len(mulaw) // audio.FRAME_BYTES):
            self.echo.hears(SILENT_DB)

    def _decide_early(self) -> None:
        """Finds the words shortly before the answer must be over, so that they are there when it is. Whoever goes on
        all the same is heard once more from the beginning."""
        left_ms = self.patience_ms - self.quiet_ms
        if self._early is not None and left_ms > EARLY_MS:
            self._early, self._hearing = None, None
            self._again_from = bytes(self._passed)
            self._waiting = bytearray()
        elif self._early is None and self._hearing is not None and self.spoken_ms and left_ms <= EARLY_MS:
            self._take(self._front.rest(), at_once=True)
            self._early = asyncio.get_running_loop().create_task(self._found())

    async def _found(self) -> Transcript:
        hearing = self._hearing
        if self._feeding is not None:
            await self._feeding
        if hearing is None or self.overrun:
            return NOTHING
        return await asyncio.wrap_future(self._workload.submit(hearing.final))

    async def answer(self) -> Transcript:
        """The words of the answer that has just ended."""
        if self._early is not None:
            return await self._early
        self._take(self._front.rest(), at_once=True)
        if self._feeding is not None:
            await self._feeding
        return await self._found()

    async def again(self, grammar: Grammar) -> Transcript:
        """The whole answer that has just ended, heard once more as the answer to another question."""
        sound = bytes(self._passed)

        def hear() -> Transcript:
            hearing = self._recognizer.listen(grammar)
            hearing.feed(sound)
            return hearing.final()

        return await asyncio.wrap_future(self._workload.submit(hear))

    def _take(self, sound: bytes, at_once: bool = False) -> None:
        """Passes sound on to the recogniser; `at_once` with what came before and was too little."""
        if self._grammar is None or self.overrun or not (sound or (at_once and self._waiting)):
            return
        self._passed += sound
        if self._early is not None:
            return
        if len(self._waiting) + len(sound) > MOST_WAITING:
            self.overrun = True
            self._waiting.clear()
            return
        self._waiting += sound
        if len(self._waiting) < FED and not at_once:
            return
        if self._feeding is None or self._feeding.done():
            self._feeding = asyncio.get_running_loop().create_task(self._feed(self._grammar))

    async def _feed(self, grammar: Grammar) -> None:
        """Recognises what waits. Another answer may begin meanwhile: then the rest is not this one's."""
        if self._hearing is None:
            hearing = await asyncio.wrap_future(self._workload.submit(self._recognizer.listen, grammar))
            if self._grammar is not grammar or self._feeding is not asyncio.current_task():
                return
            before, self._again_from = self._again_from, b""
            if before:
                await asyncio.wrap_future(self._workload.submit(hearing.feed, before))
            self._hearing = hearing
        hearing = self._hearing
        while self._waiting and hearing is self._hearing:
            pcm = bytes(self._waiting)
            self._waiting.clear()
            so_far = await asyncio.wrap_future(self._workload.submit(hearing.feed, pcm))
            if isinstance(grammar, Digits) and hearing is self._hearing:
                enough = len(read_digits(so_far)) >= grammar.length
                self._front.endpointer.end_silence_ms = (
                    grammar.enough_silence_ms if enough else grammar.end_silence_ms + self._more_ms
                )
