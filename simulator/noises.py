"""What a caller's telephone picks up besides words: a cough, and a street at so many decibels below the voice.

Made from numbers with a fixed seed, so that a call sounds the same each time. All mu-law.
"""

from itertools import cycle

import numpy as np

from simulator.mouth import Frame, Mouth
from speech import audio

VOICE_RMS = 0.09
"""How loud a saying of ours is while it is voiced, as a share of full scale."""
_SEED = 20


def cough(milliseconds: int = 160) -> bytes:
    """A burst of noise that dies away; too short to be a word."""
    count = audio.RATE * milliseconds // 1000
    noise = np.random.default_rng(_SEED).normal(0.0, 1.0, count)
    return _mulaw(0.25 * noise * np.exp(-np.linspace(0.0, 5.0, count)))


def street(seconds: float, decibels: float) -> bytes:
    """Traffic: low noise that swells and falls, `decibels` below the voice on average."""
    count = int(audio.RATE * seconds)
    spectrum = np.fft.rfft(np.random.default_rng(_SEED).normal(0.0, 1.0, count))
    spectrum /= np.sqrt(np.maximum(np.fft.rfftfreq(count, 1 / audio.RATE), 100.0))
    noise = np.fft.irfft(spectrum, count)
    noise *= 1.0 + 0.3 * np.sin(np.arange(count) * 2 * np.pi / (audio.RATE * 2.0))
    wanted = VOICE_RMS / 10 ** (decibels / 20)
    return _mulaw(noise * wanted / np.sqrt(np.mean(noise**2)))


class NoisyMouth(Mouth):
    """A caller in a noisy place: every frame has the noise in it, also while nobody speaks."""

    def __init__(self, noise: bytes) -> None:
        super().__init__()
        step = audio.FRAME_BYTES
        whole = len(noise) // step * step
        self._noise = cycle([audio.samples(noise[at : at + step]) for at in range(0, whole, step)])

    def frame(self) -> Frame:
        """The next 20 ms, with the noise in them."""
        frame = super().frame()
        mixed = _mulaw(audio.samples(frame.mulaw) + next(self._noise))
        return Frame(mulaw=mixed, voiced=frame.voiced, speaking=frame.speaking)


def _mulaw(samples: np.ndarray) -> bytes:
    pcm = (np.clip(samples, -0.99, 0.99) * 32767).astype("<i2").tobytes()
    return audio.encode(pcm)
