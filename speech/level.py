"""Brings the caller's speech to the level that the model expects, while it streams.

The gain follows speech only, never the pauses: what is far below the speaker stays far below, which is how the
model tells them from people in the background. The level found is kept from one answer to the next.
"""

import math

import numpy as np

from speech import audio

TARGET_DB = -21.0
"""Active speech level of the model's training, in dB of full scale."""

MAX_GAIN_DB = 26.0
MIN_GAIN_DB = -14.0
FOLLOW = 0.06
"""Share of a new 20 ms frame in the running level once the speaker is known."""


class Normalizer:
    """For one caller. `learn` with frames of speech, `apply` to everything that is recognised."""

    def __init__(self) -> None:
        self._level: float | None = None
        self._heard = 0

    @property
    def gain_db(self) -> float:
        """What is added now."""
        if self._level is None:
            return 0.0
        level_db = 10 * math.log10(max(self._level, 1e-9))
        return min(MAX_GAIN_DB, max(MIN_GAIN_DB, TARGET_DB - level_db))

    def learn(self, pcm: bytes) -> None:
        """One frame of speech."""
        power = audio.rms(pcm) ** 2
        self._heard += 1
        if self._level is None:
            self._level = power
        else:
            share = max(FOLLOW, 1 / self._heard)
            self._level += share * (power - self._level)

    def apply(self, pcm: bytes) -> bytes:
        """The sound at the model's level, clipped rather than wrapped."""
        gain = 10 ** (self.gain_db / 20)
        samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) * gain
        return bytes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())
