"""What a frame of sound is like: a voice, a tone, noise. Pure; 8 kHz, 16-bit pcm. Knows no caller and no answer."""

import numpy as np

from speech import audio

TONE_SHARE = 0.985
"""Share of a frame's energy near one frequency that makes it a tone of the exchange, when it is steady too."""
VOICED, HIGHEST_HZ, LOWEST_HZ = 0.5, 400, 70
"""How much a sound is like itself one period of a voice earlier, of 1: coughs, breath and line noise are not."""
TELEPHONE = slice(3, 68)
"""The 50 Hz wide bands from 150 to 3400 Hz."""
_WINDOW = np.hanning(audio.FRAME_BYTES + 1)[:-1].astype(np.float32)


def is_voiced(pcm: bytes) -> bool:
    """Whether somebody's voice is in these two frames: they repeat themselves at the pitch of a voice."""
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    samples = samples - samples.mean()
    power = np.abs(np.fft.rfft(samples, 2 * len(samples))) ** 2
    alike = np.fft.irfft(power)[: len(samples)]
    lags = np.arange(audio.RATE // HIGHEST_HZ, min(audio.RATE // LOWEST_HZ, len(samples) * 3 // 4))
    overlap = 1 - lags / len(samples)
    return bool(alike[0] > 0 and (alike[lags] / overlap).max() > VOICED * alike[0])


def is_tone(pcm: bytes) -> bool:
    """Whether nearly all of a frame is one frequency, as in ringing and busy tones."""
    power = _power(pcm)
    at = int(power.argmax())
    return bool(power[max(0, at - 2) : at + 3].sum() > TONE_SHARE * power.sum())


def flatness(pcm: bytes) -> float:
    """How evenly a frame's energy lies over the telephone's frequencies: near 0 for a voice, a third to a half for
    coughs and noise, 1 at most."""
    power = _power(pcm)[TELEPHONE] + 1.0
    return float(np.exp(np.log(power).mean()) / power.mean())


def _power(pcm: bytes) -> np.ndarray:
    found: np.ndarray = np.abs(np.fft.rfft(np.frombuffer(pcm, dtype="<i2") * _WINDOW)) ** 2
    return found
