"""Stories are written down in a process of their own: it gives way, ends in time, and never outlives the line."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT
from speech import audio
from speech.dictation import LENGTH, DictationFailed, TookTooLong, dictated
from speech.synthesizer import Pace, Pyttsx3Synthesizer

MODEL = ROOT / "speech" / "model"


@pytest.fixture(scope="module")
def voice() -> Iterator[Pyttsx3Synthesizer]:
    voice = Pyttsx3Synthesizer(voice="id+klatt4")
    yield voice
    voice.close()


def test_a_story_is_written_down_by_the_small_model(voice: Pyttsx3Synthesizer) -> None:
    sound = voice.render("kartu keluarga saya hilang waktu banjir", Pace.NORMAL)
    assert "keluarga saya hilang" in dictated(sound, "vosk", MODEL, limit_s=60)


def test_a_model_that_is_not_there_is_a_failure_and_not_an_empty_story(tmp_path: Path) -> None:
    with pytest.raises(DictationFailed, match=r"lacks am/final\.mdl") as failed:
        dictated(audio.silence(1000), "vosk", tmp_path, limit_s=60)
    assert failed.type is DictationFailed


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(TookTooLong):
        dictated(audio.silence(1000), "vosk", MODEL, limit_s=0.05)


def test_it_gives_way_to_calls_and_ends_with_the_line() -> None:
    process = subprocess.Popen(  # noqa: S603  our own interpreter
        [sys.executable, "-m", "speech.dictation", "vosk", str(MODEL)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    sound = audio.silence(1000) * 600
    process.stdin.write(LENGTH.pack(len(sound)) + sound)
    process.stdin.flush()
    while _niceness(process.pid) == 0:
        time.sleep(0.02)
    assert _niceness(process.pid) == 19
    process.stdin.close()  # as when the line dies
    assert process.wait(timeout=20) == 1
    process.stdout.close()


def _niceness(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[16])
