"""What the words of a sentence mean: abbreviations, dialect, affixes and typing mistakes taken away. Pure.

Knows which words there are (from content), not what is asked with them.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from casework.understanding_stems import apart, consonants, stems

_LONGEST = 5
"""Words that one spelling may have: "be pe je es"."""
_LONGEST_SENTENCE = 120
"""Words that are read; whoever says more tells a story, and has asked by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a sentence."""

    means: frozenset[str]
    """In the spelling of the content; several when a mistyped word is as near to one as to another."""
    sure: bool
    """False when it had to be guessed."""
    filler: bool
    """It changes nothing: "ya", "saya", "itu"."""


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The words that there are."""

    known: frozenset[str]
    """Words of phrases that mean something."""
    fillers: frozenset[str]
    ordinary: frozenset[str]
    """Words that resemble known ones and are not mistakes."""
    typed: frozenset[str]
    """Words that others are taken for a mistake of."""
    spelling: Mapping[str, tuple[str, ...]]
    """One word as typed or said to the words that it stands for."""
    joined: Mapping[tuple[str, ...], str]
    """Several words to the one that they stand for."""

    def read(self, text: str) -> tuple[Word, ...]:
        """The words of this text; numbers of three digits and more are left out."""
        words: list[Word] = []
        for token in _tokens(text)[:_LONGEST_SENTENCE]:
            words += self._word(token)
        return _once(self._join(words))

    def phrase(self, phrase: str) -> tuple[str, ...]:
        """A phrase of the content in the spelling in which sentences are read."""
        spelt = [word for typed in phrase.split() for word in self.spelling.get(typed, (typed,))]
        words = self._join([self._plain(word) for word in spelt])
        return tuple(min(word.means) for word in words)

    def _word(self, token: str) -> list[Word]:
        for form in stems(token):
            if len(form) < 3 and form != token and form != consonants(form):
                continue  # "kamu" is not built on the letter "ka"
            if form in self.spelling:
                return [self._plain(word) for word in self.spelling[form]]
            if form in self.known or form in self.fillers:
                return [self._plain(form)]
            if form == token and token in self.ordinary:
                break
        else:
            if token.isalpha():
                return self._mistyped(token)
        return [Word(means=frozenset({token}), sure=True, filler=token.isdigit())]

    def _plain(self, word: str) -> Word:
        return Word(means=frozenset({word}), sure=True, filler=word in self.fillers)

    def _mistyped(self, token: str) -> list[Word]:
        if glued := self._glued(token):
            return [self._plain(word) for part in glued for word in self.spelling.get(part, (part,))]
        single = re.sub(r"(.)\1", r"\1", token)
        if single in self.known:
            return [self._plain(single)]
        near, sure = self._near(token)
        if not near and (bare := re.sub(r"n[yi]?a?$", "", token)) != token:
            near, sure = self._near(bare)
        means = frozenset(form for word in near for form in self.spelling.get(word, (word,)))
        return [Word(means=means or frozenset({token}), sure=sure or not means, filler=False)]

    def _near(self, token: str) -> tuple[frozenset[str], bool]:
        """The known words that this may be a mistake for, and whether there is no doubt."""
        if len(token) >= 4 and token == consonants(token):
            found = self._skeletons.get(token, frozenset())
            if found:
                return found, len(found) == 1
        most = 0 if len(token) < 3 else 1 if len(token) < 9 else 2
        best: dict[int, set[str]] = {}
        for word in self._by_first.get(token[:1], ()):
            # Short words have many neighbours: only letters left out, doubled or swapped, not others in their place.
            if len(word) >= 6 or len(word) != len(token) or sorted(word) == sorted(token):
                best.setdefault(apart(token, word, most), set()).add(word)
        distance = min(best, default=most + 1)
        if distance > most:
            return frozenset(), True
        meant = {self.spelling.get(word, (word,)) for word in best[distance]}
        near = {sorted(best[distance])[0]} if len(meant) == 1 else best[distance]
        return frozenset(near), len(meant) == 1 and distance == 1 and len(token) >= 5

    def _glued(self, token: str) -> list[str]:
        """The words of "ktpsayahilang"; none when it is not made of known words only."""
        if len(token) < 9:
            return []
        ways: dict[int, list[str]] = {0: []}
        for end in range(2, len(token) + 1):
            for start in range(end - 2, -1, -1):
                part = token[start:end]
                if start in ways and (part in self._whole or part in self.spelling):
                    way = [*ways[start], part]
                    if end not in ways or len(way) < len(ways[end]):
                        ways[end] = way
        found = ways.get(len(token), [])
        return found if any(part not in self.fillers for part in found) else []

    def _join(self, words: list[Word]) -> list[Word]:
        joined: list[Word] = []
        at = 0
        while at < len(words):
            for length in range(min(_LONGEST, len(words) - at), 1, -1):
                part = words[at : at + length]
                whole = self._one(part)
                if whole is not None:
                    sure = all(word.sure for word in part)
                    joined.append(Word(means=frozenset({whole}), sure=sure, filler=whole in self.fillers))
                    at += length
                    break
            else:
                joined.append(words[at])
                at += 1
        return joined

    def _one(self, words: list[Word]) -> str | None:
        for first in words[0].means:
            for pattern, whole in self._joined_from.get((first, len(words)), ()):
                if all(part in word.means for part, word in zip(pattern, words, strict=True)):
                    return whole
        return None

    @cached_property
    def _joined_from(self) -> Mapping[tuple[str, int], tuple[tuple[tuple[str, ...], str], ...]]:
        found: dict[tuple[str, int], tuple[tuple[tuple[str, ...], str], ...]] = {}
        for pattern, whole in self.joined.items():
            key = (pattern[0], len(pattern))
            found[key] = (*found.get(key, ()), (pattern, whole))
        return found

    @cached_property
    def _whole(self) -> frozenset[str]:
        return frozenset(
            word for word in self.known | self.fillers if len(word) >= 3 or word in ("kk", "di", "ke")
        )

    @cached_property
    def _by_first(self) -> Mapping[str, tuple[str, ...]]:
        return _grouped((word[:1], word) for word in self.typed if len(word) >= 5 or word == consonants(word))

    @cached_property
    def _skeletons(self) -> Mapping[str, frozenset[str]]:
        grouped = _grouped((consonants(word), word) for word in self.typed if len(word) >= 5)
        return {skeleton: frozenset(words) for skeleton, words in grouped.items()}


def spelt_out(name: str, letters: Mapping[str, str]) -> list[tuple[str, ...]]:
    """How an abbreviation is said letter by letter: "ktp" is ("ka", "te", "pe"); none if a letter has no name."""
    ways: list[tuple[str, ...]] = [()]
    for letter in name:
        names = [said for said, meant in letters.items() if meant == letter]
        ways = [(*way, said) for way in ways for said in names]
    return ways


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", plain)  # "k.t.p."
    plain = re.sub(r"([a-z])\1{2,}", r"\1", plain)
    plain = re.sub(r"\b([a-z]{3,})2(?=[a-z]*\b)", r"\1 ", plain)
    return [token for token in re.findall(r"[a-z0-9]+", plain) if not re.fullmatch(r"\d{3,}", token)]


def _once(words: list[Word]) -> tuple[Word, ...]:
    """Without repetitions: "syarat-syarat", "jadi jadi"."""
    return tuple(word for at, word in enumerate(words) if at == 0 or word.means != words[at - 1].means)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, word in sorted(pairs):
        found[key] = (*found.get(key, ()), word)
    return found
