"""The words and the code in the body of a text, however they were typed. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from casework.codes import LENGTH, is_code

NOISE = frozenset({"spasi", "balas", "ketik"})
"""Words that people copy from instructions such as "ketik STATUS spasi kode"; they mean nothing in a text."""

_LOOK_ALIKE = str.maketrans("oil", "011")
_NUMBER = re.compile(r"[oil]*[0-9][0-9oil]*")
_GLUED = re.compile(r"([a-z]{2,}?)([0-9][0-9oil]{3,})")
_LONGEST_TYPED = 10
"""Digits of a mistyped code that are worth showing; longer numbers are telephones and NIKs, and stay private."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A text taken apart."""

    words: tuple[str, ...]
    """Lower case, abbreviations written out; numbers and noise are left out."""
    code: str | None
    """Eight digits that are meant as a code; the check digit may be wrong."""
    mistyped: str | None
    """Digits that may be a code with some missing or too many."""

    def says(self, phrase: str) -> int | None:
        """At which word the phrase occurs first, or None."""
        wanted = tuple(phrase.split())
        places = range(len(self.words) - len(wanted) + 1)
        return next((at for at in places if self.words[at : at + len(wanted)] == wanted), None)


def read_body(text: str, abbreviations: Mapping[str, str]) -> Body:
    """Takes a text apart. Whatever is neither letter nor digit separates: "CEK#4821.3096" is a word and a code."""
    words: list[str] = []
    runs: list[list[str]] = [[]]
    for token in _tokens(text):
        if _NUMBER.fullmatch(token):
            runs[-1].append(token.translate(_LOOK_ALIKE))
        else:
            runs.append([])
            words += [] if token in NOISE else abbreviations.get(token, token).split()
    codes = [code for run in runs if (code := _code(run))]
    mistyped = [number for run in runs if (number := _mistyped(run))]
    return Body(
        words=tuple(map(_base, words)),
        code=next(filter(is_code, codes), codes[0] if codes else None),
        mistyped=mistyped[0] if mistyped else None,
    )


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for token in re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower()):
        glued = _GLUED.fullmatch(token)
        tokens += glued.groups() if glued else (token,)
    return tokens


def _code(run: list[str]) -> str | None:
    """The code in numbers that stand side by side: all of them, one of them, or some of them."""
    joined = "".join(run)
    if len(joined) == LENGTH:
        return None if _is_date(run) else joined
    whole = [number for number in run if len(number) == LENGTH]
    if len(joined) <= _LONGEST_TYPED:
        whole += ["".join(run[a:b]) for a in range(len(run)) for b in range(a + 2, len(run) + 1)]
    return next(filter(is_code, whole), next((number for number in whole if len(number) == LENGTH), None))


def _mistyped(run: list[str]) -> str | None:
    joined = "".join(run)
    return joined if LENGTH // 2 < len(joined) <= _LONGEST_TYPED and not _is_date(run) else None


def _is_date(run: list[str]) -> bool:
    """24-11-2026 is eight digits too."""
    if len(run) != 3 or max(len(run[0]), len(run[1])) > 2 or len(run[2]) not in (2, 4):
        return False
    year = len(run[2]) == 2 or run[2][:2] in ("19", "20")
    return year and 1 <= int(run[0]) <= 31 and 1 <= int(run[1]) <= 12


def _base(word: str) -> str:
    """ "syaratnya" is "syarat"; short words such as "punya" stay."""
    return word.removesuffix("nya") if len(word) >= 6 else word
