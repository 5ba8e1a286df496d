"""Recognition with sherpa-onnx, for whoever supplies a streaming transducer. Only this module imports sherpa_onnx.

It streams as Vosk does but takes no grammar; see `fitting`. It gives no confidence: text that fits the grammar counts
as fairly sure, so that codes and yes or no are asked for by key.
"""

from pathlib import Path
from typing import Any

import numpy as np

from speech import audio
from speech.engines.fitting import fitted
from speech.grammar import Band, Grammar
from speech.hearing import UNKNOWN, ModelError, Transcript

FAIRLY_SURE = 0.7
PARTS = ("encoder", "decoder", "joiner")
TAIL_S = 0.66
"""Silence that a streaming model needs to let go of its last word."""


class SherpaRecognizer:
    """One model in memory, one thread."""

    def __init__(self, directory: Path) -> None:
        """`directory` holds tokens.txt and encoder*.onnx, decoder*.onnx, joiner*.onnx. Raises ModelError."""
        try:
            import sherpa_onnx
        except ImportError as error:
            raise ModelError("sherpa-onnx is missing: pip install -r requirements-engines.txt") from error
        found = {part: next(iter(sorted(directory.glob(f"{part}*.onnx"))), None) for part in PARTS}
        lacking = [f"{part}*.onnx" for part, path in found.items() if path is None]
        if not (directory / "tokens.txt").is_file():
            lacking.append("tokens.txt")
        if lacking:
            raise ModelError(f"{directory} lacks {', '.join(lacking)}: set SUARA_MODEL_DIR")
        self._engine: Any = sherpa_onnx.OnlineRecognizer.from_transducer(
            tokens=str(directory / "tokens.txt"),
            num_threads=1,
            **{part: str(path) for part, path in found.items()},
        )

    @property
    def vocabulary(self) -> frozenset[str]:
        """Not limited, so nothing can be listed."""
        return frozenset()

    def prepare(self, grammar: Grammar) -> None:
        """Nothing to make ready."""

    def listen(self, grammar: Grammar) -> "SherpaHearing":
        """A hearing of its own stream."""
        return SherpaHearing(self._engine, grammar)


class SherpaHearing:
    """One stream."""

    def __init__(self, engine: Any, grammar: Grammar) -> None:
        self._engine, self._grammar = engine, grammar
        self._stream = engine.create_stream()

    def feed(self, pcm: bytes) -> str:
        """Words so far, fitted to the grammar."""
        self._take(np.frombuffer(pcm, "<i2").astype(np.float32) / 32768)
        return fitted(self._engine.get_result(self._stream), self._grammar)

    def final(self) -> Transcript:
        """The answer."""
        self._take(np.zeros(int(TAIL_S * audio.RATE), np.float32))
        self._stream.input_finished()
        self._decode()
        words = fitted(self._engine.get_result(self._stream), self._grammar)
        sure = FAIRLY_SURE if words not in ("", UNKNOWN) else 0.0
        band = self._grammar.bands.of(sure) if words else Band.REFUSE
        return Transcript(words=words, confidence=sure, band=band)

    def _take(self, samples: np.ndarray) -> None:
        self._stream.accept_waveform(audio.RATE, samples)
        self._decode()

    def _decode(self) -> None:
        while self._engine.is_ready(self._stream):
            self._engine.decode_stream(self._stream)
