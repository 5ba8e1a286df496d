"""Recognisers that an MPP can use instead of the shipped one, with models of its own. The line needs none."""

from pathlib import Path

from speech.hearing import ModelError, Recognizer
from speech.recognizer import VoskRecognizer

NAMES = ("vosk", "sherpa", "whisper")


def opened(name: str, directory: Path) -> Recognizer:
    """The recogniser of that name with the model in this directory. Raises ModelError."""
    match name:
        case "vosk":
            return VoskRecognizer(directory)
        case "sherpa":
            from speech.engines.sherpa import SherpaRecognizer

            return SherpaRecognizer(directory)
        case "whisper":
            from speech.engines.whisper import WhisperRecognizer

            return WhisperRecognizer(directory)
        case _:
            raise ModelError(f"there is no recogniser {name!r}; known are {', '.join(NAMES)}")
