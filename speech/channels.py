"""What a telephone and a room do to speech, one thing at a time, for measuring. Float samples at 8 kHz, 1.0 is full
scale. Every chance comes from the generator given, so that a measurement can be repeated.

Pure: nothing given is changed. Knows no recordings and no recogniser.
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
    ALAW = "alaw"
    """A fixed line of an exchange outside North America and Japan."""
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
    return samples * float(10 ** (db / 20))


def clipped(samples: np.ndarray, above_db: float) -> np.ndarray:
    """Cut off so many dB above the level of the speech, as by a microphone held too near."""
    ceiling = float(10 ** ((active_db(samples) + above_db) / 20))
    cut: np.ndarray = np.clip(samples, -ceiling, ceiling)
    return cut


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


def in_a_room(
    samples: np.ndarray, seconds: float, chance: np.random.Generator, below_db: float = 6.0
) -> np.ndarray:
    """With an echo that dies away, 60 dB in so many seconds, and is so many dB below the voice itself."""
    taps = max(1, int(seconds * audio.RATE))
    echo = chance.normal(size=taps) * 10 ** (-3 * np.arange(taps) / taps)
    echo *= 10 ** (-below_db / 20) / np.sqrt((echo**2).sum())
    echo[0] += 1
    size = len(samples) + taps
    heard: np.ndarray = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(echo, size), size)
    return heard[: len(samples)]


def within_band(samples: np.ndarray, low_hz: float, high_hz: float) -> np.ndarray:
    """Without what is below and above: 3 dB at the edges, 12 dB an octave below, 48 dB above."""
    size = len(samples) + FRAME
    hz = np.maximum(np.fft.rfftfreq(size, 1 / audio.RATE), 1.0)
    shape = 1 / np.sqrt((1 + (low_hz / hz) ** 4) * (1 + (hz / high_hz) ** 16))
    passed: np.ndarray = np.fft.irfft(np.fft.rfft(samples, size) * shape, size)
    return passed[: len(samples)]


def with_lost_packets(samples: np.ndarray, share: float, chance: np.random.Generator) -> np.ndarray:
    """This share of the 20 ms packets is lost; in its place the one before comes again, at half the level."""
    arrived = np.array(samples)
    for at in np.flatnonzero(chance.random(len(samples) // FRAME) < share) * FRAME:
        arrived[at : at + FRAME] = arrived[at - FRAME : at] / 2 if at else 0.0
    return arrived


def between_quiet(
    samples: np.ndarray, chance: np.random.Generator, before_s: float, after_s: float
) -> np.ndarray:
    """With a line's near-silence around it (-74 dB); true silence does not occur on a line."""
    before, after = (chance.normal(0, 2e-4, int(seconds * audio.RATE)) for seconds in (before_s, after_s))
    return np.concatenate((before, samples, after))


def coded(samples: np.ndarray, channel: Channel) -> bytes:
    """The sound as it arrives: 16-bit samples, clipped."""
    if channel is Channel.GSM:
        samples = gsm(samples)
    pcm = np.clip(np.round(samples * 32768), -32768, 32767).astype("<i2")
    match channel:
        case Channel.CLEAN:
            return pcm.tobytes()
        case Channel.ALAW:
            return ALAW[pcm.astype(np.int32) + 32768].tobytes()
        case Channel.MULAW | Channel.GSM:
            return audio.decode(audio.encode(pcm.tobytes()))


def gsm(samples: np.ndarray) -> np.ndarray:
    """Through GSM full rate, a real codec; the same number of samples."""
    with io.BytesIO() as file:
        soundfile.write(file, np.clip(samples, -1, 0.9999), audio.RATE, format="WAV", subtype="GSM610")
        file.seek(0)
        back, _ = soundfile.read(file)
    whole = np.zeros(len(samples), np.float32)
    whole[: len(back)] = back[: len(samples)]
    return whole


def _alaw() -> np.ndarray:
    """What G.711 A-law makes of each 16-bit sample, from -32768 up: 13 bits, rounded in ever wider steps."""
    every = np.arange(-32768, 32768)
    size = np.where(every < 0, ~every, every) >> 4
    step = np.maximum(np.log2(np.maximum(size, 1)).astype(int) - 4, 0)
    back = (((size >> step) << 4) + 8) << step
    return np.asarray(np.where(every < 0, -back, back), "<i2")


ALAW = _alaw()
"""What G.711 A-law makes of each 16-bit sample, from -32768 up."""
