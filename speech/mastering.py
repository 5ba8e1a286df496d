"""Makes a voice carry on a bad telephone line: filter, loudness, limit, trim.

A robot voice has a tenth of its energy below what a telephone passes and little where consonants are told apart.
Takes the lows away, lifts the highs a little and brings every phrase of every engine to one loudness, as the ear
weighs it. Knows nothing of engines, files or calls.
"""

import numpy as np
import numpy.typing as npt

from speech import audio
from speech.clearness import Clearness, clearer
from speech.loudness import SILENCE, loudness, spectrum_size

VERSION = "3"
"""To be changed with any change of the sound, so that stored sounds are made again."""

LOUDNESS = -16.0
"""Of every phrase, in LUFS (speech/loudness.py)."""

LOUDER_DB = 6.0
"""What a caller gets who says "lebih keras", in LU."""
LOUDER = Clearness(ratio=2.0, short_s=0.0)
"""With peaks near full scale already there is no room for it; there is when soft and loud come nearer together."""

LOW_HZ = 250
"""Half power of the high-pass."""

EMPHASIS = 0.5
"""Share of the previous sample that is taken away: highs gain up to 3.5 dB, lows lose 6."""

CLEARNESS = Clearness(ratio=1.5)
"""Consonants brought up to the vowels. Chosen by bench/voice_clearness.py (decision 19)."""

NOTHING_DB = -50.0
"""A phrase whose loudest 20 ms are below this, dB of full scale, is silence."""

AUDIBLE_DB = (-58.0, -40.0)
"""Below this, dB of full scale after levelling, the ends of a phrase are silence: between these two, QUIET_DB above
the quietest moment of the phrase, so that the hiss of a recording does not count as speech and the last "s" does."""
QUIET_DB = 6.0

MARGIN_MS = 20
"""What stays of the sound before and after; silence where there was less."""

RAMP_MS = 5
"""In which a phrase comes out of silence and returns to it, so that joins do not click."""

CEILING = 0.95
"""What the limiter never exceeds, a share of full scale."""

LOOK_AHEAD_MS = 2
"""The limiter turns down before a peak, and up again after it, in this time."""

CLOSE_DB = 0.1
"""Loud enough."""

TRIES, MOST_EXTRA_DB = 12, 6.0
"""What the limiter takes away is given back by turning up again, so many times and no more than this in all: a phrase
of nothing but peaks would be crushed."""
MOST_EXTRA_LOUDER_DB = 12.0
"""For "lebih keras": a caller who asks for it hears too little, not too rough."""

Samples = npt.NDArray[np.float64]


def master(pcm: bytes, rate: int, how: Clearness = CLEARNESS) -> bytes:
    """A phrase as 16-bit mono at `rate` samples a second, made ready for the line: 8 kHz mu-law.

    Returns b"" when nothing can be heard in it.
    """
    samples = np.frombuffer(audio.resample(pcm, rate), dtype="<i2").astype(np.float64) / 32768
    if not samples.size:
        return b""
    samples = clearer(_emphasise(_high_pass(samples)), how)
    level = loudness(samples)
    if _power(samples, audio.FRAME_BYTES).max() < 10 ** (NOTHING_DB / 10) or level <= SILENCE:
        return b""
    rough = _trimmed(samples * 10 ** ((LOUDNESS - level) / 20))  # silence around it is not the phrase
    phrase = _trimmed(_at_loudness(rough, LOUDNESS))
    return _mulaw(
        _ramped(_at_loudness(phrase, LOUDNESS))
    )  # what was cut off had made a short one seem softer


def louder(mulaw: bytes) -> bytes:
    """A mu-law sound of the same length, LOUDER_DB louder: evened out and limited. Silence stays silence."""
    samples = audio.samples(mulaw)
    now = loudness(samples)
    if now < NOTHING_DB:
        return mulaw
    evened = clearer(samples, LOUDER)
    return _mulaw(_ramped(_at_loudness(evened, now + LOUDER_DB, MOST_EXTRA_LOUDER_DB)))


