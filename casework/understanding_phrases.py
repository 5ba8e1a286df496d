"""Finds the phrases of the content in a sentence, also with words between theirs. Pure.

Knows of "not" and "no, I mean", and nothing of what services or intents are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from casework.understanding_file import Phrase, Requests, Weight
from casework.understanding_words import Word

_GAP = 2
"""Words that say something and may stand between two words of a phrase."""
_FARTHEST = 7
"""Words of any kind that may stand between two words of a phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A phrase in the sentence."""

    at: tuple[int, ...]
    meant: Mapping[str, Weight]
    sure: bool


def _phrases(
    requests: Requests, index: Mapping[str, tuple[Phrase, ...]], words: tuple[Word, ...]
) -> Iterator[Found]:
    """Phrases that are there; of those that share a word only the longest, or several of the same length."""
    found: list[tuple[tuple[int, ...], Phrase]] = []
    for start, word in enumerate(words):
        for first in word.means:
            for phrase in index.get(first, ()):
                at = _follow(requests, phrase.words, words, start)
                if at is not None:
                    found.append((at, phrase))
    found.sort(key=lambda one: (-len(one[0]), one[0][-1] - one[0][0], one[0], one[1].words))
    taken: dict[int, tuple[int, int]] = {}
    for at, phrase in found:
        size = (len(at), at[-1] - at[0])
        if all(taken.get(place, size) == size for place in at):
            taken.update(dict.fromkeys(at, size))
            yield Found(at=at, meant=dict(phrase.meant), sure=all(words[place].sure for place in at))


def _follow(
    requests: Requests, phrase: tuple[str, ...], words: tuple[Word, ...], start: int
) -> tuple[int, ...] | None:
    at = [start]
    for wanted in phrase[1:]:
        gap = 0
        for place in range(at[-1] + 1, min(at[-1] + 2 + _FARTHEST, len(words))):
            if wanted in words[place].means:
                at.append(place)
                break
            gap += not words[place].filler
            if gap > _GAP or words[place].means & requests.breaks:
                return None
        else:
            return None
    return tuple(at)


def meant(
    requests: Requests, index: Mapping[str, tuple[Phrase, ...]], words: tuple[Word, ...]
) -> list[Found]:
    """What is said. What is denied ("bukan kk") or taken back ("kk, eh bukan, ktp") is not, if something is left."""
    found = list(_phrases(requests, index, words))
    for phrase in requests.corrections:
        for start in range(len(words)):
            at = beside(phrase, words, start)
            after = [one for one in found if at and one.at[0] > at[-1]]
            if after:
                found = after
    kept = [one for one in found if not before(words, one.at[0], requests.not_this, 1)]
    return kept or found


def beside(phrase: tuple[str, ...], words: tuple[Word, ...], start: int) -> tuple[int, ...] | None:
    """Where the phrase stands, without any gap."""
    at = tuple(range(start, start + len(phrase)))
    if at[-1] >= len(words):
        return None
    return at if all(wanted in words[place].means for wanted, place in zip(phrase, at, strict=True)) else None


def before(words: tuple[Word, ...], at: int, wanted: frozenset[str], reach: int) -> bool:
    """Whether one of the last words before this place is one of these; fillers are not counted."""
    for place in range(at - 1, max(at - 1 - _FARTHEST, -1), -1):
        if words[place].means & wanted:
            return True
        reach -= not words[place].filler
        if reach <= 0:
            return False
    return False
