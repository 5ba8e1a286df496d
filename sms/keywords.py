"""Commands that a text begins with, or that a short text asks for in a sentence. Pure.

Forgives typing mistakes, but not where a word is as near to two commands: a wrong command is worse than a question.
"""

from collections.abc import Callable, Sequence

from casework.text_words import Phrase, TextWords
from casework.understanding_stems import apart, stems
from casework.understanding_words import Vocabulary

_SHORTEST = 4
"""Letters that a word needs before it may be a mistyped command."""
_LONG = 8
"""From so many letters on, two of them may be wrong."""
_SPLIT = ("status", "cek", "syarat", "biaya", "info", "antre", "petugas", "lapor", "jam")
"""Commands that people run together with what follows: "syaratktp"."""
_GAP = 1


def command_of(words: TextWords, vocabulary: Vocabulary, token: str) -> str | None:
    """The command that this word is, also when it is mistyped; None when it is none, or as near to two."""
    if token in words.commands:
        return words.commands[token]
    if len(token) < _SHORTEST or not token.isalpha() or _is_word(vocabulary, token):
        return None
    most = 2 if len(token) >= _LONG else 1
    nearest: dict[int, set[str]] = {}
    for word, command in words.commands.items():
        if len(word) >= _SHORTEST and word[0] == token[0]:
            nearest.setdefault(apart(token, word, most), set()).add(command)
    best = min(nearest, default=most + 1)
    return min(nearest[best]) if best <= most and len(nearest[best]) == 1 else None


def splitter(vocabulary: Vocabulary) -> Callable[[str], tuple[str, ...]]:
    """Takes "syaratktp" apart into a command and a word that there is."""

    def split(token: str) -> tuple[str, ...]:
        if _is_word(vocabulary, token):
            return (token,)
        if token.endswith("2") and token[:-1] in vocabulary.spelling:
            return (token[:-1],)  # "jd2" is "jadi-jadi"
        for command in _SPLIT:
            rest = token.removeprefix(command)
            if rest != token and (rest in vocabulary.known or rest in vocabulary.spelling):
                return command, rest
        return (token,)

    return split


def usual(vocabulary: Vocabulary, token: str) -> tuple[str, ...]:
    """The word or words that this stands for: "ditelp" is "telepon"."""
    for form in stems(token):
        if (form == token or len(form) >= _SHORTEST - 1) and form in vocabulary.spelling:
            return vocabulary.spelling[form]
    return (token,)


def says(words: Sequence[str], phrases: Sequence[Phrase]) -> bool:
    """Whether one of these phrases is there, in its order, with at most one word in between."""
    # Asked of every text about some two hundred phrases, nearly all of which end at their first word.
    return any(
        _same(word, phrase[0]) and _goes_on(words[at + 1 :], phrase[1:])
        for phrase in phrases
        for at, word in enumerate(words)
    )


def _goes_on(words: Sequence[str], phrase: Phrase) -> bool:
    at = 0
    for wanted in phrase:
        near = words[at : at + 1 + _GAP]
        found = next((place for place, word in enumerate(near) if _same(word, wanted)), None)
        if found is None:
            return False
        at += found + 1
    return True


def _same(word: str, wanted: str) -> bool:
    if word == wanted:
        return True
    # One mistake leaves the beginning or the end as it is; few words need a closer look.
    resembles = len(wanted) >= _LONG - 1 and (word[:1] == wanted[:1] or word[-1:] == wanted[-1:])
    return resembles and apart(word, wanted, 1) <= 1


def _is_word(vocabulary: Vocabulary, token: str) -> bool:
    return (
        token in vocabulary.known
        or token in vocabulary.fillers
        or token in vocabulary.ordinary
        or token in vocabulary.spelling
    )
