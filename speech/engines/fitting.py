"""From free text to an answer: recognisers that cannot be given a grammar hear anything, and this finds which answer
of the grammar it was, or that it was none. Pure.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from speech.grammar import Dates, Digits, Grammar, expected
from speech.hearing import UNKNOWN
from speech.numbers import DIGITS, read_digits

LEAST_LIKENESS = 0.72
"""Share of letters that must agree for text to be taken for a phrase."""
LEAST_LEAD = 0.06
"""By how much the best phrase must be better than the next."""

_WORDS = {"0": "nol"} | {digit: word for word, digit in reversed(DIGITS.items()) if digit != "0"}
_FIGURES = re.compile(r"\d")


def fitted(text: str, grammar: Grammar) -> str:
    """The words of the grammar in free text, "[unk]" for other speech, "" for nothing.

    Figures are read as digits: such recognisers write "4821".
    """
    plain = " ".join(re.sub(r"[^a-z0-9 ]", " ", text.lower()).split())
    if not plain:
        return ""
    phrases = expected(grammar)
    if phrases is None:
        return plain
    if isinstance(grammar, Digits):
        spelt = " ".join(_FIGURES.sub(lambda figure: f" {_WORDS[figure[0]]} ", plain).split())
        if digits := read_digits(spelt):
            return " ".join(_WORDS[digit] for digit in digits)
        phrases = grammar.phrases
    if isinstance(grammar, Dates):
        return plain if set(plain.split()) & set(phrases) else UNKNOWN
    return closest(plain, phrases)


def closest(text: str, phrases: Sequence[str]) -> str:
    """The phrase that this text is, if it is clearly one; else "[unk]"."""
    joined = text.replace(" ", "")
    likeness = sorted(
        ((SequenceMatcher(None, joined, phrase.replace(" ", "")).ratio(), phrase) for phrase in phrases),
        reverse=True,
    )
    if not likeness or likeness[0][0] < LEAST_LIKENESS:
        return UNKNOWN
    if len(likeness) > 1 and likeness[0][0] - likeness[1][0] < LEAST_LEAD and likeness[0][0] < 1:
        return UNKNOWN
    return likeness[0][1]
