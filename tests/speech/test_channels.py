"""What a telephone does to sound."""

import audioop

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


def test_a_law_is_the_standard_one() -> None:
    every = np.arange(-32768, 32768).astype("<i2")
    coded = channels.coded(every / 32768, Channel.ALAW)
    assert coded == audioop.alaw2lin(audioop.lin2alaw(every.tobytes(), 2), 2)


def test_clipping_is_measured_from_the_speech() -> None:
    speech = speech_like()
    cut = channels.clipped(speech, 3)
    assert 20 * np.log10(np.abs(cut).max()) == pytest.approx(channels.active_db(speech) + 3, abs=0.01)
    assert np.array_equal(channels.clipped(speech, 40), speech)


def test_a_band_lets_its_middle_through() -> None:
    def passed_db(hertz: float) -> float:
        tone = np.sin(2 * np.pi * hertz * np.arange(audio.RATE) / audio.RATE)
        middle = channels.within_band(tone, 300, 3000)[1000:-1000]
        return float(10 * np.log10((middle**2).mean() * 2))

    assert passed_db(1000) == pytest.approx(0, abs=0.2)
    assert passed_db(300) == pytest.approx(-3, abs=0.5)
    assert passed_db(75) < -20
    assert passed_db(3800) < -10


def test_a_room_rings_on_and_dies_away() -> None:
    click = np.zeros(audio.RATE)
    click[0] = 1.0
    heard = channels.in_a_room(click, 0.4, np.random.default_rng(4), below_db=6)
    assert heard[0] == pytest.approx(1, abs=0.2)
    assert 10 * np.log10((heard[1:] ** 2).sum()) == pytest.approx(-6, abs=0.5)
    early, late = (heard[at : at + 400] for at in (100, 1700))
    assert 10 * np.log10((early**2).mean() / (late**2).mean()) == pytest.approx(30, abs=3), "60 dB in 0.4 s"
    assert np.abs(heard[3300:]).max() < 1e-9


def test_lost_packets_are_repeated_softer_and_their_share_is_as_asked() -> None:
    speech = np.random.default_rng(5).normal(0, 0.1, 160 * 2000)
    kept = speech.copy()
    arrived = channels.with_lost_packets(speech, 0.1, np.random.default_rng(6))
    assert np.array_equal(speech, kept), "what was given is not changed"
    changed = (arrived != speech).reshape(-1, 160).all(axis=1)
    assert changed.mean() == pytest.approx(0.1, abs=0.03)
    first = int(np.flatnonzero(changed)[0]) * 160
    assert np.array_equal(arrived[first : first + 160], arrived[first - 160 : first] / 2)
    assert np.array_equal(channels.with_lost_packets(speech, 0.0, np.random.default_rng(6)), speech)


def test_the_same_seed_does_the_same() -> None:
    speech, voices = speech_like(), [speech_like()[::-1]]
    for change in (
        lambda chance: channels.with_noise(speech, 10, chance),
        lambda chance: channels.with_babble(speech, voices, 10, chance),
        lambda chance: channels.in_a_room(speech, 0.3, chance),
        lambda chance: channels.with_lost_packets(speech, 0.1, chance),
    ):
        first, again, other = (change(np.random.default_rng(seed)) for seed in (7, 7, 8))
        assert np.array_equal(first, again)
        assert not np.array_equal(first, other)


def test_gsm_is_a_real_codec() -> None:
    tone = 0.25 * np.sin(2 * np.pi * 500 * np.arange(8000) / 8000)
    back = channels.gsm(tone)
    assert len(back) == len(tone)
    assert 0.001 < np.mean((back - tone) ** 2) / np.mean(tone**2) < 0.2
