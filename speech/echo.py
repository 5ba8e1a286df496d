"""Our own voice as it comes back from the caller's telephone: how loud it may be in the sound that comes now.

The levels of what we play and of what comes in are compared over some seconds. Where they rise and fall together,
some frames apart, there is an echo, and its delay and loss are known; what is not clearly louder is then our voice.
While the caller speaks as well they do not move together, and the echo known so far stays. Counts frames; no clock.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from speech import audio
from speech.level import SILENT_DB

FLOOR_DB = -55.0
"""Softer sound is taken for this: what the line hisses says nothing."""
LONGEST_FRAMES, SLACK = 50, 2
"""An echo comes within a second, and so many frames sooner or later than it did: networks are not even."""
WINDOW, LEARN_EVERY = 150, 10
"""Frames that are compared, three seconds, and how often."""
ALIKE = 0.8
"""Correlation of the levels from which they are an echo."""
LEAST_SPREAD_DB = 3.0
"""Levels that hardly move cannot be compared."""
ALIKE_INSIDE, VOICED_BELOW_DB, LEAST_VOICED = 0.7, 25.0, 60
"""The same within our words, which are what is not so far below our loudest; and how many frames of them it takes."""
LEAST_LOSS_DB = 5.0
"""A telephone gives back no more of our voice than this; louder is the caller."""
KEPT, OLDEST = 8192, 256
"""Frames of what we play that are kept, and of them behind us: more than is compared."""


class Echo:
    """For one call. Tell it what is played (`plays`, `hush`), and every frame that comes in (`hears`)."""

    def __init__(self) -> None:
        self._played = np.full(KEPT, FLOOR_DB)
        self._heard = [FLOOR_DB] * WINDOW
        self._now = 0
        self._ends = 0
        self.delay_frames: int | None = None
        """None while no echo is known."""
        self.gain_db = 0.0
        """Of the echo over what we play."""

    def plays(self, mulaw: bytes, starts_in_s: float) -> None:
        """This sound is heard by the caller from then on."""
        at = self._now + round(starts_in_s * 1000 / audio.FRAME_MS)
        count = max(0, min(len(mulaw) // audio.FRAME_BYTES, KEPT - OLDEST - (at - self._now)))
        frames = audio.samples(mulaw[: count * audio.FRAME_BYTES]).reshape(-1, audio.FRAME_BYTES)
        levels = 10 * np.log10((frames**2).mean(axis=1) + 1e-10)
        self._played[np.arange(at, at + count) % KEPT] = np.maximum(FLOOR_DB, levels)
        self._ends = max(self._ends, at + count)

    def hush(self) -> None:
        """What was not yet played never is."""
        for at in range(self._now, min(self._ends, self._now + KEPT)):
            self._played[at % KEPT] = FLOOR_DB
        self._ends = self._now

    def hears(self, db: float) -> float:
        """One frame that comes in: the level that an echo may have in it, SILENT_DB where there is none."""
        self._heard[self._now % WINDOW] = max(FLOOR_DB, db)
        self._now += 1
        self._played[(self._now - OLDEST) % KEPT] = FLOOR_DB
        if self._now % LEARN_EVERY == 0:
            self._learn()
        if self.delay_frames is None:
            return SILENT_DB
        at = self._now - 1 - self.delay_frames
        loudest = max(float(self._played[near % KEPT]) for near in range(at - SLACK, at + SLACK + 1))
        return loudest + self.gain_db if loudest > FLOOR_DB else SILENT_DB

    def _learn(self) -> None:
        """Where our voice and what comes in rise and fall together, also within our words: that both begin and end
        at some time says little, for a caller answers when we have spoken."""
        at = self._now % WINDOW
        heard = np.array(self._heard[at:] + self._heard[:at])
        if heard.std() < LEAST_SPREAD_DB:
            return
        ours = self._played[np.arange(self._now - WINDOW - LONGEST_FRAMES, self._now) % KEPT]
        if ours.max() <= FLOOR_DB:
            return
        parts = sliding_window_view(ours, WINDOW)
        alike = _alike(parts, heard)
        for row in np.argsort(-alike):
            if alike[row] < ALIKE:
                return
            part = parts[row]
            voiced = part > max(FLOOR_DB, part.max() - VOICED_BELOW_DB)
            loss = float(np.median(part[voiced] - heard[voiced]))
            inside = _alike(part[voiced][None], heard[voiced])[0]
            if voiced.sum() >= LEAST_VOICED and loss >= LEAST_LOSS_DB and inside >= ALIKE_INSIDE:
                self.delay_frames, self.gain_db = LONGEST_FRAMES - int(row), -loss
                return


def _alike(rows: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """The correlation of each row of levels with these levels; 0 for one that hardly moves."""
    ours, heard = rows - rows.mean(axis=1, keepdims=True), levels - levels.mean()
    spread = ours.std(axis=1)
    alike = (ours @ heard) / (
        len(levels) * np.maximum(spread, LEAST_SPREAD_DB) * max(heard.std(), LEAST_SPREAD_DB)
    )
    return np.where(spread < LEAST_SPREAD_DB, 0.0, alike)
