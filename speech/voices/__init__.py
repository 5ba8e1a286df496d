"""The voices that an MPP may choose, and how one is opened.

"robot" needs nothing and speaks any sentence at once. The natural voices and Piper are optional, and are rendered
ahead. No engine is loaded here: each speaks in a process of its own.
"""

from importlib.util import find_spec
from pathlib import Path

from speech.synthesizer import Pyttsx3Synthesizer, Synthesizer
from speech.voices import kokoro
from speech.voices.install import ROOT, VoiceError, install
from speech.voices.natural import NICENESS, VOICES, NaturalSynthesizer
from speech.voices.piper import PiperSynthesizer

__all__ = ["NAMES", "ROBOT", "ROOT", "VoiceError", "install", "opened"]

ROBOT = "robot"
PIPER = "piper:"
"""Before the name of a voice file for Piper: "piper:id_ID-nama-medium.onnx"."""

NAMES = (ROBOT, *VOICES)
"""Voices that can be chosen by name. Another is "piper:" and the name of a file that the MPP supplies."""


def opened(name: str, folder: Path, *, niceness: int = NICENESS) -> Synthesizer:
    """The voice of that name; `folder` holds the installed voices and the files for Piper. `niceness` is how far the
    slow engines give way to calls: 0 where a person waits for a sample.

    Starts nothing yet. Raises VoiceError with a sentence that says what to do.
    """
    if name == ROBOT:
        return Pyttsx3Synthesizer()
    if name in VOICES:
        _lacking("onnxruntime", name)
        for file in (kokoro.WEIGHTS, kokoro.SIGNS, VOICES[name].file):
            if not (folder / file).is_file():
                raise VoiceError(
                    f"The voice {name} is not in {folder}. Install it: python -m speech.voices install {folder}"
                )
        return NaturalSynthesizer(name, folder, niceness=niceness)
    if name.startswith(PIPER):
        model = folder / name.removeprefix(PIPER)
        for needed in (model, model.with_name(f"{model.name}.json")):
            if not needed.is_file():
                raise VoiceError(
                    f"Piper's voice lacks {needed}. Put the .onnx and the .onnx.json file there."
                )
        _lacking("piper", name)
        return PiperSynthesizer(model, niceness=niceness)
    raise VoiceError(f"There is no voice {name!r}. Choose {', '.join(NAMES)}, or piper:FILE.onnx.")


def _lacking(module: str, name: str) -> None:
    if find_spec(module) is None:
        raise VoiceError(
            f"The voice {name} needs packages that are not installed: pip install -r requirements-voice.txt"
        )