def _at_loudness(samples: Samples, wanted: float, most: float = MOST_EXTRA_DB) -> Samples:
    """Limited, and turned up again by what the limiter took."""
    gain = wanted - loudness(samples)
    if abs(gain) < CLOSE_DB and np.abs(samples).max(initial=0.0) <= CEILING:
        return samples
    limited = _limit(samples * 10 ** (gain / 20))
    for _ in range(TRIES):
        lacking = min(wanted - loudness(limited), most)
        if abs(lacking) < CLOSE_DB:
            break
        gain, most = gain + lacking, most - max(0.0, lacking)
        limited = _limit(samples * 10 ** (gain / 20))
    return limited


def _high_pass(samples: Samples) -> Samples:
    """A fourth-order Butterworth's attenuation, without its delay."""
    size = spectrum_size(samples.size)
    hertz = np.fft.rfftfreq(size, 1 / audio.RATE)
    gain = 1 / np.sqrt(1 + (LOW_HZ / np.maximum(hertz, 1e-9)) ** 8)
    filtered: Samples = np.fft.irfft(np.fft.rfft(samples, size) * gain, size)
    return filtered[: samples.size]


def _emphasise(samples: Samples) -> Samples:
    return np.concatenate([samples[:1], samples[1:] - EMPHASIS * samples[:-1]])


def _limit(samples: Samples) -> Samples:
    """Turned down around peaks so that nothing exceeds the ceiling; not bent, so it does not rasp."""
    needed = np.minimum(1.0, CEILING / np.maximum(np.abs(samples), 1e-9))
    if needed.min(initial=1.0) == 1.0:
        return samples
    width = 2 * (audio.RATE * LOOK_AHEAD_MS // 1000) + 1
    lowest = _lowest(np.pad(needed, width - 1, constant_values=1.0), width)
    sums = np.concatenate([[0.0], np.cumsum(lowest)])
    # each mean is of minima that all have seen this sample, so it is low enough for it
    gain: Samples = (sums[width:] - sums[:-width]) / width
    return samples * gain


def _lowest(samples: Samples, width: int) -> Samples:
    """The minimum of each `width` samples in a row, by doubling."""
    seen = 1
    while seen < width:
        more = min(seen, width - seen)
        samples = np.minimum(samples[:-more], samples[more:])
        seen += more
    return samples


def _trimmed(samples: Samples) -> Samples:
    """Cuts both ends to MARGIN_MS before and after what is audible, and adds silence where there was less."""
    step, margin = audio.RATE // 200, audio.RATE * MARGIN_MS // 1000
    moments = _power(samples[: samples.size // (8 * step) * 8 * step], 8 * step)
    quietest = 10 * np.log10(moments.min(initial=1.0) + 1e-12)
    audible = 10 ** (np.clip(quietest + QUIET_DB, *AUDIBLE_DB) / 10)
    heard = np.flatnonzero(_power(samples, step) > audible)
    padded = np.concatenate([np.zeros(margin), samples, np.zeros(margin + step)])
    return padded[heard[0] * step : (heard[-1] + 1) * step + 2 * margin]


def _ramped(samples: Samples) -> Samples:
    ramp = np.minimum(1.0, np.arange(samples.size) / (audio.RATE * RAMP_MS / 1000))
    return samples * ramp * ramp[::-1]


def _power(samples: Samples, frame: int) -> Samples:
    """Mean square of each frame of that many samples; the last one is filled with silence."""
    filled = np.concatenate([samples, np.zeros(-samples.size % frame)])
    power: Samples = (filled.reshape(-1, frame) ** 2).mean(axis=1)
    return power


def _mulaw(samples: Samples) -> bytes:
    return audio.encode((samples * 32767).astype("<i2").tobytes())
