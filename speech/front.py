"""The line's front end: what comes from the telephone on one side, what the recogniser should hear on the other.

Frames go in; out come the beginning and end of speech, and the sound of the answer at the model's level, a little
before the beginning included. Knows no words and no recogniser; the same object serves a live call and a measurement.
"""

from collections import deque

from speech import audio
from speech.endpointing import LOOK_BACK_MS, Change, Endpointer
from speech.level import Normalizer


class FrontEnd:
    """For one caller: noise and level are kept from one answer to the next. `restart` before each answer."""

    def __init__(self, end_silence_ms: int = 1200) -> None:
        self.endpointer = Endpointer(end_silence_ms)
        self._normalizer = Normalizer()
        self._before: deque[bytes] = deque(maxlen=LOOK_BACK_MS // audio.FRAME_MS)

    def restart(self, end_silence_ms: int) -> None:
        """A new answer is awaited, and ends when the caller was quiet for so long."""
        self._before.clear()
        self.endpointer.restart(end_silence_ms)

    def hear(self, pcm: bytes) -> tuple[Change, bytes]:
        """One 20 ms frame of 8 kHz 16-bit sound: (what it brought, sound for the recogniser, b"" for none yet)."""
        change, speech = self.endpointer.hear(pcm)
        if speech:
            self._normalizer.learn(pcm)
        if not self.endpointer.speaking:
            self._before.append(pcm)
            return change, b""
        if change is Change.BEGAN:
            pcm = b"".join((*self._before, pcm))
            self._before.clear()
        return change, self._normalizer.apply(pcm)

    def rest(self) -> bytes:
        """What was held back of an answer that has ended, for the recogniser."""
        return b""
