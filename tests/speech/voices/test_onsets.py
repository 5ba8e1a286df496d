"""A breath before the first sound goes, and nothing else."""

import numpy as np
import pytest

from speech.voices.onsets import KEPT_MS, begins_closed, without_breath

RATE = 24000


def noise(milliseconds: int, level: float) -> np.ndarray:
    chance = np.random.default_rng(milliseconds)
    return (chance.normal(0, level, RATE * milliseconds // 1000)).astype(np.float32)


def quiet(milliseconds: int) -> np.ndarray:
    return noise(milliseconds, 1e-5)


SPEECH = noise(400, 0.2)


def test_a_breath_before_the_closed_mouth_is_taken_away() -> None:
    spoken = np.concatenate([quiet(180), noise(60, 0.02), quiet(40), SPEECH])
    left = without_breath(spoken, RATE)
    assert len(left) == pytest.approx(len(SPEECH) + KEPT_MS * RATE // 1000, abs=RATE // 100)
    assert np.array_equal(left[-len(SPEECH) :], SPEECH)


def test_a_vowel_before_a_silence_stays() -> None:
    """The "pu" of "pukul" ends in the silence of the k."""
    spoken = np.concatenate([quiet(180), noise(80, 0.15), quiet(40), SPEECH])
    assert np.array_equal(without_breath(spoken, RATE), spoken)


def test_a_phrase_without_a_silence_stays() -> None:
    spoken = np.concatenate([quiet(180), SPEECH])
    assert np.array_equal(without_breath(spoken, RATE), spoken)
    assert not len(without_breath(SPEECH[:10], RATE)) > 10


@pytest.mark.parametrize(
    ("signs", "closed"), [("ˈtekan", True), ("ʧontoh", True), ("ˈəmpat", False), ("status", False), ("", False)]
)
def test_only_p_t_k_and_c_are_made_with_a_closed_mouth(signs: str, closed: bool) -> None:
    assert begins_closed(signs) is closed
