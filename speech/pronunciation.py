"""How Indonesian is pronounced, as units of the recogniser's network: written words in, units out.

Indonesian spelling is nearly phonetic, so a few rules do. Both sounds of "e" are one unit: the network hears the
context and callers from different regions say them differently. Words that are not read as written (KTP, WhatsApp)
are given as a respelling in plain letters ("ka te pe"), never as phonetic signs, so that anyone can add one.
"""

UNITS = (
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "w", "y",
    "z", "ng", "ny", "sy", "kh",
)  # fmt: skip
"""The sounds. In the network unit 0 is the blank, and sound k of this tuple is unit k + 1."""

BLANK = 0
UNIT_COUNT = len(UNITS) + 1
NUMBER = {unit: place for place, unit in enumerate(UNITS, start=1)}

_PAIRS = frozenset({"ng", "ny", "sy", "kh"})
_READ_AS = {"q": ("k",), "v": ("f",), "x": ("k", "s")}


def units(word: str) -> list[int]:
    """The unit numbers of a word or a respelling of several words, spaces and hyphens passed over.

    Raises ValueError when something else than the letters a to z is left, or nothing.
    """
    found: list[int] = []
    letters, at = word.lower(), 0
    while at < len(letters):
        if letters[at : at + 2] in _PAIRS:
            found.append(NUMBER[letters[at : at + 2]])
            at += 2
            continue
        letter = letters[at]
        at += 1
        if letter in " -":
            continue
        if letter in _READ_AS:
            found.extend(NUMBER[unit] for unit in _READ_AS[letter])
        elif letter in NUMBER:
            found.append(NUMBER[letter])
        else:
            raise ValueError(f"{word!r} has {letter!r}: write it as it sounds, with the letters a to z")
    if not found:
        raise ValueError(f"{word!r} has no sounds")
    return found


LETTERS = {
    "a": "a", "b": "be", "c": "ce", "d": "de", "e": "e", "f": "ef", "g": "ge", "h": "ha", "i": "i", "j": "je",
    "k": "ka", "l": "el", "m": "em", "n": "en", "o": "o", "p": "pe", "q": "ki", "r": "er", "s": "es", "t": "te",
    "u": "u", "v": "ve", "w": "we", "x": "eks", "y": "ye", "z": "zet",
}  # fmt: skip
"""The names of the letters."""


def reading(word: str) -> str:
    """How a written word is read, as a respelling: a word without a vowel is spelt letter by letter (stnk), any other
    is read as it stands."""
    if word.isalpha() and not set(word) & set("aeiou"):
        return " ".join(LETTERS.get(letter, letter) for letter in word)
    return word


def sounds_of(text: str) -> list[int]:
    """The unit numbers of a text, each word as it is read. Raises ValueError as `units` does."""
    return [unit for word in text.split() for unit in units(reading(word))]
