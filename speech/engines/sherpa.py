"""Recognition with sherpa-onnx, for whoever supplies a streaming model. Only this module imports sherpa_onnx.

It streams as Vosk does. The grammar of a question cannot be given to it: a transducer prefers its phrases where
bpe.vocab is there to spell them, and what is heard is fitted to the grammar in any case, see `fitting`. What it says
of its own certainty is no share of right answers, and its CTC models say nothing: an answer counts as fairly sure at
most, so that the caller is asked whether it was meant.
"""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from speech import audio
from speech.engines.fitting import Fit, fitted
from speech.grammar import Grammar, expected
from speech.hearing import UNKNOWN, ModelError, Transcript

FAIRLY_SURE = 0.7
PARTS = ("encoder", "decoder", "joiner")
TRANSDUCER = "from_transducer"
SPELLING = "bpe.vocab"
"""Pieces of words and their scores, as sentencepiece writes them."""
CTC = {
    "zipformer2-ctc": "from_zipformer2_ctc",
    "nemo-ctc": "from_nemo_ctc",
    "wenet-ctc": "from_wenet_ctc",
    "t-one-ctc": "from_t_one_ctc",
}
"""Beginning of the name of a model of one file, and who opens it: the file does not say what it is."""
BLANKS = frozenset({"<blk>", "<eps>", "<blank>"})
TAIL_S = 1.3
"""Silence after the answer: a streaming model needs it to let go of its last word."""


class SherpaRecognizer:
    """One model in memory, one thread for each hearing."""

    def __init__(self, directory: Path) -> None:
        """`directory` holds tokens.txt and either encoder*.onnx, decoder*.onnx and joiner*.onnx (a transducer; with
        bpe.vocab it prefers what the grammar expects) or one file whose name begins with a kind of CTC.

        Raises ModelError. A model that is not of the kind its name says makes sherpa-onnx end the process.
        """
        try:
            import sherpa_onnx
        except ImportError as error:
            raise ModelError("sherpa-onnx is missing: pip install -r requirements-engines.txt") from error
        opener, files = _model(directory)
        tokens = _tokens(directory / "tokens.txt")
        self._prefers = opener == TRANSDUCER and (directory / SPELLING).is_file()
        self._shouts = not any(token.islower() for token in tokens)
        if self._prefers:
            files |= {
                "decoding_method": "modified_beam_search",
                "modeling_unit": "bpe",
                "bpe_vocab": str(directory / SPELLING),
            }
        try:
            self._engine: Any = getattr(sherpa_onnx.OnlineRecognizer, opener)(
                tokens=str(directory / "tokens.txt"), num_threads=1, **files
            )
        except Exception as error:
            raise ModelError(f"sherpa-onnx cannot load the model in {directory}: {error}") from error

    @property
    def vocabulary(self) -> frozenset[str]:
        """Not limited, so nothing can be listed."""
        return frozenset()

    def prepare(self, grammar: Grammar) -> None:
        """Nothing to make ready."""

    def listen(self, grammar: Grammar) -> "SherpaHearing":
        """A hearing of its own stream."""
        phrases = expected(grammar) if self._prefers else None
        if not phrases:
            return SherpaHearing(self._engine.create_stream(), self._engine, grammar)
        preferred = "/".join(phrases)
        stream = self._engine.create_stream(preferred.upper() if self._shouts else preferred)
        return SherpaHearing(stream, self._engine, grammar)


class SherpaHearing:
    """One stream."""

    def __init__(self, stream: Any, engine: Any, grammar: Grammar) -> None:
        self._stream, self._engine, self._grammar = stream, engine, grammar
        self._text, self._fit = "", fitted("", grammar)

    def feed(self, pcm: bytes) -> str:
        """Words so far, fitted to the grammar."""
        self._take(np.frombuffer(pcm, "<i2").astype(np.float32) / 32768)
        return self._fitted().words

    def final(self) -> Transcript:
        """The answer."""
        self._take(np.zeros(int(TAIL_S * audio.RATE), np.float32))
        self._stream.input_finished()
        self._decode()
        fit = self._fitted()
        sure = 0.0
        if fit.words not in ("", UNKNOWN):
            sure = certainty(fit.likeness, self._engine.ys_probs(self._stream))
        return Transcript(words=fit.words, confidence=sure)

    def _fitted(self) -> Fit:
        text = self._engine.get_result(self._stream)
        if text != self._text:
            self._text, self._fit = text, fitted(text, self._grammar)
        return self._fit

    def _take(self, samples: np.ndarray) -> None:
        self._stream.accept_waveform(audio.RATE, samples)
        self._decode()

    def _decode(self) -> None:
        while self._engine.is_ready(self._stream):
            self._engine.decode_stream(self._stream)


def certainty(likeness: float, scores: Sequence[float]) -> float:
    """Confidence, 0 to FAIRLY_SURE, from the share of letters that agree and the natural logs of the tokens' shares,
    where the model has them."""
    mean = math.exp(min(0.0, sum(scores) / len(scores))) if scores else 1.0
    return FAIRLY_SURE * likeness * mean


def _model(directory: Path) -> tuple[str, dict[str, str]]:
    """Who opens the model, and its files by the opener's names for them. Raises ModelError."""
    parts = {part: _first(directory, part) for part in PARTS}
    if all(parts.values()):
        return TRANSDUCER, {part: str(path) for part, path in parts.items()}
    for kind, opener in CTC.items():
        if path := _first(directory, kind):
            return opener, {"model": str(path)}
    wanted = ", ".join(f"{part}*.onnx" for part in PARTS)
    raise ModelError(
        f"{directory} has no streaming model ({wanted}, or one of {', '.join(CTC)} with .onnx): set SUARA_MODEL_DIR"
    )


def _first(directory: Path, beginning: str) -> Path | None:
    return next(iter(sorted(directory.glob(f"{beginning}*.onnx"))), None)


def _tokens(path: Path) -> set[str]:
    """Raises ModelError for a list of tokens without a blank, for which sherpa-onnx would end the process."""
    try:
        tokens = {line.split()[0] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()}
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"{path} cannot be read: set SUARA_MODEL_DIR") from error
    if not tokens & BLANKS:
        raise ModelError(f"{path} has no blank ({', '.join(sorted(BLANKS))}): it is of another engine")
    return tokens - BLANKS
