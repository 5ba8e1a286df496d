"""Makes a synthetic voice carry on a bad telephone line: filter, level, limit, trim.

A robot voice has a tenth of its energy below what a telephone passes and little where consonants are told
apart. Takes the lows away, lifts the highs a little and brings speech to one level, whatever the phrase.
Knows nothing of engines, files or calls.
"""

import numpy as np
import numpy.typing as npt

from speech import audio

VERSION = "1"
"""To be changed with any change of the sound, so that stored sounds are made again."""

LEVEL_DB = -16.0
"""RMS of active speech in dB of full scale."""

LOW_HZ = 250
"""Half power of the high-pass."""

EMPHASIS = 0.5
"""Share of the previous sample that is taken away: highs gain up to 3.5 dB, lows lose 6."""

ACTIVE_DB = -28.0
"""A frame is speech when it is no further than this below the loudest one."""

AUDIBLE_DB = -50.0
"""Below this, dB of full scale, the ends of a phrase are silence."""

MARGIN_MS = 30
"""Silence that stays at each end."""

KNEE, CEILING = 0.6, 0.95
"""Where the limiter begins to bend and what it never reaches, as shares of full scale."""

Samples = npt.NDArray[np.float64]


def master(pcm: bytes, rate: int) -> bytes:
    """A phrase as 16-bit mono at `rate` samples a second, made ready for the line: 8 kHz mu-law.

    Returns b"" when nothing can be heard in it.
    """
    samples = np.frombuffer(audio.resample(pcm, rate), dtype="<i2").astype(np.float64) / 32768
    if not samples.size:
        return b""
    samples = _emphasise(_high_pass(samples))
    level = active_db(samples)
    if level < AUDIBLE_DB:
        return b""
    samples = _trim(_limit(samples * 10 ** ((LEVEL_DB - level) / 20)))  # the limiter takes up to 0.3 dB
    return audio.encode((samples * 32767).astype("<i2").tobytes())


def active_db(samples: Samples) -> float:
    """RMS, in dB of full scale, of the 20 ms frames in which there is speech; -inf for silence."""
    power = _power(samples, audio.FRAME_BYTES)
    speech = power[power > power.max(initial=0.0) * 10 ** (ACTIVE_DB / 10)]
    return float(10 * np.log10(speech.mean())) if speech.size else -np.inf


def _high_pass(samples: Samples) -> Samples:
    """A fourth-order Butterworth's attenuation, without its delay."""
    size = samples.size + audio.RATE // 10  # a tail, so that the end does not wrap into the beginning
    hertz = np.fft.rfftfreq(size, 1 / audio.RATE)
    gain = 1 / np.sqrt(1 + (LOW_HZ / np.maximum(hertz, 1e-9)) ** 8)
    filtered: Samples = np.fft.irfft(np.fft.rfft(samples, size) * gain, size)
    return filtered[: samples.size]


def _emphasise(samples: Samples) -> Samples:
    return np.concatenate([samples[:1], samples[1:] - EMPHASIS * samples[:-1]])


def _limit(samples: Samples) -> Samples:
    """Straight up to the knee, then bent towards the ceiling; never clips."""
    size, room = np.abs(samples), CEILING - KNEE
    bent = KNEE + room * np.tanh((size - KNEE) / room)
    return np.where(size > KNEE, np.copysign(bent, samples), samples)


def _trim(samples: Samples) -> Samples:
    """Cuts both ends to MARGIN_MS of silence, and adds it where there was less."""
    step, margin = audio.RATE // 200, audio.RATE * MARGIN_MS // 1000
    heard = np.flatnonzero(_power(samples, step) > 10 ** (AUDIBLE_DB / 10))
    padded = np.concatenate([np.zeros(margin), samples, np.zeros(margin + step)])
    return padded[heard[0] * step : (heard[-1] + 1) * step + 2 * margin]


def _power(samples: Samples, frame: int) -> Samples:
    """Mean square of each frame of that many samples; the last one is filled with silence."""
    filled = np.concatenate([samples, np.zeros(-samples.size % frame)])
    power: Samples = (filled.reshape(-1, frame) ** 2).mean(axis=1)
    return power
