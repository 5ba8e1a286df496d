"""When speech begins and ends: espeak's voice between quiet, noise, tones and people in the background."""

import numpy as np
import pytest

from speech import audio
from speech.endpointing import Background, Change, Endpointer
from speech.shape import is_tone
from speech.synthesizer import Pace, Pyttsx3Synthesizer

RATE = audio.RATE


@pytest.fixture(scope="module")
def digits() -> np.ndarray:
    return voice("tiga empat", "id+klatt4")


@pytest.fixture(scope="module")
def people() -> np.ndarray:
    """Two people talking, 10 seconds, mean level 0 dB."""
    talk = [
        voice("Selamat pagi, saya mau tanya syarat membuat akta kelahiran anak", f"id+{name}")
        for name in ("m3", "f2")
    ]
    mixed = sum(np.resize(np.roll(one, 5000 * number), 10 * RATE) for number, one in enumerate(talk))
    return mixed / np.sqrt((mixed**2).mean())


def voice(text: str, name: str) -> np.ndarray:
    """Samples, 1.0 is full scale, loud frames at about -21 dB; without the quiet around it."""
    synthesizer = Pyttsx3Synthesizer(voice=name)
    try:
        said = np.frombuffer(audio.decode(synthesizer.render(text, Pace.NORMAL)), "<i2") / 32768
    finally:
        synthesizer.close()
    loud = np.flatnonzero(np.abs(said) > 0.02)
    said = said[loud[0] : loud[-1]]
    return said * 10 ** (-21 / 20) / np.sqrt((said**2).mean())


def quiet(seconds: float, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 2e-4, int(seconds * RATE))


def noise(count: int, db: float) -> np.ndarray:
    return np.random.default_rng(2).normal(size=count) * 10 ** (db / 20)


def pcm(samples: np.ndarray) -> bytes:
    return audio.decode(audio.encode(np.clip(samples * 32768, -32768, 32767).astype("<i2").tobytes()))


def heard(endpointer: Endpointer, samples: np.ndarray) -> list[tuple[Change, float]]:
    """(what, seconds at the end of its frame); another answer is awaited after each."""
    sound = pcm(samples)
    changes = []
    for at in range(0, len(sound) - 319, 320):
        change, _ = endpointer.hear(sound[at : at + 320])
        if change is not Change.NOTHING:
            changes.append((change, (at + 320) / 2 / RATE))
        if change is Change.ENDED:
            endpointer.restart(endpointer.end_silence_ms)
    return changes


def test_speech_begins_within_120_ms_and_ends_after_its_silence(digits: np.ndarray) -> None:
    began, ended = heard(Endpointer(800), np.concatenate((quiet(1), digits, quiet(1))))
    assert began[0] is Change.BEGAN
    assert 1.0 < began[1] <= 1.12
    assert ended[0] is Change.ENDED
    assert abs(ended[1] - (1 + len(digits) / RATE + 0.8)) < 0.15


@pytest.mark.parametrize("db", [-24.0, 13.0])
def test_soft_and_loud_callers_are_heard(digits: np.ndarray, db: float) -> None:
    """-45 and -8 dB of full scale."""
    changes = heard(Endpointer(800), np.concatenate((quiet(1), digits * 10 ** (db / 20), quiet(1))))
    assert [change for change, _ in changes] == [Change.BEGAN, Change.ENDED]


@pytest.mark.parametrize("db", [-41.0, -31.0])
def test_noise_is_no_speech_and_speech_is_heard_over_it(digits: np.ndarray, db: float) -> None:
    sound = np.concatenate((quiet(3), digits, quiet(2)))
    changes = heard(Endpointer(800), sound + noise(len(sound), db))
    assert [change for change, _ in changes] == [Change.BEGAN, Change.ENDED]
    assert 3.0 < changes[0][1] < 3.3


def test_a_ringing_tone_is_no_speech() -> None:
    tone = np.sin(np.arange(2 * RATE) * 2 * np.pi * 425 / RATE) * 0.1
    assert heard(Endpointer(800), np.concatenate((quiet(1), tone, quiet(1)))) == []


def test_a_tone_is_told_from_a_voice(digits: np.ndarray) -> None:
    tone = np.sin(np.arange(160) * 2 * np.pi * 425 / RATE) * 0.1
    assert is_tone(pcm(tone))
    frames = [digits[at : at + 160] for at in range(0, len(digits) - 159, 160)]
    assert sum(is_tone(pcm(frame)) for frame in frames) < len(frames) / 4


