"""How sure we are of an answer, as a share that means what it says: of answers at 0.9, nine in ten are right.

Vosk's own confidence is no share: it is high for short words and knows nothing of the line. A logistic curve over a
few signs brings it to scale; its weights are fitted on speakers that the model was not trained on and lie beside
the model in confidence.json. Pure but for reading that file.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SIGNS = ("one", "least", "mean", "unknown", "words")
"""What is looked at, in the order of the weights."""

OTHERS = "phrases"
"""The kind whose weights serve every kind that too few people were recorded for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardWord:
    """One word of an answer, with Vosk's confidence in it.

    `heard_by_s`: seconds of sound, since the answer began, after which the word was there to stay, up to half a
    second after it was said. Not Vosk's own times: our graph has no marks of where words end, and they are wrong by
    seconds (decision 8).
    """

    text: str
    confidence: float
    heard_by_s: float | None = None


def signs(words: Sequence[HeardWord], unknown: str) -> tuple[float, ...]:
    """The signs of one answer that is not empty; `unknown` is the word for what is not of the grammar."""
    sure = [_logit(word.confidence) for word in words]
    return (
        1.0,
        min(sure),
        sum(sure) / len(sure),
        float(any(word.text == unknown for word in words)),
        math.log(len(words)),
    )


def _logit(share: float) -> float:
    share = min(max(share, 0.001), 0.999)
    return math.log(share / (1 - share))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Weights of the signs, for each kind of grammar."""

    weights: Mapping[str, tuple[float, ...]]

    def confidence(self, kind: str, words: Sequence[HeardWord], unknown: str) -> float:
        """The share of right answers among answers like this one (0 to 1); 0 for an empty answer.

        Where nothing was fitted for the kind, as for phrases; without any, the least of Vosk's confidences.
        """
        if not words:
            return 0.0
        weights = self.weights.get(kind) or self.weights.get(OTHERS)
        if weights is None:
            return 0.0 if any(word.text == unknown for word in words) else min(w.confidence for w in words)
        score = sum(weight * sign for weight, sign in zip(weights, signs(words, unknown), strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def load(path: Path) -> Calibration:
    """From confidence.json, or one without weights where there is no such file. Raises ValueError for a bad file."""
    if not path.is_file():
        return Calibration(weights={})
    data = json.loads(path.read_text(encoding="utf-8"))
    if data.get("signs") != list(SIGNS):
        raise ValueError(f"{path} was made for other signs: calibrate again")
    return Calibration(weights={kind: tuple(map(float, row)) for kind, row in data["weights"].items()})


def fit(
    answers: Sequence[tuple[float, ...]], right: Sequence[bool], strength: float = 1.0
) -> tuple[float, ...]:
    """Logistic regression of `right` on `signs`, by Newton's method, held back by `strength` (but for the first)."""
    x, y = np.asarray(answers, np.float64), np.asarray(right, np.float64)
    penalty = strength * np.eye(x.shape[1])
    penalty[0, 0] = 1e-6
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        share = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (share - y) + penalty @ weights
        bend = (x * (share * (1 - share))[:, None]).T @ x + penalty
        step = np.linalg.solve(bend, slope)
        weights -= step
        if float(np.abs(step).max()) < 1e-8:
            break
    return tuple(weights.tolist())
