"""What fits into one text: the GSM 7-bit alphabet of 3GPP TS 23.038, 160 septets.

Carriers in Indonesia guarantee neither Unicode nor joined texts, so every text we send is one such segment.
"""

import unicodedata

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "^{}\\[~]|€\f"
"""These cost two septets: an escape and themselves."""

SEGMENT = 160

_PLAIN = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
        "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2022": "-", "\u2026": "...", "\u00a0": " ", "\u00d7": "x",
        "`": "'", "\u00b4": "'", "\t": " ", "\u2192": "->", "\u2190": "<-", "\u2264": "<=", "\u2265": ">=",
        "\u2044": "/", "\u00f7": ":", "\u00b7": "-", "\u0131": "i", "\u0111": "d", "\u0142": "l",
        "\u00b0": " derajat",
    }
)  # fmt: skip

_UNSEEN = frozenset({"Cf", "Mn", "Cc"})
"""Marks that copied text brings along unseen: directions, joiners, variants, control characters."""


def septets(text: str) -> int | None:
    """How many septets the text takes, or None when a character is not in the alphabet."""
    total = 0
    for char in text:
        if char in BASIC:
            total += 1
        elif char in EXTENDED:
            total += 2
        else:
            return None
    return total


def fits(text: str) -> bool:
    """Whether it is one segment."""
    length = septets(text)
    return length is not None and length <= SEGMENT


def folded(text: str) -> str:
    """The same text in the alphabet: typographic signs made plain, accents and unseen marks dropped, the rest "?"."""
    out = []
    for char in text.translate(_PLAIN):
        if char in BASIC or char in EXTENDED:
            out.append(char)
            continue
        if unicodedata.category(char) in _UNSEEN:
            continue
        apart = unicodedata.normalize("NFKD", char).translate(_PLAIN)
        plain = "".join(c for c in apart if not unicodedata.combining(c))
        out.append(plain if plain and all(c in BASIC for c in plain) else "?")
    return "".join(out)


def one_segment(text: str) -> str:
    """The text folded and, when it is too long, cut at a word with ".." at the end."""
    text = folded(text)
    if fits(text):
        return text
    while (septets(text) or 0) > SEGMENT - 2:
        text = text[:-1]
    word_end = text.rfind(" ")
    return (text[:word_end] if word_end > len(text) // 2 else text).rstrip(" ,.;:") + ".."
