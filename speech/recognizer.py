"""Recognition with Vosk. Only this module imports vosk.

Making a Vosk recogniser for a large grammar takes milliseconds that a caller would hear as silence, so one is made
while the prompt is said (`prepare`). Most of them go into the grammar and not into the answer, so a recogniser that
has heard one answer is kept for the next with the same grammar: vosk begins anew behind a final result, with nothing
of the last answer. The model's own end-of-speech rules are off in conf/model.conf.
"""

import json
import math
import threading
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import vosk

from speech import confidence
from speech.audio import RATE
from speech.confidence import HeardWord
from speech.grammar import Digits, Grammar, YesNo, expected
from speech.hearing import UNKNOWN, Hearing, ModelError, Transcript
from speech.numbers import read_digits
from speech.sounds import Sounds

ALTERNATIVES = 10
DOUBTFUL = 0.85
"""Digits, yes and no below this confidence are heard a second time, for other readings."""
KEPT_READY = 64
"""Recognisers that wait for an answer, one for each grammar, about 1 MB each."""
KEPT_USED = 64
"""Recognisers that have heard an answer and are kept for another, of all grammars together."""
KEPT_PHRASES = 256
"""Grammars whose phrases are remembered as vosk wants them."""

LEAD_S = 0.5
"""The network was trained on speech with a line's quiet before it: a word at the very beginning is lost. So every
recogniser has heard this much faint noise before it is used."""
LEAD = np.random.default_rng(1).normal(0, 6, int(LEAD_S * RATE)).astype("<i2").tobytes()

PARTS = (
    "am/final.mdl",
    "conf/model.conf",
    "conf/mfcc.conf",
    "graph/HCLr.fst",
    "graph/Gr.fst",
    "graph/words.txt",
)

vosk.SetLogLevel(-1)


