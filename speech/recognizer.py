"""Recognition: Vosk behind one small protocol. Only this module imports vosk.

A `Hearing` takes the sound of one answer as it comes and gives the words at the end. When an answer ends is not
its business (see `endpointing`), so the model's own end-of-speech rules are switched off in conf/model.conf.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import vosk

from speech.audio import RATE
from speech.grammar import DIGIT_WORDS, Digits, Free, Grammar, Phrases

UNKNOWN = "[unk]"
ALTERNATIVES = 10

vosk.SetLogLevel(-1)


class ModelError(RuntimeError):
    """The model directory is missing or broken. The message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What was heard: words of the grammar and "[unk]", "" for nothing.

    `confidence` is the least of the words' (0 to 1); `alternatives` are other readings, best first, and are given
    for digits only.
    """

    words: str
    confidence: float
    alternatives: tuple[str, ...] = ()


class Hearing(Protocol):
    """One answer being heard. Not to be used by two threads at once; every method blocks."""

    def feed(self, pcm: bytes) -> str:
        """More 8 kHz 16-bit sound; returns the words so far."""
        ...

    def final(self) -> Transcript:
        """The answer; the hearing is used up."""
        ...


class Recognizer(Protocol):
    """Opens hearings. Safe for many threads."""

    def listen(self, grammar: Grammar) -> Hearing:
        """A fresh hearing for one answer."""
        ...

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that can be recognised."""
        ...


class VoskRecognizer:
    """The recogniser of the line. One model in memory (about 17 MB) serves all calls."""

    def __init__(self, directory: Path) -> None:
        """Loads the model. Raises ModelError."""
        for part in ("am/final.mdl", "conf/model.conf", "conf/mfcc.conf", "graph/HCLr.fst", "graph/Gr.fst"):
            if not (directory / part).is_file():
                raise ModelError(
                    f"the speech model {directory} lacks {part}: restore speech/model or set SUARA_MODEL_DIR"
                )
        try:
            self._model = vosk.Model(str(directory))
        except Exception as error:
            raise ModelError(
                f"the speech model {directory} cannot be loaded: restore speech/model"
            ) from error
        lines = (directory / "graph" / "words.txt").read_text(encoding="utf-8").splitlines()
        self._vocabulary = frozenset(line.split()[0] for line in lines if line) - {"<eps>", "#0", UNKNOWN}

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that can be recognised."""
        return self._vocabulary

    def listen(self, grammar: Grammar) -> Hearing:
        """A hearing for this grammar; phrases with words that the model does not know are left out."""
        match grammar:
            case Phrases(phrases=phrases):
                return _VoskHearing(self._kaldi(phrases), None)
            case Free():
                free = vosk.KaldiRecognizer(self._model, RATE)
                free.SetWords(True)
                return _VoskHearing(free, None)
            case Digits(phrases=phrases):
                words = (*DIGIT_WORDS, *phrases)
                second = self._kaldi(words)
                second.SetMaxAlternatives(ALTERNATIVES)
                return _VoskHearing(self._kaldi(words), second)

    def _kaldi(self, phrases: Iterable[str]) -> vosk.KaldiRecognizer:
        known = [phrase for phrase in dict.fromkeys(phrases) if self._vocabulary.issuperset(phrase.split())]
        kaldi = vosk.KaldiRecognizer(self._model, RATE, json.dumps([*known, UNKNOWN]))
        kaldi.SetWords(True)
        return kaldi


class _VoskHearing:
    """Two recognisers where alternatives are wanted: Vosk gives either confidences or alternatives."""

    def __init__(self, kaldi: vosk.KaldiRecognizer, second: vosk.KaldiRecognizer | None) -> None:
        self._kaldi, self._second = kaldi, second

    def feed(self, pcm: bytes) -> str:
        self._kaldi.AcceptWaveform(pcm)
        if self._second is not None:
            self._second.AcceptWaveform(pcm)
        return str(json.loads(self._kaldi.PartialResult())["partial"])

    def final(self) -> Transcript:
        result = json.loads(self._kaldi.FinalResult())
        words: str = result["text"]
        confidence = min((word["conf"] for word in result.get("result", ())), default=0.0)
        alternatives: tuple[str, ...] = ()
        if self._second is not None:
            readings = json.loads(self._second.FinalResult()).get("alternatives", ())
            alternatives = tuple(dict.fromkeys(item["text"].strip() for item in readings))
        return Transcript(
            words=words,
            confidence=confidence,
            alternatives=tuple(text for text in alternatives if text and text != words),
        )
