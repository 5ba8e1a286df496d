"""The characters of a written text: made plain before it is read, and what a voice may get afterwards.

Accents go, except the two that say which "e" it is (see `speech.reading.accents`). Letters of other alphabets that
only look like ours become ours; what cannot be seen goes; everything else that has no word is left for whoever asks.
"""

import re
import unicodedata

ALLOWED = "a-zA-ZéêÉÊ"
"""The letters that a voice gets, as part of a regular expression; beside them spaces, new lines and , . ? ! | - '."""

UNSPEAKABLE = re.compile(rf"[^{ALLOWED} \n,.?!|'-]")

_ALIKE = str.maketrans(
    {
        "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "\r": "\n", "\u2028": "\n", "\u2029": "\n",
        "_": " ", "‑": "-", "‐": "-", "−": "-", "ß": "ss", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L",
        "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "ə": "e",
        # Cyrillic
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "һ": "h",
        "ԁ": "d", "ԛ": "q", "ԝ": "w", "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P",
        "С": "C", "Т": "T", "У": "Y", "Х": "X", "І": "I", "Ј": "J", "Ѕ": "S",
        # Greek
        "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P",
        "Τ": "T", "Υ": "Y", "Χ": "X", "ο": "o", "ν": "v", "ι": "i", "α": "a", "ρ": "p",
    }
)  # fmt: skip
_PLAIN = re.compile(r"[éêÉÊ\n -^a-~]*")
"""What most texts are: printable ASCII without _ and `, and the two marks."""
_MARKED = str.maketrans({"é": "\ue000", "ê": "\ue001", "É": "\ue002", "Ê": "\ue003"})
_UNMARKED = {ord(held): mark for held, mark in zip("\ue000\ue001\ue002\ue003", "éêÉÊ", strict=True)}
_INVISIBLE = frozenset({"Mn", "Me", "Cf", "Cs", "Co", "Cn"})
"""Accents, enclosing marks, zero-width and direction marks, halves of pairs, private and unassigned characters."""


def plain(text: str) -> str:
    """Without accents but é and ê, without what is invisible, typographic variants and look-alikes made plain.

    All digits are 0 to 9. A control character or a letter of another alphabet is a space: two words stay two.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Co")
    text = unicodedata.normalize("NFKD", text.translate(_MARKED))
    kept = "".join(c for c in text if c in "\ue000\ue001\ue002\ue003" or _visible(c))
    return "".join(map(_simple, kept.translate(_ALIKE))).translate(_UNMARKED)


def without_accents(text: str) -> str:
    """Letters without any accent, é and ê too; compatibility forms taken apart (NFKD)."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Mn")


def without_marks(text: str) -> str:
    """The same letters without é and ê."""
    return text.translate(_MARKS_OFF)


_MARKS_OFF = str.maketrans("éêÉÊ", "eeEE")


def _visible(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE


def _simple(character: str) -> str:
    if character.isdecimal():
        return str(int(character))
    if character == "\n":
        return character
    if character.isalpha() and not _OURS.match(character):
        return " "
    return " " if unicodedata.category(character) in ("Cc", "Zs", "Zl", "Zp") else character


def tidy(text: str) -> str:
    """Single spaces, single marks, no dashes but in words, nothing at the ends of a line but letters, | and . ? !"""
    lines = []
    for line in text.split("\n"):
        line = " ".join(_DASH.sub(", ", _APOSTROPHE.sub(" ", line)).split())
        line = re.sub(r" (?=[,.?!])", "", line)
        line = re.sub(r"([,.?!])[,.?!]+", _strongest, line)
        line = re.sub(r"(?<=\|)[,.?!]", "", line)
        lines.append(" ".join(line.strip(", ").split()))
    return "\n".join(lines)


def _strongest(marks: re.Match[str]) -> str:
    return next((mark for mark in "?!." if mark in marks[0]), ",")


_APOSTROPHE = re.compile(rf"(?<![{ALLOWED}])'|'(?![{ALLOWED}])")
_DASH = re.compile(rf"(?<![{ALLOWED}])[ -]*-[ -]*|[ -]*-[ -]*(?![{ALLOWED}])")


def strange(text: str) -> list[str]:
    """Characters that plain() quietly takes away or makes ours: invisible ones, letters of other alphabets.

    Accents and typographic quotes are no such, nor is a new line.
    """
    return [c for c in unicodedata.normalize("NFC", text) if c not in "\n\t" and _is_strange(c)]


def _is_strange(character: str) -> bool:
    if _LOOKS_ALIKE.match(character) or not _visible(character) or unicodedata.category(character) == "Cc":
        return True
    return character.isalpha() and not plain(character).strip()


_LOOKS_ALIKE = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_OURS = re.compile(r"[a-zA-Z\ue000-\ue003]")
