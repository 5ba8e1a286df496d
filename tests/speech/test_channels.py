"""What a telephone does to sound."""

import numpy as np
import pytest

from speech import audio, channels
from speech.channels import Channel


def speech_like() -> np.ndarray:
    chance = np.random.default_rng(1)
    syllables = [np.concatenate((chance.normal(0, 0.1, 1600), np.zeros(800))) for _ in range(10)]
    return np.concatenate(syllables)


def test_the_level_of_speech_leaves_pauses_out() -> None:
    assert channels.active_db(speech_like()) == pytest.approx(-20, abs=0.7)
    with_pause = np.concatenate((speech_like(), np.zeros(16000)))
    assert channels.active_db(with_pause) == pytest.approx(-20, abs=0.7)
    assert channels.active_db(channels.louder(speech_like(), -12)) == pytest.approx(-32, abs=0.7)
    assert channels.active_db(np.zeros(10)) == -100.0


@pytest.mark.parametrize("below", [10, 20])
def test_noise_is_as_far_below_the_speech_as_asked(below: float) -> None:
    speech = speech_like()
    added = channels.with_noise(speech, below, np.random.default_rng(2)) - speech
    assert 10 * np.log10((added**2).mean()) == pytest.approx(-20 - below, abs=0.7)
    voices = [np.random.default_rng(3).normal(0, 0.3, 5000)]
    babble = channels.with_babble(speech, voices, below, np.random.default_rng(2)) - speech
    assert 10 * np.log10((babble**2).mean()) == pytest.approx(-20 - below, abs=0.7)


def test_coding_is_what_a_line_does() -> None:
    speech = speech_like()
    clean = channels.coded(speech, Channel.CLEAN)
    mulaw = channels.coded(speech, Channel.MULAW)
    gsm = channels.coded(speech, Channel.GSM)
    assert len(clean) == len(mulaw) == 2 * len(speech)
    assert mulaw == audio.decode(audio.encode(clean))
    assert gsm not in (clean, mulaw)
    assert abs(len(gsm) - len(clean)) <= 640
    loud = np.frombuffer(channels.coded(speech * 100, Channel.CLEAN), "<i2")
    assert loud.max() == 32767, "clipped, not wrapped"


def test_quiet_around_an_answer_is_never_true_silence() -> None:
    sound = channels.between_quiet(np.zeros(0), np.random.default_rng(1), 0.5, 0.5)
    assert len(sound) == 8000
    assert 0 < np.abs(sound).max() < 0.002
