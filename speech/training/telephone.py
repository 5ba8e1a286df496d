"""What happens to speech between a mouth and our recogniser, at random, for training: rooms, other voices, noise,
echo of our own prompt, narrow bands, wrong levels, codecs, lost packets.

Works on float32 samples at 8 kHz in the range of int16. Fast, because every utterance is made anew each time it is
trained on. For measuring, see speech/channels.py.
"""

import random
from collections.abc import Sequence

import numpy as np
from scipy import fft, signal

from speech import audio, channels

RATE = audio.RATE
SPEECH_RMS = 2000.0
"""Level of the speaker before the telephone: active rms, in units of int16."""

_ALL = np.arange(-32768, 32768, dtype=np.int16)
_MULAW = np.frombuffer(audio.decode(audio.encode(_ALL.tobytes())), dtype="<i2").astype(np.float32)
_ALAW = channels.ALAW.astype(np.float32)


def _through(table: np.ndarray, x: np.ndarray) -> np.ndarray:
    return table[np.clip(x, -32768, 32767).astype(np.int32) + 32768]


class Telephone:
    """Distorts speech. `voices`: int16 recordings at SPEECH_RMS for the people in the background."""

    def __init__(self, voices: Sequence[np.ndarray], seed: int) -> None:
        self._voices = voices
        self._choose = random.Random(seed)  # noqa: S311  (a choice, not a secret)
        self._chance = np.random.default_rng(seed)

    def carry(self, speech: np.ndarray) -> np.ndarray:
        """The sound that arrives, longer than the speech by pauses; `speech` is empty for a silent line."""
        choose = self._choose
        x = self._with_pauses(speech)
        x = self._in_a_room(x) if len(speech) else x
        x, people = self._with_noise(x, silent=not len(speech))
        level_db = choose.gauss(3.3, 2.5) if people or choose.random() < 0.85 else choose.uniform(-9, 11)
        if choose.random() < 0.05:
            ceiling = SPEECH_RMS * choose.uniform(1, 2.5)
            x = np.clip(x, -ceiling, ceiling)
        x = x * 10 ** (max(-10.0, min(11.0, level_db)) / 20)
        return self._coded(x.astype(np.float32))

    def _with_pauses(self, speech: np.ndarray) -> np.ndarray:
        choose = self._choose
        if not len(speech):
            return np.zeros(int(choose.uniform(0.5, 2.5) * RATE), np.float32)
        if choose.random() < 0.25:
            return np.concatenate((speech, np.zeros(max(0, RATE // 4 - len(speech)), np.float32)))
        before, after = (np.zeros(int(choose.uniform(0, 0.9) * RATE), np.float32) for _ in range(2))
        return np.concatenate((before, speech, after))

    def _in_a_room(self, x: np.ndarray) -> np.ndarray:
        """Reverberation, a narrow band and a tilt in one pass."""
        choose = self._choose
        room, band = choose.random() < 0.3, choose.random() < 0.6
        if not room and not band:
            return x
        size = fft.next_fast_len(len(x) + 2400, real=True)
        spectrum = fft.rfft(x, size)
        if room:
            taps = int(choose.uniform(0.04, 0.3) * RATE)
            tail = self._chance.standard_normal(taps, dtype=np.float32) * np.exp(-5 * np.arange(taps) / taps)
            tail *= choose.uniform(0.1, 0.6) / np.sqrt((tail**2).sum())
            tail[0] = 1
            spectrum = spectrum * fft.rfft(tail.astype(np.float32), size)
        if band:
            hz = np.maximum(fft.rfftfreq(size, 1 / RATE), 1).astype(np.float32)
            low, high, order = choose.uniform(50, 350), choose.uniform(2900, 3900), choose.choice((2, 4, 6))
            shape = 1 / np.sqrt((1 + (low / hz) ** order) * (1 + (hz / high) ** (4 * order)))
            tilt = 10 ** (choose.uniform(-6, 6) * np.minimum(hz, 3500) / 3500 / 20)
            spectrum = spectrum * (shape * tilt)
        return fft.irfft(spectrum, size)[: len(x)].astype(np.float32)

    def _with_noise(self, x: np.ndarray, *, silent: bool) -> tuple[np.ndarray, bool]:
        choose = self._choose
        if not silent and choose.random() < 0.25:
            return x, False
        noise, people = self._noise(len(x))
        if silent:
            below = choose.uniform(15, 35) if people else choose.uniform(3, 40)
        else:
            below = choose.uniform(8, 26) if people else choose.uniform(3, 32)
        return x + noise * (SPEECH_RMS * 10 ** (-below / 20)), people

    def _noise(self, length: int) -> tuple[np.ndarray, bool]:
        """(noise of rms 1, whether it is people)."""
        choose, chance = self._choose, self._chance
        kind = choose.random()
        noise: np.ndarray
        if kind < 0.6:
            noise = np.zeros(length, np.float32)
            for _ in range(choose.choice((1, 2, 3, 4, 4, 6))):
                noise += self._voice(length) * choose.uniform(0.5, 1)
            people = True
        else:
            people = False
            noise = chance.standard_normal(length, dtype=np.float32)
            when = np.arange(length, dtype=np.float32) / RATE
            if kind < 0.72:
                pass
            elif kind < 0.82:
                noise = signal.lfilter([1.0], [1.0, -choose.choice((0.7, 0.8, 0.9, 0.95, 0.98))], noise)
            elif kind < 0.87:  # mains hum and tones
                noise = (
                    0.3 * noise
                    + np.sin(2 * np.pi * choose.choice((50, 100, 150, 1000)) * when) * choose.random() * 2
                )
            elif kind < 0.91:  # a ringing tone
                on = (when + choose.random() * 5) % 5 < 1
                noise = 0.05 * noise + np.sin(2 * np.pi * 425 * when) * on
            elif kind < 0.95:  # music: a few notes that change
                for _ in range(3):
                    notes = np.repeat(chance.integers(200, 1200, length // 2400 + 1), 2400)[:length]
                    noise = 0.1 * noise + np.sin(2 * np.pi * np.cumsum(notes) / RATE)
            else:  # a street: noise that comes and goes
                steps = max(4, length // 2000)
                swell = np.interp(
                    np.arange(length), np.linspace(0, length, steps), chance.random(steps) ** 2 + 0.02
                )
                noise = noise * swell
        noise = noise.astype(np.float32)
        return noise / (np.sqrt((noise**2).mean()) + 1e-6), people

    def _voice(self, length: int) -> np.ndarray:
        sound = self._choose.choice(self._voices).astype(np.float32)
        start = self._choose.randrange(len(sound))
        return np.resize(np.roll(sound, start), length)

    def _coded(self, x: np.ndarray) -> np.ndarray:
        choose = self._choose
        if choose.random() < 0.07:  # lost packets: repeated or empty
            for _ in range(choose.randint(1, 4)):
                size = 160 * choose.randint(1, 3)
                at = choose.randrange(max(1, len(x) - size))
                x[at : at + size] = x[at - size : at] if at >= size and choose.random() < 0.5 else 0
        kind = choose.random()
        if kind < 0.14:
            x = channels.gsm(x / 32768) * 32768
            kind = choose.random()
        if kind < 0.7:
            return _through(_MULAW, x)
        return _through(_ALAW, x) if kind < 0.88 else np.clip(x, -32768, 32767)
