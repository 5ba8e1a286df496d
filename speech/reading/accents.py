"""Which "e" it is: é as in "soré" (e-taling), ê as in "têkan" (e-pepet), marked where it has to be.

An unmarked "e" is a pepet, which most are; the prefixes me-, ber-, pe-, ke-, se- and ter- always are. The words with
a taling come from outside, each once: "séhat" covers "kesehatan" and "menyehatkan" too. Pure.
"""

import re
from collections.abc import Iterator, Mapping

from speech.reading.characters import ALLOWED, without_marks

SHORTEST = 4
"""Letters that a word must have to be found inside longer ones; shorter ones would be found by chance."""

_PREFIX = re.compile(
    r"(?:(?:ke|se|di|ber|ter|per|me|pe|mem|pem|men|pen|meng|peng|meny|peny|nge|menge|penge)){0,3}"
)
_SUFFIXES = (
    "", "nya", "lah", "kah", "pun", "kan", "an", "i", "ku", "mu", "kannya", "annya", "inya", "kanlah", "anlah",
    "nyalah", "annyalah", "ilah", "ankah", "nyakah",
)  # fmt: skip
_LIGHT_SUFFIXES = ("", "nya", "lah", "kah", "pun", "kan", "an", "in", "annya", "kannya")
_SHORT_PREFIX = re.compile(r"(?:(?:di|ter|menge|penge|nge))?")
_MELTED = {"m": "p", "n": "t", "ny": "s", "ng": "k"}
"""What a prefix ends in, and the first letter that it swallows: "sehat", "menyehatkan"."""
_WORD = re.compile(rf"[{ALLOWED}]+")


def is_mark(written: str, said: str) -> bool:
    """Whether an entry of a pronunciation table only says which "e" it is."""
    return said != written and without_marks(said) == written


def marked(text: str, marks: Mapping[str, str]) -> str:
    """The text with é and ê on the words of `marks` ("desa" to "désa") and on what is derived from them.

    A key that begins with a capital fits only capitalised words: "Serang" the town, not "serang". Words that carry a
    mark already are left alone.
    """
    if not marks:
        return text
    return _WORD.sub(lambda found: _word(found[0], marks), text)


def _word(word: str, marks: Mapping[str, str]) -> str:
    if "e" not in word.lower() or word != without_marks(word):
        return word
    if word in marks:
        return marks[word]
    lower = word.lower()
    proper = word[0].isupper() and lower.capitalize() in marks
    said = marks[lower.capitalize()] if proper else marks.get(lower)
    if said is None:
        said = next(_derived(lower, marks), None)
    return word if said is None else _cased(said, word)


def _derived(word: str, marks: Mapping[str, str]) -> Iterator[str]:
    """Readings of the word as prefix, known word and suffix, the longest known word first."""
    found = []
    for suffix in _SUFFIXES:
        if suffix and not word.endswith(suffix):
            continue
        stem = word[: len(word) - len(suffix)]
        for start in range(len(stem) - 2):
            prefix, base = stem[:start], stem[start:]
            for whole, said in _bases(prefix, base, marks):
                if _allowed(prefix, whole, suffix):
                    found.append((len(whole), prefix + said + suffix))
    yield from (said for _, said in sorted(found, key=lambda pair: -pair[0]))


def _bases(prefix: str, base: str, marks: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if base in marks:
        yield base, marks[base]
    for end, swallowed in _MELTED.items():
        if prefix.endswith(("me" + end, "pe" + end)) and swallowed + base in marks:
            yield swallowed + base, marks[swallowed + base][1:]


def _allowed(prefix: str, base: str, suffix: str) -> bool:
    if len(base) < SHORTEST:
        return len(base) > 2 and suffix in _LIGHT_SUFFIXES and bool(_SHORT_PREFIX.fullmatch(prefix))
    return bool(_PREFIX.fullmatch(prefix))


def _cased(said: str, word: str) -> str:
    if word.isupper() and len(word) > 1:
        return said.upper()
    return said[0].upper() + said[1:] if word[0].isupper() else said
