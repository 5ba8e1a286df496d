"""From free text to an answer: recognisers that cannot be given a grammar hear anything, and this finds which answer
of the grammar it was, or that it was none. Pure; knows no engine.

Letters are compared without the spaces between them, because such recognisers join and split words as they like, and
some write no spaces at all.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from speech.cardinals import SMALL_NUMBER_WORDS, ZEROS
from speech.grammar import Dates, Digits, Grammar, Request, expected
from speech.hearing import UNKNOWN
from speech.numbers import DIGITS, TWICE, read_digits
from speech.pronunciation import reading

LEAST_LIKENESS = 0.7
"""Share of letters that must agree for text to be taken for a phrase."""
LEAST_LEAD = 0.06
"""By how much the best phrase must be better than the next."""
LEAST_SHARE = 0.4
"""Share of what was said that must be of the grammar, where the rest is other speech."""
SHORTEST = 3
"""Letters of a word that is looked for inside other letters; shorter ones ("o", "eh") are found everywhere."""
LONG = 6
"""Letters of a word of which two may be missing: "lapan" is "delapan"."""

_FIGURE = {"0": "nol"} | {digit: word for word, digit in reversed(DIGITS.items()) if digit != "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Words of the grammar with "[unk]" for other speech, "" for nothing; and the share of letters that agree."""

    words: str
    likeness: float


NOTHING = Fit(words="", likeness=0.0)
OTHER = Fit(words=UNKNOWN, likeness=0.0)


def fitted(text: str, grammar: Grammar) -> Fit:
    """The answer in free text. Figures are read as digits: such recognisers write "4821"."""
    said = plain(text)
    phrases = expected(grammar)
    if not said:
        return NOTHING
    if phrases is None:
        return Fit(words=" ".join(said), likeness=1.0)
    match grammar:
        case Digits(words=words):
            found = _digits(said, words)
            return found if found is not OTHER else closest(said, grammar.phrases)
        case Dates(words=words):
            whole = closest(said, grammar.phrases)
            return whole if whole is not OTHER else spelled(said, words)
        case Request():
            whole = closest(said, phrases)
            return whole if whole is not OTHER else _known(said, phrases)
        case _:
            return closest(said, phrases)


def plain(text: str) -> list[str]:
    """Words in the letters a to z, figures each for itself as a word."""
    bare = unicodedata.normalize("NFKD", text.lower())
    bare = re.sub(r"\d", lambda figure: f" {_FIGURE.get(figure[0], '')} ", bare)
    return re.sub(r"[^a-z]", " ", re.sub(r"[̀-ͯ'’]", "", bare)).split()


def closest(said: Sequence[str], phrases: Sequence[str]) -> Fit:
    """The phrase that this is, or that stands in the middle of it word for word, if it is clearly one."""
    said = _once(said)
    letters = "".join(said)
    best, second = OTHER, 0.0
    for phrase in phrases:
        likeness = max(_likeness(letters, way, best.likeness - LEAST_LEAD) for way in _ways_to_write(phrase))
        if likeness > best.likeness:
            best, second = Fit(words=phrase, likeness=likeness), best.likeness
        else:
            second = max(second, likeness)
    clear = best.likeness == 1 or best.likeness - second >= LEAST_LEAD
    if best.likeness < LEAST_LIKENESS or not clear:
        return _inside(said, phrases)
    inside = _inside(said, (best.words,)) if best.likeness < 1 else OTHER
    return best if inside is OTHER else inside


