"""Which voice a line speaks with, and what happens when it is not there."""

import datetime
import wave
from io import BytesIO
from pathlib import Path

import pytest

from casework.content import ContentError
from casework.mpp import load_mpp
from ivr.script import Script
from ivr.voice_script import fixed_lines
from ivr.voices import Places, Samples, check_voice, chosen_voice, open_speaker
from speech.synthesizer import Pace
from speech.voices import VoiceError
from tests.ivr.conftest import CONTENT

TODAY = datetime.date(2026, 11, 24)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(voices=tmp_path / "voices", bank=tmp_path / "bank", studio=tmp_path / "studio")


@pytest.mark.parametrize("choice", ["otomatis", "robot", "sari", "jaka", "piper:id_ID-contoh-medium.onnx"])
def test_voices_that_can_be_chosen(choice: str) -> None:
    check_voice(choice)


@pytest.mark.parametrize(
    "choice", ["Sari", "suster", "piper:", "piper:../../x.onnx", "piper:a/b.onnx", "piper:x"]
)
def test_voices_that_cannot(choice: str) -> None:
    with pytest.raises(ContentError, match=r"mpp\.yaml: suara"):
        check_voice(choice)


def test_a_chosen_voice_that_is_not_installed_is_told_and_the_robot_speaks(
    places: Places, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    speaker = open_speaker("sari", places, script, load_mpp(CONTENT / "mpp.yaml"), today=TODAY)
    try:
        speaker.start()
        assert not speaker.opens_naturally()
        state = speaker.state
        assert (state.name, state.natural, state.total) == ("sari", False, 0)
        assert "sari" in state.problem
        assert len(caplog.records) == 1
        sound = speaker.turn_sound([fixed_lines(script)["salam"]], Pace.NORMAL, keep=True)
        assert 2 < len(sound) / 8000 < 8
    finally:
        speaker.close()


def test_without_a_choice_a_missing_natural_voice_is_no_problem(places: Places) -> None:
    assert chosen_voice("otomatis", places.voices) == ("robot", None, "")
    assert chosen_voice("robot", places.voices) == ("robot", None, "")
    name, voice, problem = chosen_voice("jaka", places.voices)
    assert (name, voice) == ("jaka", None)
    assert problem


def test_a_sample_is_a_wav_file_of_a_few_sentences(places: Places, script: Script) -> None:
    samples = Samples(places, script)
    assert {"robot", "sari", "jaka"} <= set(samples.names)
    sound = samples.wav("robot")
    with wave.open(BytesIO(sound)) as file:
        assert (file.getframerate(), file.getnchannels()) == (8000, 1)
        assert 10 < file.getnframes() / 8000 < 60
    assert samples.wav("robot") == sound
    with pytest.raises(VoiceError):
        samples.wav("sari")
