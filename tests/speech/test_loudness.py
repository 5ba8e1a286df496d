"""Loudness against the values that Recommendation ITU-R BS.1770 itself and EBU Tech 3341 give."""

import numpy as np
import pytest

from speech import audio, loudness


def sine(hertz: float, peak_db: float, seconds: float) -> np.ndarray:
    return 10 ** (peak_db / 20) * np.sin(2 * np.pi * hertz * np.arange(int(seconds * 8000)) / 8000)


def test_full_scale_at_997_hertz_is_minus_three() -> None:
    """BS.1770-4, annex 1: "a 0 dB FS, 997 Hz sine wave ... indicated loudness will equal -3.01 LKFS"."""
    assert loudness.loudness(sine(997, 0, 2)) == pytest.approx(-3.01, abs=0.02)


@pytest.mark.parametrize(
    ("parts", "lufs"),
    [
        (((-23, 20),), -23.0),  # case 1
        (((-33, 20),), -33.0),  # case 2
        (((-36, 10), (-23, 60), (-36, 10)), -23.0),  # case 3: the relative gate
        (((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)), -23.0),  # case 4: the absolute gate
    ],
)
def test_the_cases_of_tech_3341(parts: tuple[tuple[float, float], ...], lufs: float) -> None:
    """Stereo sines of 1 kHz there; one channel of them is 3.01 LU softer."""
    sound = np.concatenate([sine(1000, level, seconds) for level, seconds in parts])
    assert loudness.loudness(sound) == pytest.approx(lufs - 3.01, abs=0.1)


def test_lows_count_less_and_highs_more() -> None:
    low, middle, high = (loudness.loudness(sine(hertz, -20, 2)) for hertz in (60, 1000, 3000))
    assert low < middle - 1
    assert middle + 2.5 < high < middle + 4


def test_a_sound_shorter_than_a_block_is_as_loud_as_a_long_one() -> None:
    assert loudness.loudness(sine(997, -20, 0.15)) == pytest.approx(
        loudness.loudness(sine(997, -20, 3)), abs=0.3
    )


@pytest.mark.parametrize("nothing", [np.zeros(0), np.zeros(100), np.zeros(8000)])
def test_silence(nothing: np.ndarray) -> None:
    assert loudness.loudness(nothing) == loudness.SILENCE


def test_of_mulaw() -> None:
    sound = audio.encode((sine(997, -20, 2) * 32767).astype("<i2").tobytes())
    assert loudness.of(sound) == pytest.approx(-23, abs=0.1)
