"""A voice for the citizen, and for the carrier's own <Say>. The only place that asks the synthesizer."""

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from speech.synthesizer import Pyttsx3Synthesizer


class Voice(Protocol):
    """Turns text into mu-law sound."""

    async def render(self, text: str) -> bytes: ...


class SpokenVoice:
    """The offline synthesizer, with a voice that is not the line's own and that the recogniser understands best."""

    def __init__(self, name: str = "id+klatt4") -> None:
        self._name = name
        self._synthesizer: Pyttsx3Synthesizer | None = None
        self._render = lru_cache(maxsize=100)(self._synthesize)

    async def render(self, text: str) -> bytes:
        """This text in mu-law. Takes some hundred milliseconds the first time."""
        return await asyncio.to_thread(self._render, text)

    def close(self) -> None:
        """Let go of the synthesizer."""
        if self._synthesizer:
            self._synthesizer.close()

    def _synthesize(self, text: str) -> bytes:
        # Imported late: a call made of keys and sound files needs no synthesizer.
        from speech.synthesizer import Pace, Pyttsx3Synthesizer

        if self._synthesizer is None:
            self._synthesizer = Pyttsx3Synthesizer(voice=self._name)
        return self._synthesizer.render(text, Pace.NORMAL)
