"""How long texts are, and where they are cut, held against a count of our own made from the standard's table.

Source: 3GPP TS 23.038, 6.2.1 and 6.2.1.1; 3GPP TS 23.040, 9.2.3.24 (parts of 153 septets and of 67 UTF-16 units).
"""

from hypothesis import given
from hypothesis import strategies as st

from casework.gsm7 import SEGMENT, fits, folded, one_segment, septets
from sms.alphabets import Alphabet, decoded, encoded, header_of, segments

# The table as the standard numbers it: rows of sixteen, from 0x00; ␛ is the escape.
TABLE = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞ␛ÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
ESCAPED = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
SIGNS = TABLE.replace("␛", "") + "".join(ESCAPED.values())
OF_THE_TABLE = st.text(st.sampled_from(SIGNS + 5 * "".join(ESCAPED.values())), max_size=400)
ANY = st.one_of(OF_THE_TABLE, st.text(st.characters(exclude_categories=("Cs",)), max_size=400))


def counted(text: str) -> int | None:
    """Septets, by the table; None for what it has not."""
    if any(sign == "␛" or sign not in SIGNS for sign in text):
        return None
    return sum(1 if sign in TABLE else 2 for sign in text)


def octets_of(text: str) -> bytes:
    """The text by the table, one septet an octet."""
    back = {sign: octet for octet, sign in ESCAPED.items()}
    return b"".join(bytes([TABLE.index(sign)] if sign in TABLE else [0x1B, back[sign]]) for sign in text)


@given(ANY)
def test_the_length_is_the_standards(text: str) -> None:
    assert septets(text) == counted(text)
    assert fits(text) == (counted(text) is not None and counted(text) <= SEGMENT)


@given(ANY)
def test_whatever_we_write_is_one_text_and_stays_what_it_was_once_it_is_one(text: str) -> None:
    once = one_segment(text)
    assert fits(once)
    assert one_segment(once) == once
    assert counted(folded(text)) is not None
    assert folded(folded(text)) == folded(text)


@given(ANY)
def test_the_octets_are_the_tables_or_utf_16(text: str) -> None:
    octets, alphabet = encoded(text)
    if counted(text) is None:
        assert (octets, alphabet) == (text.encode("utf-16-be"), Alphabet.WIDE)
    else:
        assert (octets, alphabet) == (octets_of(text), Alphabet.GSM)
    assert decoded(octets, alphabet) == text


LONG = st.one_of(
    st.text(st.sampled_from(SIGNS + 30 * "".join(ESCAPED.values())), min_size=150, max_size=500),
    st.text(st.sampled_from("abc ا😀"), min_size=60, max_size=400),
)


@given(LONG, st.integers(0, 255))
def test_a_long_text_needs_as_few_parts_as_the_standard_says_and_no_sign_is_cut(
    text: str, reference: int
) -> None:
    octets, alphabet = encoded(text)
    parts = segments(octets, alphabet, reference)
    one, each, lost = (160, 153, 1) if alphabet is Alphabet.GSM else (140, 134, 2)
    fewest = 1 if len(octets) <= one else -(-len(octets) // each)
    most = 1 if len(octets) <= one else -(-len(octets) // (each - lost))
    assert fewest <= len(parts) <= most, "at most one sign is carried over at each cut"
    pieces = [header_of(part)[1] if len(parts) > 1 else part for part in parts]
    assert b"".join(pieces) == octets
    assert "".join(decoded(piece, alphabet) for piece in pieces) == text
