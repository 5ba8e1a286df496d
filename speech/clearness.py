"""Makes speech easier to tell apart over noise, at the speaker's end: consonants are brought up to the vowels.

The listener's telephone, ear or room adds noise that cannot be taken away here; what can be done is to put the
sound's energy where words are told apart. After Zorila, Kandia and Stylianou ("Speech-in-noise intelligibility
improvement based on spectral shaping and dynamic range compression", Interspeech 2012), simplified for 8 kHz:

1. presence: from 1 kHz up the spectrum is raised, for there consonants differ, and vowels hide them;
2. evening out: what is softer than the vowels is turned up within milliseconds, what is louder turned down.

Loudness stays a matter of `speech.mastering`, as do the ends of a phrase. Knows nothing of engines or calls.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from speech import audio
from speech.loudness import spectrum_size

FROM_HZ, FULL_HZ = 700.0, 1600.0
"""Between these the presence rises to all of itself."""

WINDOW_MS = 12
"""In which the level is measured, before and after each moment: shorter than a consonant, longer than a pulse of a
deep voice."""

VOWELS_DB = 3.0
"""Vowels are so far above the mean of the speech; these stay as they are."""

SPEECH_DB = 30.0
"""Down to so far below the vowels it is speech, and turned up all the way; below SILENCE_DB it is breath, hiss or a
pause, and left alone."""
SILENCE_DB = 42.0

VOICED_DB = 15.0
"""Between the first and the last moment no further than this below the vowels is the length of what is said."""
Samples = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearness:
    """How much of it."""

    presence_db: float = 0.0
    """By which everything above FULL_HZ is raised."""
    ratio: float = 1.0
    """So many dB between soft and loud become one; 1 leaves everything as it is."""
    most_db: float = 12.0
    """Nothing is turned up by more."""
    short_s: float = 0.8
    """What is shorter is not evened out. Of a single digit it lifts what its vowel fades away in, and "tujuh" ends in
    a sound that is none of its own (decision 19)."""


def clearer(samples: Samples, how: Clearness) -> Samples:
    """Mono samples at 8 kHz, as many as came in. Their loudness is another one afterwards."""
    return _evened(_with_presence(samples, how.presence_db), how)


def _with_presence(samples: Samples, presence_db: float) -> Samples:
    if not presence_db or not samples.size:
        return samples
    size = spectrum_size(samples.size)
    hertz = np.fft.rfftfreq(size, 1 / audio.RATE)
    octaves = np.log2(np.maximum(hertz, 1.0) / FROM_HZ) / np.log2(FULL_HZ / FROM_HZ)
    share = (1 - np.cos(np.pi * np.clip(octaves, 0.0, 1.0))) / 2
    raised: Samples = np.fft.irfft(np.fft.rfft(samples, size) * 10 ** (presence_db * share / 20), size)
    return raised[: samples.size]


def _evened(samples: Samples, how: Clearness) -> Samples:
    if how.ratio == 1.0 or not samples.size:
        return samples
    level = 10 * np.log10(_smoothed(samples**2) + 1e-12)
    vowels = _speech_db(level) + VOWELS_DB
    below = vowels - level
    said = np.flatnonzero(below < VOICED_DB)
    if said[-1] - said[0] < how.short_s * audio.RATE:
        return samples
    gain_db = np.minimum(below * (1 - 1 / how.ratio), how.most_db)
    gain_db *= np.clip((SILENCE_DB - below) / (SILENCE_DB - SPEECH_DB), 0.0, 1.0)
    evened: Samples = samples * 10 ** (_smoothed(gain_db) / 20)
    return evened


def _speech_db(level: Samples) -> float:
    """Mean power of those moments that are within 20 dB of the loudest."""
    power = 10 ** (level[level > np.percentile(level, 99) - 20] / 10)
    return float(10 * np.log10(power.mean()))


def _smoothed(values: Samples) -> Samples:
    """The mean over WINDOW_MS around each sample, weighted towards it."""
    window = np.hanning(2 * (audio.RATE * WINDOW_MS // 2000) + 3)[1:-1]
    padded = np.pad(values, window.size // 2, mode="edge")
    smoothed: Samples = np.convolve(padded, window / window.sum(), mode="valid")
    return smoothed
