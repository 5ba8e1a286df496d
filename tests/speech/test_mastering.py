"""Filter, level, limiter and trim, on made-up sounds."""

import numpy as np
import pytest

from speech import audio, mastering


def pcm(*parts: np.ndarray) -> bytes:
    return (np.concatenate(parts) * 32767).astype("<i2").tobytes()


def hum(hertz: float, amplitude: float, seconds: float = 1.0, rate: int = 8000) -> np.ndarray:
    return amplitude * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


def quiet(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * 8000))


def heard(mulaw: bytes) -> np.ndarray:
    return np.frombuffer(audio.decode(mulaw), dtype="<i2") / 32768


def strength(samples: np.ndarray, hertz: float) -> float:
    return float(np.abs(samples @ np.exp(-2j * np.pi * hertz * np.arange(samples.size) / 8000)))


@pytest.mark.parametrize("amplitude", [0.02, 0.2, 0.9])
def test_quiet_and_loud_voices_come_out_alike(amplitude: float) -> None:
    sound = heard(mastering.master(pcm(hum(700, amplitude)), 8000))
    assert mastering.active_db(sound) == pytest.approx(mastering.LEVEL_DB, abs=0.5)


def test_lows_go_and_highs_gain() -> None:
    together = hum(100, 0.2) + hum(1000, 0.2) + hum(3000, 0.2)
    sound = heard(mastering.master(pcm(together), 8000))
    assert strength(sound, 100) < strength(sound, 1000) / 30
    assert strength(sound, 1000) * 1.5 < strength(sound, 3000)


def test_peaks_are_bent_and_not_cut() -> None:
    clicks = np.zeros(8000)
    clicks[::400] = 0.9
    sound = heard(mastering.master(pcm(clicks + hum(900, 0.02)), 8000))
    assert 0.9 < sound.max() < 0.97


def test_silence_around_a_phrase_becomes_thirty_milliseconds() -> None:
    sound = mastering.master(pcm(quiet(0.7), hum(700, 0.3), quiet(0.9)), 8000)
    assert audio.seconds(sound) == pytest.approx(1.06, abs=0.03)


def test_missing_silence_around_a_phrase_is_added() -> None:
    sound = heard(mastering.master(pcm(hum(700, 0.3)), 8000))
    assert np.abs(sound[:230]).max() < 0.01
    assert np.abs(sound[-200:]).max() < 0.01


def test_other_rates_become_eight_thousand() -> None:
    sound = mastering.master(pcm(hum(700, 0.3, rate=22050)), 22050)
    assert audio.seconds(sound) == pytest.approx(1.06, abs=0.02)


@pytest.mark.parametrize("nothing", [b"", bytes(16000), b"\x01\x00\xff\xff" * 4000])
def test_silence_is_nothing(nothing: bytes) -> None:
    assert mastering.master(nothing, 8000) == b""
