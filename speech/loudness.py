"""How loud a sound is to the ear, in LUFS: Recommendation ITU-R BS.1770-4, for 8 kHz mono.

The weighting is the Recommendation's (its tables 1 and 2, filters for 48 kHz); only how strong it is at each
frequency matters for loudness, so it is applied to the spectrum. Where the Recommendation is silent (sounds
shorter than its blocks of 400 ms) the block is the sound: filling it up would make "ya" softer than it is, and
then too loud.
"""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from speech import audio

SILENCE = -70.0
"""LUFS: blocks below it do not count, and nothing is softer."""

BELOW = 10.0
"""LU: blocks that much softer than the rest do not count either (pauses)."""

BLOCK, STEP = audio.RATE * 400 // 1000, audio.RATE * 100 // 1000
"""Samples of a block, and from one block to the next."""

_QUICK = 2048
_OFFSET = -0.691
_FILTERS_RATE = 48000
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))

Samples = npt.NDArray[np.float64]


def loudness(samples: Samples) -> float:
    """Integrated loudness of mono samples (-1 to 1) at 8 kHz; SILENCE for silence and for nothing."""
    power = _block_powers(_weighted(samples))
    power = power[power > _power_of(SILENCE)]
    if not power.size:
        return SILENCE
    power = power[power > power.mean() * 10 ** (-BELOW / 10)]
    return float(_OFFSET + 10 * np.log10(power.mean()))


def of(mulaw: bytes) -> float:
    """Integrated loudness of a mu-law sound."""
    return loudness(audio.samples(mulaw))


def _power_of(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET) / 10))


def spectrum_size(samples: int) -> int:
    """Samples of a spectrum in which so many can be filtered: with a tail of 100 ms, so that the end does not
    wrap into the beginning, and of a size that is quickly transformed."""
    return -(-(samples + audio.RATE // 10) // _QUICK) * _QUICK


def _weighted(samples: Samples) -> Samples:
    size = spectrum_size(samples.size)
    filtered: Samples = np.fft.irfft(np.fft.rfft(samples, size) * _weights(size), size)
    return filtered[: samples.size]


@lru_cache(maxsize=64)
def _weights(size: int) -> Samples:
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1 / audio.RATE) / _FILTERS_RATE)
    strength = np.ones(turn.size)
    for over, under in (_SHELF, _HIGH_PASS):
        strength = strength * np.abs(np.polyval(over[::-1], turn) / np.polyval(under[::-1], turn))
    return strength


def _block_powers(samples: Samples) -> Samples:
    if samples.size <= BLOCK:
        return np.array([(samples**2).mean()]) if samples.size else np.zeros(0)
    sums = np.concatenate([[0.0], np.cumsum(samples**2)])
    starts = np.arange(0, samples.size - BLOCK + 1, STEP)
    powers: Samples = (sums[starts + BLOCK] - sums[starts]) / BLOCK
    return powers
