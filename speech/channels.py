"""What a telephone and a room do to speech, one thing at a time, for measuring. Float samples at 8 kHz, 1.0 is full
scale. Every chance comes from the generator given, so that a measurement can be repeated.
"""

import io
from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import soundfile

from speech import audio

FRAME = 160


class Channel(StrEnum):
    """How the sound is coded on its way."""

    CLEAN = "clean"
    MULAW = "mulaw"
    GSM = "gsm"
    """A mobile call: GSM full rate, then mu-law."""


def active_db(samples: np.ndarray) -> float:
    """Level of the speech in it, in dB of full scale: frames of 20 ms within 20 dB of nearly the loudest."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    if not len(frames):
        return -100.0
    levels = 10 * np.log10((frames.astype(np.float64) ** 2).mean(axis=1) + 1e-10)
    loud = levels[levels > np.percentile(levels, 98) - 20]
    return float(10 * np.log10((10 ** (loud / 10)).mean()))


def louder(samples: np.ndarray, db: float) -> np.ndarray:
    """Louder by so many dB, or softer."""
    return samples * 10 ** (db / 20)


def with_noise(samples: np.ndarray, below_db: float, chance: np.random.Generator) -> np.ndarray:
    """White noise so many dB below the speech, over all of it."""
    return samples + chance.normal(size=len(samples)) * 10 ** ((active_db(samples) - below_db) / 20)


def with_babble(
    samples: np.ndarray,
    voices: Sequence[np.ndarray],
    below_db: float,
    chance: np.random.Generator,
    talkers: int = 4,
) -> np.ndarray:
    """People talking in the background, together so many dB below the speech."""
    babble = np.zeros(len(samples))
    for _ in range(talkers):
        voice = voices[int(chance.integers(len(voices)))]
        babble += np.resize(np.roll(voice, int(chance.integers(len(voice)))), len(samples))
    babble /= np.sqrt((babble**2).mean()) + 1e-12
    return samples + babble * 10 ** ((active_db(samples) - below_db) / 20)


def between_quiet(
    samples: np.ndarray, chance: np.random.Generator, before_s: float, after_s: float
) -> np.ndarray:
    """With a line's near-silence around it (-74 dB); true silence does not occur on a line."""
    before, after = (chance.normal(0, 2e-4, int(seconds * audio.RATE)) for seconds in (before_s, after_s))
    return np.concatenate((before, samples, after))


def coded(samples: np.ndarray, channel: Channel) -> bytes:
    """The sound as it arrives: 16-bit samples, clipped."""
    if channel is Channel.GSM:
        samples = _gsm(samples)
    pcm = np.clip(np.round(samples * 32768), -32768, 32767).astype("<i2").tobytes()
    return pcm if channel is Channel.CLEAN else audio.decode(audio.encode(pcm))


def _gsm(samples: np.ndarray) -> np.ndarray:
    with io.BytesIO() as file:
        soundfile.write(file, np.clip(samples, -1, 0.9999), audio.RATE, format="WAV", subtype="GSM610")
        file.seek(0)
        back, _ = soundfile.read(file)
    return np.asarray(back)
