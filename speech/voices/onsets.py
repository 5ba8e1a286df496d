"""Takes away the breath that a natural voice draws before a phrase that begins with p, t, k or c.

Kokoro's style for sari breathes out right before such a sound: "telepon" is heard as "selepon". With a space before
the phrase the breath and the sound are parted by the silence of the closed mouth, and what is before that silence
is no speech. Pure; other first sounds have no such silence, so theirs stay as they are.
"""

import numpy as np

STOPS = frozenset("ptkʧ")
"""First signs whose mouth is closed before they sound."""
STRESS = "ˈˌ"

FRAME_MS = 5
WITHIN_MS = 200
"""The silence before the first sound begins within so much of what can be heard first."""
BREATH_DB = -5.0
"""Below the loudest frame: what is louder before that silence is a vowel, and no breath."""
AUDIBLE_DB, SILENT_DB = -46.0, -30.0
"""Below the loudest frame: what can be heard, and what is silence between two sounds."""
KEPT_MS = 15
"""Of the silence."""


def begins_closed(signs: str) -> bool:
    """Whether the first sound is made with a closed mouth."""
    return signs.lstrip(STRESS + " ")[:1] in STOPS


def without_breath(samples: np.ndarray, rate: int) -> np.ndarray:
    """Float samples of a phrase that begins closed, from shortly before its first sound on; unchanged without a
    silence there."""
    size = rate * FRAME_MS // 1000
    count = len(samples) // size
    if not count:
        return samples
    power = (samples[: count * size].reshape(count, size).astype(np.float64) ** 2).mean(axis=1)
    level = 10 * np.log10(power + 1e-12)
    loudest = level.max()
    first = int(np.argmax(level > loudest + AUDIBLE_DB))
    silent = level[first : first + WITHIN_MS // FRAME_MS] < loudest + SILENT_DB
    breath = int(np.argmin(silent))  # quiet frames at the very beginning are no closure
    closed = np.flatnonzero(silent[breath:])
    if not closed.size:
        return samples
    end = first + breath + int(closed[0])
    if level[first:end].max(initial=-200.0) > loudest + BREATH_DB:
        return samples
    while end < count and level[end] < loudest + SILENT_DB:
        end += 1
    return samples[max(0, end * FRAME_MS - KEPT_MS) * rate // 1000 :]