def _once(said: Sequence[str]) -> Sequence[str]:
    """Without repetition of the whole: "ya, ya, ya" is "ya"."""
    for size in range(1, len(said) // 2 + 1):
        if len(said) % size == 0 and list(said) == list(said[:size]) * (len(said) // size):
            return said[:size]
    return said


@lru_cache(maxsize=4096)
def _ways_to_write(phrase: str) -> tuple[str, ...]:
    """As it is written and as it is read ("ktp", "katepe"), without spaces."""
    read = "".join(reading(word) for word in phrase.split()).replace(" ", "")
    return tuple(dict.fromkeys((phrase.replace(" ", ""), read)))


def _inside(said: Sequence[str], phrases: Sequence[str]) -> Fit:
    """A phrase in the middle of what was said; none where there could be two."""
    text = f" {' '.join(said)} "
    found = sorted((phrase for phrase in phrases if f" {phrase} " in text), key=len, reverse=True)
    if not found or any(f" {phrase} " not in f" {found[0]} " for phrase in found):
        return OTHER
    share = len(found[0].replace(" ", "")) / len("".join(said))
    if share < LEAST_SHARE:
        return OTHER
    around = text.split(f" {found[0]} ", 1)
    words = (UNKNOWN if around[0].strip() else "", found[0], UNKNOWN if around[1].strip() else "")
    return Fit(words=" ".join(word for word in words if word), likeness=share)


def _digits(said: Sequence[str], words: Sequence[str]) -> Fit:
    """Words of a digit string; where the grammar has no word for a number ("belas"), the digits that it is."""
    found = spelled(said, (*words, *(ZEROS if "o" in words else ZEROS[:-1]), *SMALL_NUMBER_WORDS, *TWICE))
    digits = read_digits(found.words)
    if not digits:
        return OTHER
    if {*words, UNKNOWN}.issuperset(found.words.split()):
        return found
    return Fit(words=" ".join(_FIGURE[digit] for digit in digits), likeness=found.likeness)


def spelled(said: Sequence[str], words: Sequence[str]) -> Fit:
    """What was said as a sequence of these words; OTHER when too many letters are left over."""
    known = frozenset(words)
    long = tuple(sorted(word for word in known if len(word) >= SHORTEST))
    kept: list[str] = []
    wrong = 0
    for is_known, run in groupby(said, known.__contains__):
        if is_known:
            kept += run
            continue
        letters = "".join(run)
        cost, parts = _parted(letters, long)
        longest = max(len(letters), sum(map(len, parts)))
        if not parts or 1 - cost / longest < LEAST_LIKENESS:
            cost, parts = len(letters), (UNKNOWN,)
        wrong += cost
        kept += parts
    likeness = 1 - wrong / len("".join(said))
    return Fit(words=" ".join(kept), likeness=likeness) if likeness >= LEAST_SHARE else OTHER


def _known(said: Sequence[str], phrases: Sequence[str]) -> Fit:
    """The words of a request that are words of the sentences expected, whatever their order."""
    return spelled(said, tuple(dict.fromkeys(word for phrase in phrases for word in phrase.split())))


@lru_cache(maxsize=1024)
def _parted(letters: str, words: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """The cheapest sequence of words for these letters: (letters changed, added or passed over, the words)."""
    best: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    for end in range(1, len(letters) + 1):
        cost, parts = best[end - 1]
        found = (cost + 1, parts)
        for word in words:
            spare = 2 if len(word) >= LONG else 1
            for start in range(max(0, end - len(word) - spare), end - len(word) + spare + 1):
                if start >= end or best[start][0] >= found[0]:
                    continue
                cost = best[start][0] + distance(letters[start:end], word, found[0] - best[start][0])
                if cost < found[0]:
                    found = (cost, (*best[start][1], word))
        best.append(found)
    return best[-1]


def _likeness(one: str, two: str, least: float) -> float:
    """Share of letters that agree; 0 when it is certainly below `least` or LEAST_LIKENESS."""
    longest = max(len(one), len(two))
    most = int(longest * (1 - max(least, LEAST_LIKENESS - LEAST_LEAD)))
    if longest - sum((Counter(one) & Counter(two)).values()) > most:
        return 0.0
    cost = distance(one, two, most + 1)
    return 0.0 if cost > most else 1 - cost / longest


def distance(one: str, two: str, enough: int) -> int:
    """Letters to change, add or take away; `enough` when it is so many or more."""
    if abs(len(one) - len(two)) >= enough:
        return enough
    row = list(range(len(two) + 1))
    for i, letter in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, other in enumerate(two, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != other))
        if min(row) >= enough:
            return enough
    return min(row[-1], enough)
