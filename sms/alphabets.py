"""What a text is on the air: octets in an alphabet, and the header by which parts of a long text find together.
Pure.

GSM 03.38 (3GPP TS 23.038) in octets of seven bits each, as SMPP and modems pass it on; UCS-2, in truth UTF-16; and
the user data header of 3GPP TS 23.040. Knows no carrier.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from casework.gsm7 import BASIC, EXTENDED

ESCAPE = 0x1B
_BASIC = BASIC[:ESCAPE] + "\x1b" + BASIC[ESCAPE:]
_AFTER_ESCAPE = dict(zip(bytes([0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40, 0x65, 0x0A]),
                         "^{}\\[~]|€\f", strict=True))  # fmt: skip
_TO_ESCAPED = {sign: octet for octet, sign in _AFTER_ESCAPE.items() if sign in EXTENDED}
_TO_BASIC = {sign: octet for octet, sign in enumerate(_BASIC) if octet != ESCAPE}
ONE, PART = 160, 153
"""Octets of GSM that fit into one text, and into each of several."""
ONE_WIDE, PART_WIDE = 140, 134
"""The same of UCS-2."""


class Alphabet(StrEnum):
    GSM = "gsm"
    WIDE = "wide"
    """UCS-2, big end first."""
    LATIN = "latin"
    PLAIN = "plain"
    """UTF-8: a text that a carrier has read already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a part stands in its long text."""

    reference: int
    """The same in all parts of one text."""
    total: int
    position: int
    """From 1."""


def encoded(text: str) -> tuple[bytes, Alphabet]:
    """The text in GSM if every character is there, else in UCS-2."""
    octets = bytearray()
    for sign in text:
        if (basic := _TO_BASIC.get(sign)) is not None:
            octets.append(basic)
        elif (escaped := _TO_ESCAPED.get(sign)) is not None:
            octets += bytes([ESCAPE, escaped])
        else:
            return text.encode("utf-16-be", "surrogatepass"), Alphabet.WIDE
    return bytes(octets), Alphabet.GSM


def decoded(octets: bytes, alphabet: Alphabet) -> str:
    """The text. Never fails: what cannot be read becomes a "?" sign."""
    match alphabet:
        case Alphabet.GSM:
            return "".join(_gsm(octets))
        case Alphabet.WIDE:
            return octets.decode("utf-16-be", "replace")
        case Alphabet.LATIN:
            return octets.decode("latin-1")
        case Alphabet.PLAIN:
            return octets.decode("utf-8", "replace")


def _gsm(octets: bytes) -> Iterator[str]:
    escaped = False
    for octet in octets:
        if escaped:
            yield _AFTER_ESCAPE.get(octet) or (_BASIC[octet] if octet < 0x80 else "\ufffd")
            escaped = False
        elif octet == ESCAPE:
            escaped = True
        else:
            yield _BASIC[octet] if octet < 0x80 else "\ufffd"


def segments(octets: bytes, alphabet: Alphabet, reference: int) -> tuple[bytes, ...]:
    """The octets as one text, or as parts each with its header. `reference` is 0 to 255. No character is cut in
    two.
    """
    one, part = (ONE_WIDE, PART_WIDE) if alphabet is Alphabet.WIDE else (ONE, PART)
    if len(octets) <= one:
        return (octets,)
    parts: list[bytes] = []
    rest = octets
    while rest:
        end = _end(rest, alphabet, part)
        parts.append(rest[:end])
        rest = rest[end:]
    if len(parts) > 255:
        raise ValueError("a text of more than 255 parts")
    return tuple(
        bytes([5, 0, 3, reference, len(parts), number]) + piece for number, piece in enumerate(parts, 1)
    )


def _end(octets: bytes, alphabet: Alphabet, most: int) -> int:
    """Where a part ends: never after an escape, nor between the halves of a character beyond the first plane."""
    if len(octets) <= most:
        return len(octets)
    if alphabet is Alphabet.GSM:
        return most - 1 if octets[most - 1] == ESCAPE and octets[most - 2] != ESCAPE else most
    return most - 2 if alphabet is Alphabet.WIDE and 0xD8 <= octets[most - 2] <= 0xDB else most


def header_of(octets: bytes) -> tuple[Place | None, bytes]:
    """What the user data header says of the text's parts, and the text's octets after it. Never fails.

    A header that is no header (longer than the text, cut elements) says nothing, and nothing is lost.
    """
    if not octets or octets[0] + 1 > len(octets):
        return None, octets
    end = octets[0] + 1
    place, at = None, 1
    while at + 2 <= end:
        kind, length = octets[at], octets[at + 1]
        value = octets[at + 2 : at + 2 + length]
        if len(value) < length or at + 2 + length > end:
            break
        if kind == 0x00 and length == 3:
            place = place_of(value[0], value[1], value[2])
        elif kind == 0x08 and length == 4:
            place = place_of(int.from_bytes(value[:2], "big"), value[2], value[3])
        at += 2 + length
    return place, octets[end:]


def place_of(reference: int, total: int, position: int) -> Place | None:
    """A place that can be one. None: the only part, or a number that no text can have."""
    if total < 2 or not 1 <= position <= total:
        return None
    return Place(reference=reference, total=total, position=position)
