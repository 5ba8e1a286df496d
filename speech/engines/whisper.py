"""Recognition with faster-whisper, for whoever supplies a model. Only this module imports faster_whisper.

Whisper hears whole answers, not streams: everything is kept and transcribed at the end, which takes a second or more
on a small machine. It takes no grammar but is told the grammar's words; see `fitting`.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from speech import audio
from speech.engines.fitting import fitted
from speech.grammar import Free, Grammar, expected
from speech.hearing import NOTHING, UNKNOWN, ModelError, Transcript

RATE = 16000
PARTS = ("model.bin", "config.json", "tokenizer.json")
"""Without its tokenizer faster-whisper would fetch one from the internet."""
LONGEST_PROMPT = 60
"""Words of the grammar that Whisper is told to expect."""
MOST_TOKENS = 96
"""Of one answer: Whisper repeats itself without end when it loses its way."""
MOST_OF_A_STORY = 224
"""Of half a minute of free speech: as many as Whisper itself allows."""
REPETITIVE = 2.4
"""Compression ratio above which it did: OpenAI's own bound."""
BEAM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeText:
    """What Whisper wrote, and how likely it holds that to be, 0 to 1."""

    text: str
    likely: float
    lost: bool = False
    """Whether it went on repeating itself; that part is left out of the text, or cut off in it."""


class WhisperRecognizer:
    """One model in memory, one core."""

    def __init__(self, directory: Path) -> None:
        """`directory` holds a CTranslate2 model: PARTS and a vocabulary. Raises ModelError."""
        try:
            from faster_whisper import WhisperModel
        except ImportError as error:
            raise ModelError("faster-whisper is missing: pip install -r requirements-engines.txt") from error
        lacking = [part for part in PARTS if not (directory / part).is_file()]
        if lacking:
            raise ModelError(f"{directory} has no Whisper model ({', '.join(lacking)}): set SUARA_MODEL_DIR")
        try:
            self._model = WhisperModel(
                str(directory), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
            )
        except Exception as error:
            raise ModelError(f"faster-whisper cannot load the model in {directory}: {error}") from error

    @property
    def vocabulary(self) -> frozenset[str]:
        """Not limited, so nothing can be listed."""
        return frozenset()

    def prepare(self, grammar: Grammar) -> None:
        """Nothing to make ready."""

    def listen(self, grammar: Grammar) -> "WhisperHearing":
        """A hearing; its words come at the end only."""
        return WhisperHearing(self, grammar)

    def transcribed(
        self, samples: np.ndarray, prompt: str | None, most_tokens: int = MOST_TOKENS
    ) -> FreeText:
        """Float samples at 16 kHz as text. One pass: trying again at higher temperatures takes seconds."""
        stream, _ = self._model.transcribe(
            samples, language="id", beam_size=BEAM, temperature=0.0, initial_prompt=prompt,
            condition_on_previous_text=False, without_timestamps=True, vad_filter=False,
            max_new_tokens=most_tokens,
        )  # fmt: skip
        segments = list(stream)
        found = [segment for segment in segments if segment.compression_ratio <= REPETITIVE]
        tokens = sum(len(segment.tokens) for segment in found)
        lost = len(found) < len(segments) or tokens >= most_tokens
        if not tokens:
            return FreeText(text="", likely=0.0, lost=lost)
        mean = sum(segment.avg_logprob * len(segment.tokens) for segment in found) / tokens
        speech = 1 - max(segment.no_speech_prob for segment in found)
        text = " ".join(segment.text.strip() for segment in found)
        return FreeText(text=text, likely=math.exp(min(0.0, mean)) * speech, lost=lost)


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
        """Transcribes everything and finds the answer of the grammar in it. Confidence is how likely Whisper holds
        its text to be, less what had to be changed in it: not calibrated."""
        samples = np.frombuffer(self._sound, "<i2").astype(np.float32) / 32768
        if not len(samples):
            return NOTHING
        most = MOST_OF_A_STORY if isinstance(self._grammar, Free) else MOST_TOKENS
        heard = self._owner.transcribed(
            audio.resampled(samples, audio.RATE, RATE), prompt(self._grammar), most
        )
        fit = fitted(heard.text, self._grammar)
        if not fit.words:
            return NOTHING
        sure = 0.0 if fit.words == UNKNOWN else heard.likely * fit.likeness
        return Transcript(words=fit.words, confidence=sure)


def prompt(grammar: Grammar) -> str | None:
    """What Whisper is told to expect: the grammar's phrases, as many as it listens to."""
    kept: list[str] = []
    for phrase in expected(grammar) or ():
        if sum(len(one.split()) for one in (*kept, phrase)) > LONGEST_PROMPT:
            break
        kept.append(phrase)
    return ", ".join(kept) + "." if kept else None
