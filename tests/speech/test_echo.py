"""Our own voice comes back from the caller's telephone: it is known for what it is, and callers get through it."""

import numpy as np
import pytest

from speech import audio
from speech.echo import Echo
from speech.endpointing import Change, Endpointer
from speech.level import SILENT_DB, level_db
from speech.synthesizer import Pace, Pyttsx3Synthesizer

FRAME = 2 * audio.FRAME_BYTES
LEARNT_S = 3.0


@pytest.fixture(scope="module")
def voices() -> tuple[np.ndarray, np.ndarray]:
    """(a long prompt of ours, a caller), full scale 1."""
    ours, theirs = Pyttsx3Synthesizer(), Pyttsx3Synthesizer(voice="id+klatt4")
    try:
        text = "Selamat datang di layanan telepon. Silakan sebutkan keperluan Bapak atau Ibu sesudah ini."
        prompt = audio.samples(ours.render(text, Pace.NORMAL))
        caller = audio.samples(theirs.render("mau bicara dengan petugas", Pace.NORMAL))
    finally:
        ours.close()
        theirs.close()
    return np.asarray(prompt, np.float64), np.asarray(caller, np.float64)


def begins(prompt: np.ndarray, heard: np.ndarray, echo: Echo) -> list[float]:
    """When speech begins in what is heard while the prompt plays, in seconds."""
    endpointer, found = Endpointer(1000), []
    endpointer.prompting = True
    echo.plays(audio.encode((prompt * 32767).astype("<i2").tobytes()), 0.0)
    noise = np.random.default_rng(1).normal(0, 2e-4, len(heard))
    pcm = (np.clip(heard + noise, -1, 1) * 32767).astype("<i2").tobytes()
    for number in range(len(pcm) // FRAME):
        frame = pcm[number * FRAME : (number + 1) * FRAME]
        endpointer.echo_db = echo.hears(level_db(frame))
        change, _ = endpointer.hear(frame)
        if change is Change.BEGAN:
            found.append(number * 0.02)
        if change is Change.ENDED:
            endpointer.restart(1000)
    return found


def echoed(prompt: np.ndarray, below_db: float, delay_s: float) -> np.ndarray:
    later = np.concatenate((np.zeros(int(delay_s * audio.RATE)), prompt))[: len(prompt)]
    return later * 10 ** (-below_db / 20)


@pytest.mark.parametrize("below_db", [10.0, 15.0, 25.0])
@pytest.mark.parametrize("delay_s", [0.08, 0.3, 0.7])
def test_once_it_is_known_an_echo_begins_no_answer(
    voices: tuple[np.ndarray, np.ndarray], below_db: float, delay_s: float
) -> None:
    prompt, _ = voices
    echo = Echo()
    assert [at for at in begins(prompt, echoed(prompt, below_db, delay_s), echo) if at > LEARNT_S] == []
    assert echo.delay_frames is not None
    assert abs(echo.delay_frames * 0.02 - delay_s) <= 0.04
    assert abs(echo.gain_db + below_db) < 2


def test_a_caller_is_heard_through_an_echo(voices: tuple[np.ndarray, np.ndarray]) -> None:
    prompt, caller = voices
    heard = echoed(prompt, 15, 0.2)
    at = int(LEARNT_S * audio.RATE)
    heard[at : at + len(caller)] += caller[: len(heard) - at]
    assert any(LEARNT_S < found < LEARNT_S + 0.5 for found in begins(prompt, heard, Echo()))


def test_where_there_is_no_echo_nothing_is_taken_for_one(voices: tuple[np.ndarray, np.ndarray]) -> None:
    prompt, caller = voices
    heard = np.zeros(len(prompt))
    heard[20000 : 20000 + len(caller)] = caller
    echo = Echo()
    assert begins(prompt, heard, echo)
    assert echo.delay_frames is None
    assert echo.hears(-30.0) == SILENT_DB


@pytest.mark.parametrize("after_s", [-1.5, -0.5, 0.0, 0.3, 0.9])
def test_a_caller_who_answers_as_long_as_we_spoke_is_no_echo(
    voices: tuple[np.ndarray, np.ndarray], after_s: float
) -> None:
    """Two voices one after the other rise and fall together, as wholes; within their words they do not."""
    prompt, caller = voices
    asked, echo = prompt[: len(caller)], Echo()
    heard = np.zeros(2 * len(caller) + 4 * audio.RATE)
    at = int(len(asked) + after_s * audio.RATE)
    heard[at : at + len(caller)] = caller
    begins(asked, heard, echo)
    assert echo.delay_frames is None


def test_what_was_silenced_has_no_echo(voices: tuple[np.ndarray, np.ndarray]) -> None:
    prompt, _ = voices
    echo = Echo()
    begins(prompt, echoed(prompt, 15, 0.1), echo)
    echo.plays(audio.encode((prompt * 32767).astype("<i2").tobytes()), 0.0)
    assert max(echo.hears(-60.0) for _ in range(50)) > SILENT_DB
    echo.hush()
    for _ in range(20):
        echo.hears(-60.0)
    assert max(echo.hears(-60.0) for _ in range(50)) == SILENT_DB
