"""The front end: nothing of an answer is lost at either side, its level is right, what is no caller is softened."""

import numpy as np
import pytest

from speech import audio, channels
from speech.endpointing import LOOK_BACK_MS, Change
from speech.front import HOLD_MS, FrontEnd
from speech.level import TARGET_DB
from speech.synthesizer import Pace, Pyttsx3Synthesizer

RATE = audio.RATE


@pytest.fixture(scope="module")
def said() -> np.ndarray:
    """A voice at -21 dB, 1.0 is full scale, without the quiet around it."""
    synthesizer = Pyttsx3Synthesizer(voice="id+klatt4")
    try:
        sound = (
            np.frombuffer(audio.decode(synthesizer.render("satu tiga sembilan", Pace.NORMAL)), "<i2") / 32768
        )
    finally:
        synthesizer.close()
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    sound = sound[loud[0] : loud[-1]]
    return sound * 10 ** ((TARGET_DB - channels.active_db(sound)) / 20)


def quiet(seconds: float) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 2e-4, int(seconds * RATE))


def through(front: FrontEnd, samples: np.ndarray) -> tuple[list[tuple[Change, int]], np.ndarray, int]:
    """(what came and in which frame, sound passed on, the frame in which the first of it came)."""
    pcm = channels.coded(samples, channels.Channel.MULAW)
    changes, out, first = [], b"", -1
    for number in range(len(pcm) // 320):
        change, sound = front.hear(pcm[320 * number : 320 * number + 320])
        if sound and not out:
            first = number
        out += sound
        if change is not Change.NOTHING:
            changes.append((change, number))
        if change is Change.ENDED:
            break
    return changes, np.frombuffer(out + front.rest(), "<i2") / 32768, first


@pytest.mark.parametrize("level_db", [-45.0, -33.0, -21.0, -8.0])
def test_every_caller_comes_out_at_the_models_level_from_the_first_syllable(
    said: np.ndarray, level_db: float
) -> None:
    given = said * 10 ** ((level_db - TARGET_DB) / 20)
    _, sound, _ = through(FrontEnd(600), np.concatenate((quiet(0.5), given, quiet(1))))
    half = RATE // 2
    assert abs(channels.active_db(sound) - TARGET_DB) < 2
    assert abs(channels.active_db(sound[2400 : 2400 + half]) - channels.active_db(said[:half])) < 3.5


def test_nothing_is_lost_or_said_twice(said: np.ndarray) -> None:
    changes, sound, first = through(FrontEnd(600), np.concatenate((quiet(0.5), said, quiet(1))))
    began, ended = changes[0][1], changes[1][1]
    assert len(sound) == 160 * (ended - began + 1 + LOOK_BACK_MS // 20)
    assert first - began <= HOLD_MS // 20 - 14
    start = len(sound) - 160 * (ended + 1) + int(0.5 * RATE)
    assert start > 0, "the sound before the first true sample was passed on"
    alike = np.corrcoef(sound[start : start + len(said)], said)[0, 1]
    assert alike > 0.99


def test_a_short_answer_is_passed_on_whole(said: np.ndarray) -> None:
    _, sound, _ = through(FrontEnd(200), np.concatenate((quiet(0.5), said[: RATE // 4], quiet(0.3))))
    assert len(sound) > RATE // 4


def test_people_in_the_background_are_softened_and_no_sound_is_exact_silence(said: np.ndarray) -> None:
    talk = np.roll(np.tile(said, 8), 3000)[: 5 * RATE + len(said)] * 10 ** (-15 / 20)
    sound = talk + np.concatenate((quiet(4), said, quiet(1)))
    front = FrontEnd(900)
    _, out, _ = through(front, sound)
    after = out[-RATE // 4 :]
    assert channels.active_db(after) < TARGET_DB - 25
    assert np.abs(after).max() > 0


def test_the_next_answer_starts_afresh(said: np.ndarray) -> None:
    front = FrontEnd(1200)
    one = np.concatenate((quiet(1), said, quiet(2)))
    _, first, _ = through(front, one)
    front.restart(1200)
    _, second, _ = through(front, one)
    assert abs(len(first) - len(second)) <= 800, "a word begins a little sooner or later"
    assert abs(channels.active_db(first) - channels.active_db(second)) < 1


def test_people_far_below_the_caller_stay_below_in_a_pause(said: np.ndarray) -> None:
    answer = np.concatenate((said, np.zeros(6400), said))
    people = channels.louder(np.resize(said[::-1], len(answer)), -22)
    _, sound, _ = through(FrontEnd(2000), np.concatenate((quiet(0.3), answer + people, quiet(2.5))))
    middle = len(sound) - (len(quiet(2.0)) + len(said)) - 3200
    assert channels.active_db(sound[middle - 800 : middle + 800]) < TARGET_DB - 20


def test_the_level_is_remembered_for_the_next_answer(said: np.ndarray) -> None:
    front, soft = FrontEnd(1000), channels.louder(said, -20)
    through(front, np.concatenate((quiet(0.5), soft, quiet(2))))
    front.restart(1000)
    _, sound, _ = through(front, np.concatenate((quiet(0.3), soft[:2400], quiet(2))))
    assert channels.active_db(sound) > TARGET_DB - 8
