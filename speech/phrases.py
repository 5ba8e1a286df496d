"""A line cut into phrases and the silences between them.

The silences are what is heard from the last sound of one phrase to the first of the next: the little silence that
every rendered phrase has at its ends is part of them. Pure; knows nothing of voices or calls.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from speech.reading.characters import without_marks
from speech.synthesizer import Pace

BREATH_MS = 200
""" "|": a breath, such as the one before the key in "Syarat, | tekan dua"."""
GROUP_MS = 450
""" "|" between two groups of digits, so that each can be written down before the next comes."""
SENTENCE_MS = 500
"""After a sentence."""
REST_MS = 650
""" "||": between two choices."""

STRETCH: Mapping[Pace, float] = MappingProxyType({Pace.NORMAL: 1.0, Pace.SLOW: 1.5, Pace.SLOWEST: 2.0})
"""How much longer silences get when the line speaks slower: more than the words do, for it is time to think that a
caller asks for."""

DIGITS = frozenset(
    {"nol", "kosong", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"}
)

_BREAK = re.compile(r"\|+|\n+|(?<=[.?!])(?![.?!])")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words spoken in one go."""

    text: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence between two phrases, at the normal pace."""

    milliseconds: int


Piece = Phrase | Pause


def pieces(text: str) -> tuple[Piece, ...]:
    """A line's text as phrases and the pauses after them.

    A pause follows every ".", "?", "!" and new line, and stands where "|" (short) or "||" (long) stands. Of several
    pauses in a row the longest is kept. Numbers and abbreviations must have become words before: every full stop
    ends a sentence.
    """
    found: list[Piece] = []

    def pause(milliseconds: int) -> None:
        last = found[-1] if found else None
        if isinstance(last, Pause):
            found[-1] = Pause(max(last.milliseconds, milliseconds))
        else:
            found.append(Pause(milliseconds))

    start = 0
    for mark in _BREAK.finditer(text):
        _add_phrase(found, text[start : mark.start()])
        pause({"|": BREATH_MS, "||": REST_MS}.get(mark[0][:2], SENTENCE_MS))
        start = mark.end()
    _add_phrase(found, text[start:])
    return tuple(_with_groups(found))


def is_digits(phrase: str) -> bool:
    """Whether the phrase is nothing but digits, said one by one."""
    return all(word in DIGITS for word in re.findall(r"\w+", without_marks(phrase.lower())))


def _add_phrase(found: list[Piece], words: str) -> None:
    words = " ".join(words.split())
    if any(character.isalnum() for character in words):
        found.append(Phrase(words))


def _with_groups(found: list[Piece]) -> list[Piece]:
    """A breath between two groups of digits is a longer one."""
    for at in range(1, len(found) - 1):
        before, between, after = found[at - 1 : at + 2]
        if (
            isinstance(before, Phrase)
            and between == Pause(BREATH_MS)
            and isinstance(after, Phrase)
            and is_digits(before.text)
            and is_digits(after.text)
        ):
            found[at] = Pause(GROUP_MS)
    return found
