"""What every recogniser of the line offers, whatever engine is behind it: open a hearing with a grammar, feed it
sound as it comes, read the words at the end.

When an answer ends is not its business (see `endpointing`).
"""

from dataclasses import dataclass
from typing import Protocol

from speech.confidence import HeardWord
from speech.grammar import Grammar

UNKNOWN = "[unk]"
"""Stands for speech that is not of the grammar."""


class ModelError(RuntimeError):
    """The model directory is missing or broken. The message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What was heard: words of the grammar and "[unk]", "" for nothing.

    `confidence` is a share of right answers, 0 to 1 (see `confidence`); `alternatives` are other readings, best
    first, for digits that are in doubt; `each` are the words and how sure the engine is of them, where it tells;
    `before_unknown` is the confidence of the words before an "[unk]" that ends them, as if it had not been said.
    """

    words: str
    confidence: float
    alternatives: tuple[str, ...] = ()
    each: tuple[HeardWord, ...] = ()
    before_unknown: float = 0.0


NOTHING = Transcript(words="", confidence=0.0)


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

    def prepare(self, grammar: Grammar) -> None:
        """Makes ready what `listen` with this grammar needs, while a prompt is still being said. Blocks."""
        ...

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word that can be recognised."""
        ...