class VoskRecognizer:
    """The recogniser of the line. One model in memory serves all calls."""

    def __init__(self, directory: Path) -> None:
        """Loads the model. Raises ModelError."""
        for part in PARTS:
            if not (directory / part).is_file():
                raise ModelError(
                    f"the speech model {directory} lacks {part}: restore speech/model or set SUARA_MODEL_DIR"
                )
        try:
            self._model = vosk.Model(str(directory))
            self._calibration = confidence.load(directory / "confidence.json")
        except Exception as error:
            raise ModelError(
                f"the speech model {directory} cannot be loaded: restore speech/model"
            ) from error
        lines = (directory / "graph" / "words.txt").read_text(encoding="utf-8").splitlines()
        self._vocabulary = frozenset(line.split()[0] for line in lines if line) - {"<eps>", "#0", UNKNOWN}
        self._sounds = Sounds.read(directory / "graph")
        self._ready: OrderedDict[Grammar, vosk.KaldiRecognizer] = OrderedDict()
        self._used: deque[tuple[str | None, vosk.KaldiRecognizer]] = deque(maxlen=KEPT_USED)
        self._phrases = lru_cache(maxsize=KEPT_PHRASES)(self._phrases_of)
        self._lock = threading.Lock()

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that can be recognised."""
        return self._vocabulary

    def prepare(self, grammar: Grammar) -> None:
        """Makes a recogniser for this grammar, unless one is ready."""
        with self._lock:
            if grammar in self._ready:
                self._ready.move_to_end(grammar)
                return
        kaldi = self._attentive(grammar)
        with self._lock:
            self._ready[grammar] = kaldi
            if len(self._ready) > KEPT_READY:
                self._ready.popitem(last=False)

    def listen(self, grammar: Grammar) -> Hearing:
        """A hearing for this grammar; phrases with words that the model does not know are left out."""
        with self._lock:
            kaldi = self._ready.pop(grammar, None)
        return _VoskHearing(self, grammar, kaldi or self._attentive(grammar))

    def give_back(self, grammar: Grammar, kaldi: "vosk.KaldiRecognizer") -> None:
        """Takes back a recogniser whose answer is over."""
        phrases = self._phrases(grammar)
        with self._lock:
            self._used.append((phrases, kaldi))

    def readings(self, grammar: Grammar, pcm: Sequence[bytes]) -> tuple[tuple[str, float], ...]:
        """Up to ten readings of a whole sound and what each costs (natural log, lower is better), best first.

        Vosk gives either these or confidences, never both.
        """
        kaldi = self._kaldi(self._phrases(grammar))
        kaldi.AcceptWaveform(LEAD)
        kaldi.SetWords(False)
        kaldi.SetMaxAlternatives(ALTERNATIVES)
        for piece in pcm:
            kaldi.AcceptWaveform(piece)
        found = json.loads(kaldi.FinalResult()).get("alternatives", ())
        costs: dict[str, float] = {}
        for reading in found:
            costs.setdefault(reading["text"].strip(), -float(reading["confidence"]))
        return tuple(costs.items())

    def confidence(self, grammar: Grammar, words: Sequence[HeardWord]) -> float:
        """The share of right answers among answers like this one."""
        return self._calibration.confidence(type(grammar).__name__.lower(), words, UNKNOWN)

    def _attentive(self, grammar: Grammar) -> "vosk.KaldiRecognizer":
        """One that has heard the lead and nothing else: used before, or made."""
        phrases = self._phrases(grammar)
        with self._lock:
            found = next((one for one in self._used if one[0] is phrases), None)
            if found is not None:
                self._used.remove(found)
        kaldi = self._kaldi(phrases) if found is None else found[1]
        kaldi.AcceptWaveform(LEAD)
        return kaldi

    def _kaldi(self, phrases: str | None) -> "vosk.KaldiRecognizer":
        kaldi = vosk.KaldiRecognizer(self._model, RATE, *(() if phrases is None else (phrases,)))
        kaldi.SetWords(True)
        return kaldi

    def _phrases_of(self, grammar: Grammar) -> str | None:
        """As vosk takes them; None for anything in the vocabulary."""
        phrases = expected(grammar)
        if phrases is None:
            return None
        known = [phrase for phrase in phrases if self._vocabulary.issuperset(phrase.split())]
        return json.dumps([*self._sounds.distinct(known), UNKNOWN])


class _VoskHearing:
    """Keeps the sound of digits and of yes and no: when in doubt they are heard once more, for other readings."""

    def __init__(self, owner: VoskRecognizer, grammar: Grammar, kaldi: "vosk.KaldiRecognizer") -> None:
        self._owner, self._grammar = owner, grammar
        self._kaldi: vosk.KaldiRecognizer | None = kaldi
        self._sound: list[bytes] | None = [] if isinstance(grammar, Digits | YesNo) else None
        self._fed_s = 0.0
        self._partials: list[tuple[float, list[str]]] = []

    def feed(self, pcm: bytes) -> str:
        kaldi = self._kaldi
        if kaldi is None:
            raise RuntimeError("a hearing is used up by its answer")
        kaldi.AcceptWaveform(pcm)
        self._fed_s += len(pcm) / (2 * RATE)
        if self._sound is not None:
            self._sound.append(pcm)
        partial = str(json.loads(kaldi.PartialResult())["partial"])
        words = partial.split()
        if not self._partials or self._partials[-1][1] != words:
            self._partials.append((self._fed_s, words))
        return partial

    def final(self) -> Transcript:
        kaldi = self._kaldi
        if kaldi is None:
            raise RuntimeError("a hearing is used up by its answer")
        self._kaldi = None
        result = json.loads(kaldi.FinalResult())
        self._owner.give_back(self._grammar, kaldi)
        words: str = result["text"]
        times = heard_by(words.split(), self._partials, self._fed_s)
        each = tuple(
            HeardWord(text=word["word"], confidence=word["conf"], heard_by_s=at)
            for word, at in zip(result.get("result", ()), times, strict=False)
        )
        sure = self._owner.confidence(self._grammar, each)
        alternatives: tuple[str, ...] = ()
        if self._sound is not None and each and (sure < DOUBTFUL or _fails(self._grammar, words)):
            readings = self._owner.readings(self._grammar, self._sound)
            if isinstance(self._grammar, YesNo):
                share = _share_of_meaning(self._grammar, words, readings)
                sure = max(sure, self._owner.confidence(self._grammar, _as_sure_as(each, share)))
            else:
                alternatives = tuple(text for text, _ in readings if text not in ("", words))
        return Transcript(
            words=words,
            confidence=sure,
            alternatives=alternatives,
            each=each,
            before_unknown=self._before_unknown(each),
        )

    def _before_unknown(self, each: tuple[HeardWord, ...]) -> float:
        known = each[:-1] if each and each[-1].text == UNKNOWN else ()
        return self._owner.confidence(self._grammar, known) if known else 0.0


def heard_by(
    words: Sequence[str], partials: Sequence[tuple[float, Sequence[str]]], end_s: float
) -> tuple[float, ...]:
    """For each word the time, in seconds, since when it and all before it stayed as they are; `end_s` for words that
    came only with the end. `partials`: the words so far whenever they changed, and the time."""
    found = []
    for count in range(1, len(words) + 1):
        since = end_s
        for at, so_far in reversed(partials):
            if list(so_far[:count]) != list(words[:count]):
                break
            since = at
        found.append(since)
    return tuple(found)


def _fails(grammar: Grammar, words: str) -> bool:
    """Whether these digits are nearly what was asked for, and yet not valid."""
    if not isinstance(grammar, Digits) or grammar.valid is None:
        return False
    digits = read_digits(words)
    return abs(len(digits) - grammar.length) <= 1 and not grammar.valid(digits)


def _share_of_meaning(grammar: YesNo, words: str, readings: Sequence[tuple[str, float]]) -> float:
    """How likely it was said in these words or others of the same meaning, among all readings."""
    shares = {text: math.exp(readings[0][1] - cost) for text, cost in readings}
    meant = grammar.meaning(words)
    same = sum(share for text, share in shares.items() if grammar.meaning(text) == meant)
    return same / sum(shares.values()) if shares else 0.0


def _as_sure_as(each: Sequence[HeardWord], share: float) -> tuple[HeardWord, ...]:
    return tuple(replace(word, confidence=max(word.confidence, share)) for word in each)
