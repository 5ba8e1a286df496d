"""What is heard behind a caller in bench/endpointing.py: noise, tones, people, and our own voice coming back."""

from collections.abc import Callable, Sequence

import numpy as np

from speech import audio, channels
from speech.synthesizer import Pace, Pyttsx3Synthesizer

TOLD = "our echo, told"
"""The same echo, where the front end is told that a prompt is being said."""
Background = Callable[[int, np.random.Generator], np.ndarray]
"""Samples of a background whose mean level is 0 dB of full scale, so many."""


def quiet(count: int, chance: np.random.Generator) -> np.ndarray:
    return chance.normal(size=count)


def ring(count: int, chance: np.random.Generator) -> np.ndarray:
    """425 Hz, one second of four, as Indonesian exchanges ring."""
    t = np.arange(count) / audio.RATE + chance.uniform(0, 4)
    return np.sqrt(2) * np.sin(2 * np.pi * 425 * t) * ((t % 4) < 1)


def music(count: int, chance: np.random.Generator) -> np.ndarray:
    """Chords of three plucked notes with overtones, two a second, over a bass."""
    out, step = np.zeros(count), audio.RATE // 2
    t = np.arange(2 * step) / audio.RATE
    for at in range(0, count, step):
        for hertz in 130.8 * 2 ** (chance.choice((0, 2, 4, 5, 7, 9, 11, 12, 16, 19), 3) / 12):
            note = sum(np.sin(2 * np.pi * hertz * k * t) / k for k in range(1, 8)) * np.exp(-3 * t)
            piece = out[at : at + 2 * step]
            piece += note[: len(piece)]
    return out / np.sqrt((out**2).mean())


def babble(voices: Sequence[np.ndarray], talkers: int = 4) -> Background:
    def make(count: int, chance: np.random.Generator) -> np.ndarray:
        out = np.zeros(count)
        for _ in range(talkers):
            said = np.concatenate(
                [voices[int(n)] for n in chance.integers(len(voices), size=count // 8000 + 2)]
            )
            out += np.resize(np.roll(said, int(chance.integers(len(said)))), count)
        return out / np.sqrt((out**2).mean())

    return make


def echo() -> Background:
    """Our own voice reading a prompt, as it comes back from the other end."""
    voice = Pyttsx3Synthesizer(voice="id+klatt4")
    try:
        text = "Selamat datang. Sebutkan layanan yang Ibu atau Bapak perlukan, atau tekan bintang untuk mengulang."
        said = audio.samples(voice.render(text, Pace.NORMAL))
    finally:
        voice.close()
    said = said / 10 ** (channels.active_db(said) / 20)
    return lambda count, chance: np.resize(np.roll(said, int(chance.integers(len(said)))), count)


def backgrounds(voices: Sequence[np.ndarray]) -> dict[str, tuple[Background, float]]:
    """Each with its level, in dB from the caller's."""
    people = babble(voices)
    return {
        "silence": (quiet, -53.0),
        "white noise 20 dB": (quiet, -20.0),
        "white noise 10 dB": (quiet, -10.0),
        "babble 15 dB": (people, -15.0),
        "babble 10 dB": (people, -10.0),
        "ring 15 dB": (ring, -15.0),
        "music 15 dB": (music, -15.0),
        "our echo 30 dB": (ours := echo(), -30.0),
        TOLD: (ours, -30.0),
    }
