"""The words and the code in the body of a text, however they were typed. Pure.

Knows how people type on ten keys; not what they want.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from casework.codes import LENGTH, is_code

NOISE = frozenset({"spasi", "balas", "ketik", "bls", "kirim", "balaslah"})
"""Words that people copy from instructions such as "ketik STATUS spasi kode"; they mean nothing before a command."""
SPACE = "spasi"

_LOOK_ALIKE = str.maketrans("oil", "011")
_NUMBER = re.compile(r"[oil]*[0-9][0-9oil]*")
_GLUED = re.compile(r"([a-z]{2,}?)([0-9][0-9oil]{3,})")
_GLUED_AFTER = re.compile(r"([0-9]{4}|[0-9]{8})([a-z]{3,})")
_LONGEST_TYPED = 10
"""Digits of a mistyped code that are worth showing; longer numbers are telephones and NIKs, and stay private."""


_SIGNS = str.maketrans(
    {"\N{THUMBS UP SIGN}": " ya ", "\N{OK HAND SIGN}": " ya ", "\N{PERSON WITH FOLDED HANDS}": " makasih "}
)
"""Signs that people answer with instead of a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A text taken apart."""

    tokens: tuple[str, ...]
    """Lower case as typed, without numbers that could be a code and without "spasi"."""
    words: tuple[str, ...]
    """The same with abbreviations written out; numbers and the noise before the first word are left out."""
    code: str | None
    """Eight digits that are meant as a code; the check digit may be wrong."""
    mistyped: str | None
    """Digits that may be a code with some missing or too many."""


def read_body(
    text: str,
    usual: Callable[[str], Iterable[str]],
    apart: Callable[[str], tuple[str, ...]] = lambda token: (token,),
) -> Body:
    """Takes a text apart. Whatever is neither letter nor digit separates: "CEK#4821.3096" is a word and a code.

    `usual` writes abbreviations out; `apart` takes words apart that were typed without a space: "syaratktp".
    """
    tokens: list[str] = []
    runs: list[list[str]] = [[]]
    for token in _tokens(text):
        if _NUMBER.fullmatch(token):
            runs[-1].append(token.translate(_LOOK_ALIKE))
            continue
        runs.append([])
        tokens += apart(token)
    codes = [code for run in runs if (code := _code(run))]
    mistyped = [number for run in runs if (number := _mistyped(run))]
    said = tokens
    while said and said[0] in NOISE:
        said = said[1:]
    written = [word for token in said for word in usual(token)]
    return Body(
        tokens=tuple(said),
        words=tuple(map(_base, written)),
        code=next(filter(is_code, codes), codes[0] if codes else None),
        mistyped=mistyped[0] if mistyped else None,
    )


def small_numbers(text: str) -> tuple[int, ...]:
    """The numbers of one digit that stand alone: "pilih no 2"."""
    return tuple(
        int(token.translate(_LOOK_ALIKE)) for token in _tokens(text) if re.fullmatch(r"[0-9]", token)
    )


def has_nik(text: str) -> bool:
    """Whether sixteen digits stand there: somebody's NIK, which we need not know."""
    return re.search(r"(?<!\d)(?:\d[ .-]?){15}\d(?!\d)", text) is not None


def last_four(text: str) -> str | None:
    """Four digits, alone or the end of a telephone number, in a text that has no other number."""
    numbers = "".join(re.findall(r"[0-9]+", text))
    return numbers[-4:] if len(numbers) == 4 or 9 <= len(numbers) <= 14 else None


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for token in re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).translate(_SIGNS).lower()):
        glued = _GLUED.fullmatch(token) or _GLUED_AFTER.fullmatch(token)
        for part in glued.groups() if glued else (token,):
            bare = part.removesuffix(SPACE).removeprefix(SPACE)
            tokens += [bare] if bare else []
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
