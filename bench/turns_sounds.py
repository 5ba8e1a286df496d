"""Sounds that are no answer, for bench/turns.py, and where a voice truly begins and ends. 8 kHz, full scale is 1."""

import numpy as np

from speech import audio

Sound = np.ndarray
SPEECH_DB, NOISE_BELOW_DB = -21.0, 10.0
ACTIVE_DB = 25.0
"""A frame within this of the voice's nearly loudest is voice."""


def at_level(samples: Sound, level_db: float) -> Sound:
    """With that mean level of its loud half, in dB of full scale."""
    frames = _frames(samples)
    loud = np.sort((frames**2).mean(axis=1))[len(frames) // 2 :].mean()
    return samples * 10 ** (level_db / 20) / np.sqrt(loud + 1e-12)


def voiced(samples: Sound) -> tuple[int, int]:
    """(first, last) frame of 20 ms of true voice: three in a row, so that no click counts."""
    levels = 10 * np.log10((_frames(samples) ** 2).mean(axis=1) + 1e-10)
    loud = levels > np.percentile(levels, 95) - ACTIVE_DB
    runs = [at for at in range(len(loud) - 2) if loud[at : at + 3].all()]
    return (runs[0], runs[-1] + 2) if runs else (0, len(loud) - 1)


def no_answers(chance: np.random.Generator) -> dict[str, Sound]:
    """One of each kind, different each time; the level of a caller, breath and line noise below it."""
    return {
        "cough": at_level(_cough(chance), SPEECH_DB + 3),
        '"eee"': at_level(_vowel(chance), SPEECH_DB),
        "breath": at_level(_breath(chance), SPEECH_DB - 12),
        "noise 10 dB": at_level(chance.normal(size=3 * audio.RATE), SPEECH_DB - NOISE_BELOW_DB),
    }


def _cough(chance: np.random.Generator) -> Sound:
    """One or two bursts of wide noise that fall within a tenth of a second, with a little voice behind the first."""
    out = [_burst(chance, chance.uniform(0.04, 0.07), 0.30)]
    if chance.random() < 0.5:
        out += [np.zeros(int(chance.uniform(0.1, 0.25) * audio.RATE)), _burst(chance, 0.05, 0.25)]
    return np.concatenate(out)


def _burst(chance: np.random.Generator, falls_s: float, seconds: float) -> Sound:
    t = np.arange(int(seconds * audio.RATE)) / audio.RATE
    hiss = _band(chance.normal(size=len(t)), 300, 3200)
    voice = (
        np.sign(np.sin(2 * np.pi * chance.uniform(110, 200) * t)) * (t > 0.08) * np.exp(-(t - 0.08) / 0.06)
    )
    return hiss / hiss.std() * np.exp(-t / falls_s) + 0.25 * voice


def _vowel(chance: np.random.Generator) -> Sound:
    """A long "e" as people make while they think: a buzz through two formants, nearly level in pitch."""
    t = np.arange(int(chance.uniform(0.5, 1.1) * audio.RATE)) / audio.RATE
    pitch = chance.uniform(100, 220) * (1 - 0.05 * t / t[-1]) * (1 + 0.01 * np.sin(2 * np.pi * 5 * t))
    phase = 2 * np.pi * np.cumsum(pitch) / audio.RATE
    out = np.zeros(len(t))
    for number in range(1, 20):
        hertz = number * pitch.mean()
        if hertz < 3400:
            formants = sum(1 / (1 + ((hertz - at) / 120) ** 2) for at in (500, 1500, 2500))
            out += (0.05 + formants) * np.sin(number * phase) / np.sqrt(number)
    edge = np.minimum(1, np.minimum(t, t[-1] - t) / 0.06)
    found: Sound = out * edge
    return found


def _breath(chance: np.random.Generator) -> Sound:
    t = np.linspace(0, 1, int(chance.uniform(0.5, 1.0) * audio.RATE))
    return _band(chance.normal(size=len(t)), 400, 2500) * np.sin(np.pi * t) ** 2


def _band(samples: Sound, low: float, high: float) -> Sound:
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / audio.RATE)
    spectrum[(hertz < low) | (hertz > high)] *= 0.05
    return np.fft.irfft(spectrum, len(samples))


def _frames(samples: Sound) -> Sound:
    size = audio.FRAME_BYTES
    return samples[: max(size, len(samples) // size * size)][: len(samples) // size * size].reshape(-1, size)
