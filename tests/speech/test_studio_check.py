"""What is wrong with a recording is found, and a good one is left alone. The good ones are the robot voice's."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from speech import audio
from speech.hearing import Recognizer
from speech.recognizer import VoskRecognizer
from speech.studio import Take
from speech.studio_check import faults, misread, plain_words
from speech.synthesizer import Pace, Pyttsx3Synthesizer

WORDS = "Tekan satu untuk status permohonan."
MODEL = Path(__file__).resolve().parents[2] / "speech" / "model"


@pytest.fixture(scope="module")
def voice() -> Iterator[Pyttsx3Synthesizer]:
    voice = Pyttsx3Synthesizer()
    yield voice
    voice.close()


def spoken(voice: Pyttsx3Synthesizer, words: str) -> np.ndarray:
    """As a person would record it: not too loud, with a little of the room before and after."""
    pcm = audio.decode(voice.render(words, Pace.NORMAL))
    speech = np.frombuffer(pcm, "<i2").astype(np.float64) / 32768 * 0.5
    return room(np.concatenate([np.zeros(2400), speech, np.zeros(2400)]), 0.0005)


def room(samples: np.ndarray, level: float) -> np.ndarray:
    return samples + level * np.random.default_rng(1).standard_normal(samples.size)


def take(samples: np.ndarray) -> Take:
    return Take(pcm=(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes(), rate=audio.RATE)


@pytest.fixture(scope="module")
def good(voice: Pyttsx3Synthesizer) -> np.ndarray:
    return spoken(voice, WORDS)


def test_a_good_recording_has_no_faults(good: np.ndarray) -> None:
    assert faults(take(good), WORDS) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda s: s * 0.0001, "nothing can be heard"),
        (lambda s: s * 6, "clipped"),
        (lambda s: s * 0.03, "too quiet"),
        (lambda s: np.concatenate([s, s[2400:], s[2400:]]), "too long"),
        (lambda s: s[: 2400 + (s.size - 4800) // 4], "too short"),
        (lambda s: s[3200:], "cut off at the beginning"),
        (lambda s: s[:-3600], "cut off at the end"),
        (lambda s: room(np.concatenate([np.zeros(9600), s]), 0.0005), "s without speech at the beginning"),
        (lambda s: np.concatenate([s, np.zeros(9600)]), "s without speech at the end"),
        (lambda s: room(s, 0.01), "noise at the beginning"),
    ],
)
def test_each_fault_is_named(good: np.ndarray, change, fault: str) -> None:
    assert fault in "; ".join(faults(take(change(good)), WORDS))


def test_an_empty_sound_is_no_reason_to_fall_over() -> None:
    assert faults(Take(pcm=b"\0\0", rate=48000), WORDS) == ["nothing can be heard"]


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return VoskRecognizer(MODEL)


OTHERS = ("tiga,", "lima,", "empat,", "tujuh.", "tekan satu.", "tekan dua.")


@pytest.mark.parametrize(("said", "written", "wrong"), [
    ("lima,", "lima,", None),
    ("tekan satu.", "Tekan satu.", None),
    ("tujuh.", "lima,", "tujuh"),
    ("tekan dua.", "tekan satu.", "tekan dua"),
])  # fmt: skip
def test_our_own_recogniser_hears_what_was_read(
    voice: Pyttsx3Synthesizer, recognizer: Recognizer, said: str, written: str, wrong: str | None
) -> None:
    assert misread(take(spoken(voice, said)), written, OTHERS, recognizer) == wrong


def test_words_that_the_recogniser_does_not_know_are_not_judged(
    voice: Pyttsx3Synthesizer, recognizer: Recognizer
) -> None:
    assert misread(take(spoken(voice, "lima,")), "zzyzx.", OTHERS, recognizer) is None


def test_only_the_words_are_compared() -> None:
    assert plain_words("Dêsa, Tidak apa-apa!") == "desa tidak apa apa"
