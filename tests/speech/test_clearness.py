"""Consonants come up to the vowels; silence, vowels and a steady sound stay as they are."""

import numpy as np
import pytest

from speech.clearness import Clearness, clearer

EVENED = Clearness(ratio=2.0, short_s=0.0)


def tone(hertz: float, amplitude: float, seconds: float) -> np.ndarray:
    return amplitude * np.sin(2 * np.pi * hertz * np.arange(int(seconds * 8000)) / 8000)


def level_db(samples: np.ndarray) -> float:
    return float(10 * np.log10((samples**2).mean() + 1e-12))


def word(consonant: float) -> np.ndarray:
    """A vowel of 200 ms, 100 ms of a consonant that much softer, the vowel again, 200 ms of almost nothing."""
    vowel = tone(500, 0.3, 0.2)
    return np.concatenate(
        [vowel, tone(2500, 0.3 * 10 ** (-consonant / 20), 0.1), vowel, tone(900, 1e-4, 0.2)]
    )


@pytest.mark.parametrize("below_db", [10, 20, 28])
def test_a_consonant_comes_nearer_to_its_vowels(below_db: float) -> None:
    evened = clearer(word(below_db), EVENED)
    left = level_db(evened[320:1280]) - level_db(evened[1760:2240])
    assert below_db / 2 - 3 < left < below_db / 2 + 5


def test_a_single_word_is_left_alone_and_a_phrase_is_not() -> None:
    short, long = tone(500, 0.3, 0.5), word(20)
    how = Clearness(ratio=2.0, short_s=0.45)
    assert np.array_equal(clearer(np.concatenate([short[:3200], np.zeros(4000)]), how)[:3200], short[:3200])
    assert not np.array_equal(clearer(long, how), long)


def test_what_is_almost_silence_stays_so() -> None:
    said = word(20)
    evened = clearer(said, EVENED)
    assert level_db(evened[-1200:]) == pytest.approx(level_db(said[-1200:]), abs=0.5)


def test_a_steady_sound_stays_steady() -> None:
    """The turning up and down must not be heard as a rattle."""
    evened = clearer(tone(150, 0.3, 1.0), EVENED)[400:-400]
    periods = (evened[: evened.size // 160 * 160].reshape(-1, 160) ** 2).mean(axis=1)
    assert np.ptp(10 * np.log10(periods)) < 0.2


def test_presence_raises_highs_only() -> None:
    how = Clearness(presence_db=6.0)
    for hertz, gain in ((300, 0), (2000, 6), (3400, 6)):
        said = tone(hertz, 0.1, 1.0)
        assert level_db(clearer(said, how)) - level_db(said) == pytest.approx(gain, abs=0.3)


@pytest.mark.parametrize("samples", [0, 1, 50, 8000])
def test_as_many_samples_come_out(samples: int) -> None:
    how = Clearness(presence_db=3.0, ratio=3.0)
    evened = clearer(np.random.default_rng(1).normal(size=samples) * 0.1, how)
    assert evened.size == samples
    assert np.isfinite(evened).all()


def test_nothing_is_asked_for_and_nothing_happens() -> None:
    said = word(20)
    assert np.array_equal(clearer(said, Clearness()), said)
    assert not clearer(np.zeros(800), EVENED).any()
