"""Recognition with faster-whisper, for whoever supplies a model. Only this module imports faster_whisper.

Whisper hears whole answers, not streams: everything is kept and transcribed at the end, which takes a second or more
on a small machine. It takes no grammar; see `fitting`.
"""

import math
from pathlib import Path

import numpy as np

from speech import audio
from speech.confidence import HeardWord
from speech.engines.fitting import fitted
from speech.grammar import Band, Grammar, expected
from speech.hearing import UNKNOWN, ModelError, Transcript

RATE = 16000
LONGEST_PROMPT = 40
"""Words of the grammar that Whisper is told to expect."""


class WhisperRecognizer:
    """One model in memory, one core."""

    def __init__(self, directory: Path) -> None:
        """`directory` holds a CTranslate2 model: model.bin, config.json, tokenizer.json. Raises ModelError."""
        try:
            from faster_whisper import WhisperModel
        except ImportError as error:
            raise ModelError("faster-whisper is missing: pip install -r requirements-engines.txt") from error
        if not (directory / "model.bin").is_file():
            raise ModelError(f"{directory} has no Whisper model (model.bin): set SUARA_MODEL_DIR")
        self._model = WhisperModel(
            str(directory), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
        )

    @property
    def vocabulary(self) -> frozenset[str]:
        """Not limited, so nothing can be listed."""
        return frozenset()

    def prepare(self, grammar: Grammar) -> None:
        """Nothing to make ready."""

    def listen(self, grammar: Grammar) -> "WhisperHearing":
        """A hearing; its words come at the end only."""
        return WhisperHearing(self, grammar)

    def text(self, samples: np.ndarray, prompt: str | None) -> tuple[str, float]:
        """(free text, confidence 0 to 1) of float samples at 16 kHz."""
        segments, _ = self._model.transcribe(
            samples, language="id", beam_size=5, initial_prompt=prompt, condition_on_previous_text=False,
            without_timestamps=True, vad_filter=False,
        )  # fmt: skip
        found = list(segments)
        if not found:
            return "", 0.0
        likely = sum(segment.avg_logprob for segment in found) / len(found)
        speech = 1 - max(segment.no_speech_prob for segment in found)
        return " ".join(segment.text.strip() for segment in found), math.exp(min(0.0, likely)) * speech


class WhisperHearing:
    """Collects the sound of one answer."""

    def __init__(self, owner: WhisperRecognizer, grammar: Grammar) -> None:
        self._owner, self._grammar = owner, grammar
        self._sound = bytearray()

    def feed(self, pcm: bytes) -> str:
        """Keeps the sound; no words yet."""
        self._sound += pcm
        return ""

    def final(self) -> Transcript:
        """Transcribes everything and finds the answer of the grammar in it."""
        samples = np.frombuffer(bytes(self._sound), "<i2").astype(np.float32) / 32768
        if not len(samples):
            return Transcript(words="", confidence=0.0, band=Band.REFUSE)
        phrases = expected(self._grammar)
        prompt = ", ".join(phrases[:LONGEST_PROMPT]) if phrases else None
        text, sure = self._owner.text(audio.resampled(samples, audio.RATE, RATE), prompt)
        words = fitted(text, self._grammar)
        sure = 0.0 if words in ("", UNKNOWN) else sure
        timed = (
            (HeardWord(text=words, start=0.0, end=len(samples) / audio.RATE, confidence=sure),)
            if words
            else ()
        )
        return Transcript(words=words, confidence=sure, timed=timed, band=self._grammar.bands.of(sure))