def test_a_click_is_no_speech(digits: np.ndarray) -> None:
    click = digits[3000:3400]
    assert heard(Endpointer(800), np.concatenate((quiet(1), click, quiet(1)))) == []


def test_people_in_the_background_neither_begin_nor_hold_an_answer(
    digits: np.ndarray, people: np.ndarray
) -> None:
    sound = np.concatenate((quiet(4), digits, quiet(4)))
    sound += np.resize(people, len(sound)) * 10 ** ((-21 - 15) / 20)
    changes = heard(Endpointer(800), sound)
    assert [change for change, _ in changes[:2]] == [Change.BEGAN, Change.ENDED]
    assert 4.0 < changes[0][1] < 4.3
    assert changes[1][1] < 4 + len(digits) / RATE + 1.6
    assert len(changes) == 2


def test_our_own_echo_does_not_begin_an_answer_while_a_prompt_is_said(digits: np.ndarray) -> None:
    """The echo comes in at -48 dB: a soft caller's level, were no prompt being said."""
    echo = np.concatenate((quiet(1), digits * 10 ** (-27 / 20), quiet(1)))
    prompted, silent = Endpointer(800), Endpointer(800)
    prompted.prompting = True
    assert heard(prompted, echo) == []
    assert heard(silent, echo) != []


def test_a_caller_is_heard_over_our_own_prompt(digits: np.ndarray) -> None:
    endpointer = Endpointer(800)
    endpointer.prompting = True
    echo = np.resize(digits, 4 * RATE) * 10 ** (-27 / 20)
    over = np.concatenate((np.zeros(2 * RATE), digits))
    changes = heard(endpointer, echo[: len(over)] + over + quiet(len(over) / RATE)[: len(over)])
    assert changes[0][0] is Change.BEGAN
    assert 2.0 < changes[0][1] <= 2.2


def test_a_slow_speaker_is_waited_for_longer_next_time(digits: np.ndarray) -> None:
    endpointer = Endpointer(1200)
    heard(endpointer, np.concatenate((quiet(1), digits, quiet(1.1), digits, quiet(2))))
    endpointer.restart(1000)
    assert endpointer.patience_ms > 1300
    for _ in range(12):
        heard(endpointer, np.concatenate((quiet(1), digits, quiet(3))))
        endpointer.restart(1000)
    assert endpointer.patience_ms == 1000, "and not for ever"


def test_who_goes_on_right_after_the_end_was_cut_off(digits: np.ndarray) -> None:
    endpointer = Endpointer(600)
    assert len(heard(endpointer, np.concatenate((quiet(1), digits, quiet(0.75))))) == 2
    heard(endpointer, np.concatenate((quiet(0.2), digits)))
    assert endpointer.patience_ms > 900


def test_hiss_is_no_speech() -> None:
    assert heard(Endpointer(800), noise(3 * RATE, -34)) == []


def test_a_soft_caller_is_heard_in_every_answer(digits: np.ndarray) -> None:
    """The beginning of one answer must not count as the background of the next."""
    answer = np.concatenate((quiet(0.4), digits * 10 ** (-21 / 20), quiet(1)))
    changes = heard(Endpointer(800), np.tile(answer, 6))
    assert [change for change, _ in changes] == [Change.BEGAN, Change.ENDED] * 6


def test_people_do_not_hold_an_answer_once_the_caller_is_known(digits: np.ndarray) -> None:
    """They begin to talk with the caller's last word, 26 dB below, and were not heard before."""
    people = np.resize(digits, 4 * RATE) * 10 ** (-26 / 20)
    changes = heard(Endpointer(1000), np.concatenate((quiet(0.5), digits, people)))
    assert [change for change, _ in changes] == [Change.BEGAN, Change.ENDED]


def test_the_beginning_of_an_answer_is_no_background() -> None:
    background = Background()
    for _ in range(20):
        for db in [-70.0] * 10 + [-40.0] * 4:
            background.hear(db, False, False, db > -50, False)
        background.hear(-40.0, True, False, True, True)
    assert background.loud_db < -60


def test_speech_that_begins_no_answer_is_background() -> None:
    background = Background()
    for _ in range(20):
        for db in [-70.0] * 10 + [-40.0] * 4:
            background.hear(db, False, False, db > -50, False)
    assert background.loud_db > -45
