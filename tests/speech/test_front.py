"""The line's front end: when speech begins and ends, and the level at which it is passed on."""

import numpy as np
import pytest

from speech import audio, channels
from speech.endpointing import LOOK_BACK_MS, SLOW_PAUSE_MS, Change, Endpointer
from speech.front import FrontEnd
from speech.level import TARGET_DB, Normalizer
from speech.synthesizer import Pace, Pyttsx3Synthesizer

FRAME = 2 * audio.FRAME_BYTES


@pytest.fixture(scope="module")
def speech() -> np.ndarray:
    """Four digits, float, without the quiet around them."""
    voice = Pyttsx3Synthesizer()
    try:
        said = np.frombuffer(audio.decode(voice.render("satu dua tiga lima", Pace.NORMAL)), "<i2") / 32768
    finally:
        voice.close()
    loud = np.flatnonzero(np.abs(said) > 0.02)
    return np.asarray(said[loud[0] : loud[-1]])


def frames(samples: np.ndarray) -> list[bytes]:
    pcm = channels.coded(samples, channels.Channel.MULAW)
    return [pcm[at : at + FRAME] for at in range(0, len(pcm) - FRAME + 1, FRAME)]


def quiet(seconds: float, rms: float = 3e-4) -> np.ndarray:
    return np.random.default_rng(int(seconds * 100)).normal(0, rms, int(seconds * 8000))


def passed_on(front: FrontEnd, samples: np.ndarray) -> tuple[np.ndarray, list[Change]]:
    out, changes = b"", []
    for frame in frames(samples):
        change, sound = front.hear(frame)
        changes.append(change)
        out += sound
        if change is Change.ENDED:
            break
    return np.frombuffer(out + front.rest(), "<i2") / 32768, changes


@pytest.mark.parametrize("db", [-28, -12, 0, 8])
def test_every_caller_is_passed_on_at_one_level(speech: np.ndarray, db: float) -> None:
    sound = np.concatenate((quiet(0.5), channels.louder(speech, db), quiet(2)))
    passed, changes = passed_on(FrontEnd(1200), sound)
    assert changes[-1] is Change.ENDED
    assert channels.active_db(passed) == pytest.approx(TARGET_DB, abs=2.5)
    first, rest = passed[: len(passed) // 3], passed[len(passed) // 3 : 2 * len(passed) // 3]
    assert abs(channels.active_db(first) - channels.active_db(rest)) < 7, "the first syllable too"


def test_nothing_of_an_answer_is_lost(speech: np.ndarray) -> None:
    sound = np.concatenate((quiet(0.5), speech, quiet(2)))
    passed, changes = passed_on(FrontEnd(1000), sound)
    began = changes.index(Change.BEGAN)
    assert len(passed) == (len(changes) - began - 1 + LOOK_BACK_MS // 20) * 160
    assert len(passed) >= len(speech) + 8000


def test_people_far_below_the_caller_stay_below(speech: np.ndarray) -> None:
    answer = np.concatenate((speech, np.zeros(6400), speech))
    background = channels.louder(np.resize(speech[::-1], len(answer)), -22)
    passed, _ = passed_on(FrontEnd(2000), np.concatenate((quiet(0.3), answer + background, quiet(2.5))))
    pause = passed[len(passed) // 2 - 800 : len(passed) // 2 + 800]
    assert channels.active_db(pause) < TARGET_DB - 20


def test_the_level_is_remembered_for_the_next_answer(speech: np.ndarray) -> None:
    front = FrontEnd(1000)
    soft = channels.louder(speech, -22)
    passed_on(front, np.concatenate((quiet(0.5), soft, quiet(1.5))))
    front.restart(1000)
    passed, _ = passed_on(front, np.concatenate((quiet(0.3), soft[:2400], quiet(1.5))))
    assert channels.active_db(passed) > TARGET_DB - 8


def begins_after_ms(sound: np.ndarray, endpointer: Endpointer | None = None) -> int | None:
    endpointer = endpointer or Endpointer()
    for number, frame in enumerate(frames(sound)):
        if endpointer.hear(frame)[0] is Change.BEGAN:
            return (number + 1) * 20
    return None


def test_a_beginning_is_noticed_within_120_ms(speech: np.ndarray) -> None:
    for noise in (3e-4, 4e-3):
        began = begins_after_ms(
            np.concatenate((quiet(1, noise), speech + quiet(len(speech) / 8000, noise)[: len(speech)]))
        )
        assert began is not None
        assert 1000 < began <= 1140


@pytest.mark.parametrize("noise", ["silence", "hiss", "click", "ringing"])
def test_what_is_no_speech_does_not_begin_an_answer(noise: str) -> None:
    when = np.arange(24000) / 8000
    sound = {
        "silence": quiet(3),
        "hiss": quiet(3, 0.02),
        "click": np.concatenate((quiet(1), np.random.default_rng(1).normal(0, 0.3, 240), quiet(2))),
        "ringing": quiet(3) + 0.1 * np.sin(2 * np.pi * 425 * when) * (when % 1.5 < 0.5),
    }[noise]
    assert begins_after_ms(sound) is None


def test_background_does_not_keep_an_answer_open_once_the_caller_is_known(speech: np.ndarray) -> None:
    background = channels.louder(np.resize(speech, 32000), -26)
    endpointer = Endpointer(1000)
    changes = [
        endpointer.hear(frame)[0] for frame in frames(np.concatenate((quiet(0.5), speech, background)))
    ]
    assert Change.ENDED in changes


def test_a_slow_speaker_is_given_more_time(speech: np.ndarray) -> None:
    endpointer = Endpointer(1200)
    pause = quiet(SLOW_PAUSE_MS / 1000 + 0.2)
    for frame in frames(np.concatenate((quiet(0.5), speech, pause, speech))):
        assert endpointer.hear(frame)[0] is not Change.ENDED
    assert endpointer.patience_ms > 1200
    endpointer.restart(1000)
    assert endpointer.patience_ms > 1000, "in the next answer too"


def test_the_gain_moves_slowly_within_an_answer() -> None:
    normalizer = Normalizer()
    gains = []
    for level in [-30.0] * 40 + [-12.0] * 40:
        normalizer.learn(level)
        gains.append(normalizer.next_gain_db(level))
    assert gains[0] == pytest.approx(9, abs=0.1)
    assert max(abs(two - one) for one, two in zip(gains, gains[1:], strict=False)) <= 0.51
    assert gains[-1] < -5
