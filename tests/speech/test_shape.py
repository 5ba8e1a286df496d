"""Noise, tones and voices are told apart frame by frame."""

import numpy as np

from speech import audio
from speech.shape import flatness, is_tone, is_voiced

T = np.arange(2 * audio.FRAME_BYTES) / audio.RATE


def pcm(samples: np.ndarray) -> bytes:
    return (samples * 8000).astype("<i2").tobytes()


def test_a_buzz_is_voiced_and_far_from_flat() -> None:
    buzz = sum(np.sin(2 * np.pi * 150 * k * T) / k for k in range(1, 12))
    assert is_voiced(pcm(buzz))
    assert flatness(pcm(buzz[: audio.FRAME_BYTES])) < 0.1


def test_noise_is_flat_and_not_voiced() -> None:
    noise = np.random.default_rng(1).normal(0, 0.3, len(T))
    assert not is_voiced(pcm(noise))
    assert flatness(pcm(noise[: audio.FRAME_BYTES])) > 0.3


def test_a_tone_of_the_exchange_is_a_tone_and_noise_is_none() -> None:
    assert is_tone(pcm(np.sin(2 * np.pi * 425 * T[: audio.FRAME_BYTES])))
    assert not is_tone(pcm(np.random.default_rng(1).normal(0, 0.3, audio.FRAME_BYTES)))


def test_silence_has_no_shape() -> None:
    assert not is_voiced(pcm(np.zeros(len(T))))
    assert flatness(pcm(np.zeros(audio.FRAME_BYTES))) == 1.0
