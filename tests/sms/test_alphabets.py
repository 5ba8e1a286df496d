"""Octets of texts: the telephones' alphabet, UCS-2, parts and their headers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.gsm7 import BASIC, EXTENDED
from sms.alphabets import Alphabet, Place, decoded, encoded, header_of, segments


def test_every_character_of_the_telephones_alphabet_has_its_octets() -> None:
    octets, alphabet = encoded(BASIC + EXTENDED)
    assert alphabet is Alphabet.GSM
    assert decoded(octets, alphabet) == BASIC + EXTENDED


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("@", b"\x00"),
        ("_", b"\x11"),
        ("É", b"\x1f"),
        ("à", b"\x7f"),
        ("€", b"\x1be"),
        ("[", b"\x1b<"),
        ("A", b"A"),
    ],
)
def test_octets_are_those_of_the_standard(text: str, octets: bytes) -> None:
    assert encoded(text) == (octets, Alphabet.GSM)


@pytest.mark.parametrize(
    ("octets", "text"), [(b"\x1b\x1b", "\x1b"), (b"\x1bA", "A"), (b"a\x1b", "a"), (b"\x80", "�")]
)
def test_what_no_telephone_writes_is_read_all_the_same(octets: bytes, text: str) -> None:
    assert decoded(octets, Alphabet.GSM) == text


@given(st.text(alphabet=st.sampled_from(BASIC + EXTENDED + "ا😀"), max_size=700))
def test_a_long_text_comes_out_of_its_parts_as_it_was(text: str) -> None:
    octets, alphabet = encoded(text)
    parts = segments(octets, alphabet, 200)
    assert all(len(part) <= (160 if alphabet is Alphabet.GSM else 140) for part in parts)
    if len(parts) == 1:
        assert parts == (octets,)
        return
    read = [header_of(part) for part in parts]
    places = [Place(reference=200, total=len(parts), position=number + 1) for number in range(len(parts))]
    assert [place for place, _ in read] == places
    assert "".join(decoded(rest, alphabet) for _, rest in read) == text, "no character is cut"


@pytest.mark.parametrize(
    ("octets", "place", "rest"),
    [
        (b"\x05\x00\x03\x07\x02\x01ab", Place(reference=7, total=2, position=1), b"ab"),
        (b"\x06\x08\x04\x01\x02\x02\x02ab", Place(reference=258, total=2, position=2), b"ab"),
        (b"\x0a\x05\x04\x1f\x90\x00\x00\x00\x03\x07\x02\x01ab", None, b"\x01ab"),
        (
            b"\x0b\x05\x04\x1f\x90\x00\x00\x00\x03\x07\x02\x01ab",
            Place(reference=7, total=2, position=1),
            b"ab",
        ),
        (b"\x05\x00\x03\x07\x02\x03ab", None, b"ab"),
        (b"\x05\x00\x03\x07\x01\x01ab", None, b"ab"),
        (b"\x05\x00\x03\x07\x00\x00ab", None, b"ab"),
        (b"\xff\x00", None, b"\xff\x00"),
        (b"", None, b""),
    ],
)
def test_headers_are_read_as_far_as_they_are_ones(octets: bytes, place: Place | None, rest: bytes) -> None:
    assert header_of(octets) == (place, rest)


@given(st.binary(max_size=160))
def test_no_header_and_no_octets_break_the_reading(octets: bytes) -> None:
    _, rest = header_of(octets)
    for alphabet in Alphabet:
        decoded(rest, alphabet)


def test_too_many_parts_are_no_text() -> None:
    with pytest.raises(ValueError, match="255"):
        segments(b"a" * 153 * 256, Alphabet.GSM, 1)
