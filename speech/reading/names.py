"""Abbreviations, names and loan words: how they are said comes with a table from outside.

What is not in the table and in capitals is read as a word when it can be ("PERHATIAN", "BAZNAS") and spelled letter
by letter when it cannot ("DPRD"). Pure.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

LETTERS = {
    "A": "a", "B": "be", "C": "ce", "D": "de", "E": "e", "F": "ef", "G": "ge", "H": "ha", "I": "i",
    "J": "je", "K": "ka", "L": "el", "M": "em", "N": "en", "O": "o", "P": "pe", "Q": "ki", "R": "er",
    "S": "es", "T": "te", "U": "u", "V": "fe", "W": "we", "X": "eks", "Y": "ye", "Z": "zet",
}  # fmt: skip

_CONSONANT = r"(?:ng|ny|sy|kh|[bcdfghjklmnpqrstvwxyz])"
_BEGIN = rf"(?:str|skr|spr|[bcdfgkpt]r|[bcfgkps]l|s[kmnptw]|[dkt]w|{_CONSONANT})"
_SAYABLE = re.compile(
    rf"{_BEGIN}?[aiueo]{{1,2}}(?:{_CONSONANT}?{_BEGIN}[aiueo]{{1,2}})*{_CONSONANT}?(?:(?<=[nr])s)?"
)
"""What can be read as an Indonesian word."""
LONGEST = 20
"""Letters of an abbreviation, at most: longer capitals are a word, whatever it is."""

_CAPITALS = re.compile(r"(?<!\w)[A-Z]+(?!\w)")
_SHOUT = re.compile(r"(?<!\w)[A-Z]+(?:[ ,]+[A-Z]+){2,}(?!\w)")
_NO_VOWEL = re.compile(r"(?<!\w)(?<!\w')[b-df-hj-np-tv-z]{2,}(?!\w|'\w)", re.IGNORECASE)
_SOUNDS_OF_PEOPLE = frozenset({"hm", "hmm", "sst", "ssst", "pst", "brr", "zzz"})
_MIXED = re.compile(r"(?<!\w)(?=\w*[a-z][A-Z]|[A-Z]{2,}[a-z])\w+(?!\w)")
_ENDING = re.compile(r"\b([A-Z]{2,})(?=(?:nya|lah|kah|pun)\b)")
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def respell(text: str, said: Mapping[str, str]) -> str:
    """The text with the table's entries said as it tells: keys in capitals fit only capitals, others any case.

    Only whole words are replaced, the longest first. A key that ends in a full stop takes it along.
    """
    if not said:
        return text
    pattern, exact, loose = _lookup(tuple(said.items()))
    return pattern.sub(lambda found: _said(found[0], exact, loose), text)


@lru_cache(maxsize=16)
def _lookup(said: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str], dict[str, str]]:
    """What to look for, and how the keys in capitals and the others are said; dear, so kept."""
    exact = {key: words for key, words in said if key.isupper()}
    loose = {key.lower(): words for key, words in said if not key.isupper()}
    keys = [(key, re.escape(key)) for key in exact] + [(key, f"(?i:{re.escape(key)})") for key in loose]
    longest_first = "|".join(
        pattern + (r" *" if key.endswith(".") else r"(?!\w)")
        for key, pattern in sorted(keys, key=lambda pair: -len(pair[0]))
    )
    return re.compile(rf"(?<!\w)(?:{longest_first})"), exact, loose


def signs(table: Mapping[str, str]) -> dict[str, str]:
    """The entries with anything but letters and spaces in them: "Jl.", "e-KTP", "COVID-19". They are read first."""
    return {key: said for key, said in table.items() if not key.replace(" ", "").isalpha()}


def spell(word: str) -> str:
    """Letter by letter."""
    return " ".join(LETTERS[letter] for letter in word.upper())


def ending_apart(text: str) -> str:
    """ "KTPnya" is KTP with an ending."""
    return _ENDING.sub(r"\1-", text)


def spelled(text: str) -> str:
    """The text with unknown capitals and words without a vowel made sayable, and GoPay taken apart."""
    text = _MIXED.sub(lambda found: _JOINT.sub(" ", found[0]), text)
    text = _SHOUT.sub(_quieter, text)
    text = _CAPITALS.sub(lambda found: found[0] if _is_word(found[0]) else spell(found[0]), text)
    return _NO_VOWEL.sub(
        lambda found: found[0] if found[0].lower() in _SOUNDS_OF_PEOPLE else spell(found[0]), text
    )


def unknown(text: str) -> Iterator[str]:
    """What spelled() would have to guess: capitals that are no word, words without a vowel, capitals inside words."""
    shouted = _SHOUT.sub(_quieter, text)
    yield from _MIXED.findall(text)
    for capitals in _CAPITALS.findall(shouted):
        if len(capitals) > 1 and not _is_word(capitals):
            yield capitals
    for word in _NO_VOWEL.findall(text):
        if not word.isupper() and word.lower() not in _SOUNDS_OF_PEOPLE:
            yield word


def _said(found: str, exact: Mapping[str, str], loose: Mapping[str, str]) -> str:
    key = found.rstrip(" ")
    words = exact[key] if key in exact else loose[key.lower()]
    return f"{words} " if key.endswith(".") else words


def _is_word(capitals: str) -> bool:
    return len(capitals) > LONGEST or (len(capitals) > 3 and _is_sayable(capitals))


def _is_sayable(word: str) -> bool:
    return bool(_SAYABLE.fullmatch(word.lower()))


def _quieter(found: re.Match[str]) -> str:
    """A run of capitals with a word in it is someone who writes so: then its short words are words, too."""
    words = re.findall(r"[A-Z]+", found[0])
    if not any(map(_is_word, words)):
        return found[0]
    return re.sub(
        rf"[A-Z]{{2,{LONGEST}}}", lambda word: word[0].lower() if _is_sayable(word[0]) else word[0], found[0]
    )
