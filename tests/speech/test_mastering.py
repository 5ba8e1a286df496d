"""Filter, loudness, limiter and trim, on made-up sounds and on the robot voice."""

from collections.abc import Iterator

import numpy as np
import pytest

from speech import audio, loudness, mastering
from speech.synthesizer import Pace, Pyttsx3Synthesizer


@pytest.fixture(scope="module")
def robot() -> Iterator[Pyttsx3Synthesizer]:
    synthesizer = Pyttsx3Synthesizer()
    yield synthesizer
    synthesizer.close()


def pcm(*parts: np.ndarray) -> bytes:
    return (np.concatenate(parts) * 32767).astype("<i2").tobytes()


def hum(hertz: float, amplitude: float, seconds: float = 1.0, rate: int = 8000) -> np.ndarray:
    return amplitude * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


def hiss(amplitude: float, seconds: float) -> np.ndarray:
    """Like an "s": noise above 2 kHz."""
    white = np.random.default_rng(1).normal(size=int(seconds * 8000))
    spectrum = np.fft.rfft(white)
    spectrum[: white.size // 4] = 0
    high = np.fft.irfft(spectrum, white.size)
    return amplitude * high / np.sqrt((high**2).mean())


def voiced(seconds: float, hertz: float = 120.0) -> np.ndarray:
    """Pulses like those of a throat, twice as loud in the middle: peaks far above the mean."""
    pulses = np.zeros(int(seconds * 8000))
    pulses[:: int(8000 / hertz)] = 0.6
    ringing = np.exp(-np.arange(60) / 25) * np.cos(2 * np.pi * 700 * np.arange(60) / 8000)
    return np.convolve(pulses, ringing)[: pulses.size] * (1 + np.hanning(pulses.size)) / 2


def quiet(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * 8000))


def heard(mulaw: bytes) -> np.ndarray:
    return np.frombuffer(audio.decode(mulaw), dtype="<i2") / 32768


def strength(samples: np.ndarray, hertz: float) -> float:
    return float(np.abs(samples @ np.exp(-2j * np.pi * hertz * np.arange(samples.size) / 8000)))


