"""Brings the caller's speech to the level that the model expects, while it streams.

The model tells a caller from people in the background by their level, so the gain must be right from the first
syllable: the sound is held back a little (see `speech/front.py`) and the gain is found from what has come since. The
gain follows speech only, never the pauses, and is kept from one answer to the next.
"""

import numpy as np

TARGET_DB = -21.0
"""Active speech level of the model's training, in dB of full scale."""

MAX_GAIN_DB = 30.0
MIN_GAIN_DB = -16.0
STEP_DB = 0.5
"""How fast the gain moves, for each frame; it starts where it should be."""
ACTIVE_DB = 20.0
"""Frames within this of nearly the loudest count as speech."""
LONGEST = 250
"""Frames of the answer that are looked at: the last five seconds."""
ISLAND_DB = 13.0
"""Sound this far below the caller is background, unless it is near louder sound."""
LOUD_BACKGROUND_DB = 30.0
"""Background less than this below the caller can be mistaken for speech."""
HUSH_DB = 14.0
"""How much such background is softened."""


class Normalizer:
    """For one caller. `learn` each frame's level as it comes, `gain_db` when it is passed on."""

    def __init__(self) -> None:
        self._known_db: float | None = None
        self._gain_db: float | None = None
        self._levels: list[float] = []
        self._active_db: float | None = None
        self._background_db = -100.0

    def restart(self) -> None:
        """A new answer; the caller's level so far is remembered."""
        if self._active_db is not None:
            self._known_db = self._active_db
        self._levels, self._active_db, self._gain_db = [], None, None

    def learn(self, level_db: float) -> None:
        """The level of one frame since shortly before the answer began."""
        self._levels.append(level_db)
        levels = np.array(self._levels[-LONGEST:])
        loud = levels > np.percentile(levels, 98) - ACTIVE_DB
        self._active_db = float(10 * np.log10((10 ** (levels[loud] / 10)).mean()))
        quiet = levels[levels < self._active_db - ISLAND_DB]
        self._background_db = float(10 * np.log10((10 ** (quiet / 10)).mean())) if len(quiet) >= 5 else -100.0

    @property
    def active_db(self) -> float | None:
        """The caller's level; None before they have spoken."""
        return self._active_db if self._active_db is not None else self._known_db

    def next_gain_db(self, around_db: float) -> float:
        """What to add to the next frame; `around_db` is the loudest level near it, before and after."""
        if self.active_db is None:
            return 0.0
        wanted = min(MAX_GAIN_DB, max(MIN_GAIN_DB, TARGET_DB - self.active_db))
        if self._gain_db is None:
            self._gain_db = wanted
        self._gain_db += min(STEP_DB, max(-STEP_DB, wanted - self._gain_db))
        background = around_db < self.active_db - ISLAND_DB
        loud_background = self._background_db > self.active_db - LOUD_BACKGROUND_DB
        return self._gain_db - (HUSH_DB if background and loud_background else 0.0)


def amplified(pcm: bytes, gain_db: float) -> bytes:
    """The sound with so many dB added, clipped rather than wrapped."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) * 10 ** (gain_db / 20)
    return bytes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())
