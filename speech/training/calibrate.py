"""Fits the confidence of a model (see speech/confidence.py) on speakers that it was not trained on.

Every answer is heard as it is, softer, in noise, and among people, and so is speech that is none of the
grammar's: an answer is right when exactly its words were understood.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from speech import confidence
from speech.confidence import SIGNS, HeardWord
from speech.corpus import Recording
from speech.grammar import DIGIT_WORDS, Digits, Grammar, Phrases
from speech.hearing import UNKNOWN, Recognizer
from speech.listening import as_the_line
from speech.measuring import Condition, is_digits, sound_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One answer that was heard: the kind of its grammar, the words, and whether they were what was said."""

    kind: str
    each: tuple[HeardWord, ...]
    right: bool


def kinds(recordings: Sequence[Recording]) -> Iterator[tuple[Grammar, list[Recording]]]:
    """Each grammar and the recordings to try on it. A quarter of them say something else, as callers may."""
    digit_words = set(DIGIT_WORDS)
    digits = [r for r in recordings if is_digits(r.text)]
    other = [r for r in recordings if not digit_words.intersection(r.text.split())]
    yield Digits(length=8), [*digits, *some(other, len(digits) // 3, 1)]
    words = sorted({r.text for r in other if " " not in r.text})
    phrases = sorted({r.text for r in other})
    menus = [words[part::4] for part in range(4)]  # of some words: the others are foreign to them
    for menu in (*menus, phrases[::2]):
        inside = [r for r in other if r.text in menu]
        outside = [r for r in other if r.text not in menu]
        yield Phrases(phrases=tuple(menu)), [*inside, *some(outside, len(inside) // 3, 1)]


def trials(
    recognizer: Recognizer,
    grammar: Grammar,
    chosen: Sequence[Recording],
    condition: Condition,
    talkers: Sequence[tuple[str, np.ndarray]],
) -> Iterator[Trial]:
    """Hears every recording as the line would. Empty answers count for nothing: nothing acts on them."""
    wanted = set(grammar.phrases) if isinstance(grammar, Phrases) else set()
    for recording in chosen:
        heard = as_the_line(recognizer, grammar, sound_of(recording, condition, talkers)).transcript
        if not heard.each:
            continue
        right = heard.words == recording.text and (not wanted or recording.text in wanted)
        yield Trial(kind=type(grammar).__name__.lower(), each=heard.each, right=right)


def weights(tried: Sequence[Trial]) -> dict[str, tuple[float, ...]]:
    """The fitted weights of each kind that has both right and wrong answers."""
    found = {}
    for kind in sorted({trial.kind for trial in tried}):
        rows = [trial for trial in tried if trial.kind == kind]
        right = [trial.right for trial in rows]
        if any(right) and not all(right):
            found[kind] = confidence.fit([confidence.signs(trial.each, UNKNOWN) for trial in rows], right)
    return found


def reliability(
    tried: Sequence[Trial], fitted: confidence.Calibration, kind: str
) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, answers) in ten equal bands of confidence, empty bands left out."""
    rows = [
        (fitted.confidence(kind, trial.each, UNKNOWN), trial.right) for trial in tried if trial.kind == kind
    ]
    found = []
    for band in range(10):
        inside = [
            row for row in rows if band / 10 <= row[0] < (band + 1) / 10 or (band == 9 and row[0] == 1.0)
        ]
        if inside:
            found.append(
                (
                    sum(r[0] for r in inside) / len(inside),
                    sum(r[1] for r in inside) / len(inside),
                    len(inside),
                )
            )
    return found


def save(path: Path, fitted: dict[str, tuple[float, ...]]) -> None:
    """Writes confidence.json."""
    rows = {kind: [round(weight, 4) for weight in row] for kind, row in fitted.items()}
    path.write_text(json.dumps({"signs": list(SIGNS), "weights": rows}, indent=1) + "\n", encoding="utf-8")


def some(recordings: Sequence[Recording], count: int, seed: int) -> list[Recording]:
    """At most so many of them, chosen by the seed."""
    return random.Random(seed).sample(list(recordings), min(count, len(recordings)))  # noqa: S311