def steps_db(samples: np.ndarray) -> np.ndarray:
    """Level of each 5 ms, in dB of full scale."""
    frames = samples[: samples.size // 40 * 40].reshape(-1, 40)
    return 10 * np.log10((frames**2).mean(axis=1) + 1e-12)


@pytest.mark.parametrize("amplitude", [0.05, 0.2, 0.9])
@pytest.mark.parametrize("seconds", [0.15, 0.3, 0.5, 3.0])
def test_quiet_and_loud_long_and_short_come_out_alike(amplitude: float, seconds: float) -> None:
    sound = mastering.master(pcm(quiet(0.4), voiced(seconds) * amplitude, quiet(0.6)), 8000)
    assert loudness.of(sound) == pytest.approx(mastering.LOUDNESS, abs=0.5)


def test_a_short_word_with_a_soft_ending_is_not_louder_than_others() -> None:
    """The soft half is cut off after it was measured."""
    said = np.concatenate([voiced(0.3), hum(500, 0.002, 0.4)])
    sound = mastering.master(pcm(said, hum(500, 0.001, 0.5)), 8000)
    assert loudness.of(sound) == pytest.approx(mastering.LOUDNESS, abs=0.5)


def test_a_short_word_is_not_blown_up() -> None:
    """Its own peaks are no higher than those of the same voice in a long sentence."""
    short, long = (heard(mastering.master(pcm(voiced(s) * 0.3), 8000)) for s in (0.25, 4.0))
    assert steps_db(short).max() < steps_db(long).max() + 3


def test_lows_go_and_highs_gain() -> None:
    together = hum(100, 0.2) + hum(1000, 0.2) + hum(3000, 0.2)
    sound = heard(mastering.master(pcm(together), 8000))
    assert strength(sound, 100) < strength(sound, 1000) / 30
    assert strength(sound, 1000) * 1.5 < strength(sound, 3000)


@pytest.mark.parametrize("pulse", [0.3, 0.9])
def test_peaks_are_turned_down_and_not_cut(pulse: float) -> None:
    clicks = np.zeros(8000)
    clicks[::400] = pulse
    sound = heard(mastering.master(pcm(clicks + hum(900, 0.02)), 8000))
    assert 0.85 < np.abs(sound).max() < 0.97
    assert np.count_nonzero(np.abs(sound) > 0.94) < 100


def test_silence_around_a_phrase_becomes_twenty_milliseconds() -> None:
    sound = heard(mastering.master(pcm(quiet(0.7), hum(700, 0.3), quiet(0.9)), 8000))
    assert sound.size / audio.RATE == pytest.approx(1.04, abs=0.02)
    assert 3 <= np.flatnonzero(steps_db(sound) > -50)[0] <= 4


def test_missing_silence_around_a_phrase_is_added() -> None:
    sound = heard(mastering.master(pcm(hum(700, 0.3)), 8000))
    assert np.abs(sound[:150]).max() < 0.01
    assert np.abs(sound[-150:]).max() < 0.01


@pytest.mark.parametrize("below_db", [20, 30, 36])
def test_a_quiet_last_s_survives(below_db: float) -> None:
    """80 ms of hiss after a word, with the gap of a "t" before it."""
    said = voiced(0.5) * 0.5
    last = hiss(float(np.sqrt((said**2).mean())) * 10 ** (-below_db / 20), 0.08)
    whole = mastering.master(pcm(said, quiet(0.06), last, quiet(0.5)), 8000)
    without = mastering.master(pcm(said, quiet(0.5)), 8000)
    assert len(whole) - len(without) == pytest.approx(0.14 * audio.RATE, abs=0.015 * audio.RATE)


def test_a_recording_s_hiss_is_not_speech() -> None:
    floor = np.random.default_rng(2).normal(size=16000) * 0.001
    said = floor + np.concatenate([quiet(0.7), voiced(0.5) * 0.5, quiet(0.8)])
    assert audio.seconds(mastering.master(pcm(said), 8000)) < 0.62


@pytest.mark.parametrize("seed", range(6))
def test_a_phrase_begins_and_ends_at_nothing(seed: int) -> None:
    """Pieces are joined with silence: a step there, from the hiss of a recording, would click."""
    noise = np.random.default_rng(seed).normal(size=8000) * 0.003
    sound = heard(mastering.master(pcm(noise + np.concatenate([quiet(0.3), voiced(0.4), quiet(0.3)])), 8000))
    assert sound[0] == sound[-1] == 0
    assert np.abs(sound[:4]).max() < 0.001
    assert np.abs(sound[-4:]).max() < 0.001


def test_other_rates_become_eight_thousand() -> None:
    sound = mastering.master(pcm(hum(700, 0.3, rate=22050)), 22050)
    assert audio.seconds(sound) == pytest.approx(1.04, abs=0.02)


@pytest.mark.parametrize("nothing", [b"", bytes(16000), b"\x01\x00\xff\xff" * 4000])
def test_silence_is_nothing(nothing: bytes) -> None:
    assert mastering.master(nothing, 8000) == b""


@pytest.mark.parametrize(
    "text", ["ya.", "tiga.", "empat delapan,", "Status permohonan,", "Silakan datang ke loket lima."]
)
def test_louder_is_six_louder_and_does_not_clip(robot: Pyttsx3Synthesizer, text: str) -> None:
    """From the loudness of every phrase, with peaks near full scale already."""
    sound = robot.render(text, Pace.NORMAL)
    more = mastering.louder(sound)
    assert len(more) == len(sound)
    assert loudness.of(more) - loudness.of(sound) == pytest.approx(mastering.LOUDER_DB, abs=0.25)
    assert np.abs(heard(more)).max() < 0.97
    assert heard(more)[0] == heard(more)[-1] == 0


def test_even_nothing_but_peaks_gets_five_louder() -> None:
    sound = mastering.master(pcm(voiced(1.0) * 0.5), 8000)
    assert loudness.of(mastering.louder(sound)) - loudness.of(sound) > 5


def test_a_soft_sound_gets_all_six_decibels() -> None:
    sound = audio.encode(pcm(hum(700, 0.05)))
    assert loudness.of(mastering.louder(sound)) - loudness.of(sound) == pytest.approx(6, abs=0.2)


@pytest.mark.parametrize("silence", [b"", audio.silence(20), audio.silence(2000)])
def test_louder_silence_is_silence(silence: bytes) -> None:
    assert mastering.louder(silence) == silence
