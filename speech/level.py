"""How loud sound is, and bringing the caller's speech to the level that the model expects, while it streams.

The model tells a caller from people in the background by their level, so the gain must be right from the first
syllable: the sound is held back a little (see `speech/front.py`) and the gain is found from what has come since. The
gain follows speech only, never the pauses, and the caller's level is kept from one answer to the next. Knows nothing
of when speech begins.
"""

import math
from collections import deque

import numpy as np

from speech import audio

SILENT_DB = -100.0
"""Stands for no sound at all."""

TARGET_DB = -21.0
"""Active speech level of the model's training, in dB of full scale."""
MAX_GAIN_DB = 30.0
MIN_GAIN_DB = -16.0
STEP_DB = 0.5
"""How fast the gain moves, for each frame; it starts where it should be."""
LOUDEST_DB = -8.0
"""A frame is never made louder than this: what is beyond it would be clipped."""
ACTIVE_DB = 20.0
"""Frames within this of nearly the loudest count as speech."""
LONGEST = 250
"""Frames of the answer that are looked at: the last five seconds."""
KNOWN_FRAMES = 25.0
"""The level known from earlier answers counts as so many frames of this one."""
SOMEBODY_ELSE_DB = 10.0
"""A caller this far from the level known is somebody else on the same telephone."""

HUSH_DB = 24.0
"""How much sound that is not the caller's is softened."""
_RAMP = np.linspace(0, 1, audio.FRAME_BYTES, dtype=np.float32)
_POWERS = tuple(10 ** ((db - 99.5) / 10) for db in range(101))


def level_db(pcm: bytes) -> float:
    """Level of a frame in dB of full scale; SILENT_DB for silence."""
    rms = audio.rms(pcm)
    return 20 * math.log10(rms) if rms > 1e-5 else SILENT_DB


class Levels:
    """The levels of the last so many frames, counted in steps of 1 dB."""

    def __init__(self, longest: int) -> None:
        self._counts = [0] * 101
        self._last: deque[int] = deque()
        self._longest = longest

    def __len__(self) -> int:
        return len(self._last)

    def add(self, db: float) -> None:
        step = min(100, max(0, int(db + 100)))
        self._last.append(step)
        self._counts[step] += 1
        if len(self._last) > self._longest:
            self._counts[self._last.popleft()] -= 1

    def take_back(self, many: int) -> None:
        """Forgets the latest frames, so many of them."""
        for _ in range(min(many, len(self._last))):
            self._counts[self._last.pop()] -= 1

    def below(self, share: float, of: int = 0) -> float:
        """The level, in dB, that this share of the frames does not reach; SILENT_DB without frames. While there are
        fewer than `of` frames the others count as silence."""
        left = (1 - share) * max(of, len(self._last))
        for step in range(100, -1, -1):
            left -= self._counts[step]
            if left < 0:
                return step - 99.5
        return SILENT_DB

    def active(self, floor_db: float = SILENT_DB) -> tuple[float, int]:
        """(mean power in dB of the frames within ACTIVE_DB of nearly the loudest and above the floor, unless that is
        above nearly all of them; how many these are)."""
        top = int(self.below(0.98) + 100)
        least = max(top - int(ACTIVE_DB), min(top - 3, int(floor_db + 100)))
        counts = self._counts[max(0, least) :]
        power = sum(map(float.__mul__, map(float, counts), _POWERS[-len(counts) :]))
        many = sum(counts)
        return (10 * math.log10(power / many), many) if many else (SILENT_DB, 0)


class Normalizer:
    """For one caller. `learn` each frame's level as it comes, `next_gain_db` when it is passed on."""

    def __init__(self) -> None:
        self._known_db: float | None = None
        self._gain_db: float | None = None
        self.restart()

    def restart(self) -> None:
        """A new answer; the caller's level so far is remembered."""
        if self._gain_db is not None:
            self._known_db = self.active_db
        self._levels = Levels(LONGEST)
        self._active_db: float | None = None
        self._gain_db = None

    def learn(self, db: float, background_db: float = SILENT_DB) -> None:
        """The level of one frame since shortly before the answer began; what is softer than nearly the loudest of
        the background is not the caller's."""
        self._levels.add(db)
        active, many = self._levels.active(background_db)
        if self._known_db is not None and abs(self._known_db - active) < SOMEBODY_ELSE_DB:
            active = (active * many + self._known_db * KNOWN_FRAMES) / (many + KNOWN_FRAMES)
        self._active_db = active

    @property
    def active_db(self) -> float | None:
        """The caller's level; None before they have spoken."""
        return self._active_db if self._active_db is not None else self._known_db

    def next_gain_db(self, around_db: float) -> float:
        """What to add to the next frame; `around_db` is the loudest level near it, before and after."""
        active = self.active_db
        if active is None:
            return 0.0
        wanted = min(MAX_GAIN_DB, max(MIN_GAIN_DB, min(TARGET_DB - active, LOUDEST_DB - around_db)))
        if self._gain_db is None:
            self._gain_db = wanted
        self._gain_db += min(STEP_DB, max(-STEP_DB, wanted - self._gain_db))
        return self._gain_db


def amplified(pcm: bytes, from_db: float, to_db: float) -> bytes:
    """A frame with so many dB added, from its beginning to its end, clipped rather than wrapped."""
    before, after = 10 ** (from_db / 20), 10 ** (to_db / 20)
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    samples *= before if from_db == to_db else before + (after - before) * _RAMP[: len(samples)]
    return bytes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())
