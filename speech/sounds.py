"""Phrases that sound the same: "ktp" and "katepe", "delapan" and its short form "lapan".

Offered together, neither is heard with confidence, because nothing tells them apart; so a grammar should have only
one of them. Reads pronunciations.txt, which speech/graph.py writes beside the graph: a word and its sounds on a line,
a line for each way to say it. Knows nothing of what phrases mean: whoever expects twins must take either for both.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from pathlib import Path

FILE = "pronunciations.txt"

WAYS = 64
"""Ways to say one phrase that are looked at; long phrases of many-voiced words have more, and no twins."""


class Sounds:
    """How the words of one graph are said."""

    def __init__(self, ways: Mapping[str, Sequence[tuple[str, ...]]]) -> None:
        """`ways`: word to its sounds, for each way to say it."""
        self._ways = ways

    @classmethod
    def read(cls, graph: Path) -> "Sounds":
        """Of the words of this graph directory; of none where it does not say."""
        ways: dict[str, list[tuple[str, ...]]] = {}
        path = graph / FILE
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            word, *sounds = line.split()
            ways.setdefault(word, []).append(tuple(sounds))
        return cls(ways)

    def ways(self, word: str) -> tuple[tuple[str, ...], ...]:
        """The sounds of each way to say a word; none for a word that is not of the graph."""
        return tuple(self._ways.get(word, ()))

    def distinct(self, phrases: Sequence[str]) -> list[str]:
        """These phrases without those that sound like another. The one of fewest words stays, then the first: a short
        word inside a phrase (pe) is easily taken for noise."""
        kept: set[str] = set()
        taken: set[tuple[str, ...]] = set()
        for phrase in sorted(dict.fromkeys(phrases), key=lambda phrase: len(phrase.split())):
            said = set(self._said(phrase))
            if taken.isdisjoint(said):
                kept.add(phrase)
                taken |= said
        return [phrase for phrase in dict.fromkeys(phrases) if phrase in kept]

    def _said(self, phrase: str) -> Iterator[tuple[str, ...]]:
        """The sounds of the phrase, for each way to say it; none when a word is not of the graph."""
        words = [self._ways.get(word, ()) for word in phrase.split()]
        for way in islice(product(*words), WAYS):
            yield tuple(sound for sounds in way for sound in sounds)
