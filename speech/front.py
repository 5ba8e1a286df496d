"""The line's front end: what comes from the telephone on one side, what the recogniser should hear on the other.

Frames go in; out come the beginning and end of speech, and the sound of the answer at the model's level, a little
before the beginning included. The sound is held back, for HOLD_MS at first and LOOK_AHEAD_MS later, so that its level
is known before it is passed on; the recogniser is far faster than speech, so that nothing is late at the end. What is
not the caller's is softened where the line has a loud background. Knows no words and no recogniser; the same object
serves a live call and a measurement.
"""

from collections import deque
from dataclasses import dataclass

from speech import audio
from speech.endpointing import LOOK_BACK_MS, Change, Endpointer
from speech.level import HUSH_DB, TARGET_DB, Normalizer, amplified

HOLD_MS = 600
"""Sound of an answer that must have come, the look-back included, before any of it is passed on."""
LOOK_AHEAD_MS = 260
"""How far behind the line the sound passed on is after that."""
NEAR_FRAMES = 12
"""Sound within a quarter of a second of the caller's voice belongs to it: soft consonants, the end of a breath."""
ISLAND_DB = 13.0
"""Sound this far below the caller is background, unless it is near louder sound."""
UNDER_CALLER_DB = 5.0
"""Sound less than this below the caller is always theirs."""
LOUD_BACKGROUND_DB = 30.0
"""Background less than this below the caller can be mistaken for speech."""


@dataclass(slots=True)
class _Frame:
    pcm: bytes
    level_db: float


class FrontEnd:
    """For one caller: noise and level are kept from one answer to the next. `restart` before each answer."""

    def __init__(self, end_silence_ms: int = 1200) -> None:
        self.endpointer = Endpointer(end_silence_ms)
        self._normalizer = Normalizer()
        self._held: deque[_Frame] = deque()
        self._before: deque[float] = deque(maxlen=NEAR_FRAMES)
        self._keep = HOLD_MS // audio.FRAME_MS
        self._last_db: float | None = None

    def restart(self, end_silence_ms: int) -> None:
        """A new answer is awaited, and ends when the caller was quiet for so long."""
        self._held.clear()
        self._before.clear()
        self._keep = HOLD_MS // audio.FRAME_MS
        self._last_db = None
        self._normalizer.restart()
        self.endpointer.restart(end_silence_ms)

    def hear(self, pcm: bytes) -> tuple[Change, bytes]:
        """One 20 ms frame of 8 kHz 16-bit sound: (what it brought, sound for the recogniser, b"" for none yet)."""
        change, _ = self.endpointer.hear(pcm)
        self._held.append(_Frame(pcm, self.endpointer.level_db))
        if not self.endpointer.speaking:
            while len(self._held) > LOOK_BACK_MS // audio.FRAME_MS:
                self._held.popleft()
            return change, b""
        background_db = self.endpointer.background.loud_db
        for frame in self._held if change is Change.BEGAN else (self._held[-1],):
            self._normalizer.learn(frame.level_db, background_db)
        if len(self._held) <= self._keep:
            return change, b""
        self._keep = LOOK_AHEAD_MS // audio.FRAME_MS
        return change, self._released(self._keep)

    def rest(self) -> bytes:
        """What is held back of an answer that has ended, for the recogniser."""
        return self._released(0)

    def _released(self, keep: int) -> bytes:
        out = []
        island = self._island_db()
        while len(self._held) > keep:
            frame = self._held.popleft()
            after = (held.level_db for held, _ in zip(self._held, range(NEAR_FRAMES), strict=False))
            around = max((frame.level_db, *self._before, *after))
            self._before.append(frame.level_db)
            gain = self._normalizer.next_gain_db(around) - (HUSH_DB if around < island else 0.0)
            out.append(amplified(frame.pcm, gain if self._last_db is None else self._last_db, gain))
            self._last_db = gain
        return b"".join(out)

    def _island_db(self) -> float:
        """What is softer than this is not the caller; lower than any sound where the line is quiet."""
        caller, loud = self._normalizer.active_db or TARGET_DB, self.endpointer.background.loud_db
        if loud < caller - LOUD_BACKGROUND_DB:
            return -200.0
        return max(caller - ISLAND_DB, min(loud + 2, caller - UNDER_CALLER_DB))
