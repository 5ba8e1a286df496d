"""The listening half of a running call: frames in, the beginning and end of speech out, words at the end.

Deciding about a frame takes microseconds and is done at once; recognising runs in threads, one batch of frames
after another, so that the event loop never waits.
"""

import asyncio
from collections import deque
from concurrent.futures import Executor

from speech import audio
from speech.endpointing import LOOK_BACK_MS, Change, Endpointer
from speech.grammar import Digits, Grammar
from speech.hearing import Hearing, Recognizer, Transcript
from speech.level import Normalizer
from speech.numbers import read_digits

MUTED_AFTER_KEY_MS = 250
"""A key's tone is in the sound too and is not speech."""


class Ear:
    """For one call. `listen` before each answer; `hear` every piece of sound."""

    def __init__(self, recognizer: Recognizer, threads: Executor) -> None:
        self._recognizer, self._threads = recognizer, threads
        self._endpointer = Endpointer()
        self._normalizer = Normalizer()
        self._grammar: Grammar | None = None
        self._hearing: Hearing | None = None
        self._rest = b""
        self._before: deque[bytes] = deque(maxlen=LOOK_BACK_MS // audio.FRAME_MS)
        self._waiting: list[bytes] = []
        self._feeding: asyncio.Task[None] | None = None
        self._muted_ms = 0

    def listen(self, grammar: Grammar | None, *, end_silence_ms: int | None = None) -> None:
        """A new answer is awaited. Without a grammar only the beginning and end of speech are told."""
        silence = end_silence_ms or (grammar.end_silence_ms if grammar is not None else 1000)
        self._grammar, self._hearing, self._feeding = grammar, None, None
        self._waiting.clear()
        self._before.clear()
        self._endpointer.restart(silence)

    @property
    def spoken_ms(self) -> int:
        """How much speech this answer has so far."""
        return self._endpointer.spoken_ms if self._endpointer.speaking else 0

    @property
    def quiet_ms(self) -> int:
        """How long the caller has been quiet after speech."""
        return self._endpointer.quiet_ms

    def mute_key(self) -> None:
        """A key was pressed: its tone is not speech."""
        self._muted_ms = MUTED_AFTER_KEY_MS

    def hear(self, mulaw: bytes) -> Change:
        """Takes sound of any length. A beginning and an end in one piece are told as the end."""
        told = Change.NOTHING
        self._rest += mulaw
        while len(self._rest) >= audio.FRAME_BYTES:
            frame, self._rest = self._rest[: audio.FRAME_BYTES], self._rest[audio.FRAME_BYTES :]
            if self._muted_ms > 0:
                self._muted_ms -= audio.FRAME_MS
                continue
            change = self._hear_frame(audio.decode(frame))
            told = change if change is not Change.NOTHING else told
        return told

    async def answer(self) -> Transcript:
        """The words of the answer that has just ended."""
        if self._feeding is not None:
            await self._feeding
        if self._hearing is None:
            return Transcript(words="", confidence=0.0)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._hearing.final)

    def _hear_frame(self, pcm: bytes) -> Change:
        change, speech = self._endpointer.hear(pcm)
        if speech:
            self._normalizer.learn(pcm)
        if not self._endpointer.speaking:
            self._before.append(pcm)
            return change
        if self._grammar is not None:
            if change is Change.BEGAN:
                self._waiting.extend(self._normalizer.apply(frame) for frame in self._before)
                self._hearing = self._recognizer.listen(self._grammar)
            self._waiting.append(self._normalizer.apply(pcm))
            if self._feeding is None or self._feeding.done():
                self._feeding = asyncio.get_running_loop().create_task(
                    self._feed(self._hearing, self._grammar)
                )
        return change

    async def _feed(self, hearing: Hearing | None, grammar: Grammar) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting and hearing is not None:
            pcm = b"".join(self._waiting)
            self._waiting.clear()
            so_far = await loop.run_in_executor(self._threads, hearing.feed, pcm)
            if isinstance(grammar, Digits) and hearing is self._hearing:
                enough = len(read_digits(so_far)) >= grammar.length
                self._endpointer.end_silence_ms = (
                    grammar.enough_silence_ms if enough else grammar.end_silence_ms
                )
