"""What fits into one text."""

import pytest

from casework.gsm7 import BASIC, EXTENDED, SEGMENT, fits, folded, one_segment, septets


def test_the_alphabet_is_the_standards() -> None:
    assert len(BASIC) == len(set(BASIC)) == 127, "128 places, one of them the escape"
    assert not set(BASIC) & set(EXTENDED)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Halo Bapak/Ibu", 14),
        ("€", 2),
        ("[1]", 5),
        ("é", 1),
        ("😀", None),
        ("“KTP”", None),
        ("\u00a0", None),
    ],
)
def test_counting(text: str, length: int | None) -> None:
    assert septets(text) == length


def test_160_fit_and_161_do_not() -> None:
    assert fits("a" * SEGMENT)
    assert not fits("a" * (SEGMENT + 1))
    assert not fits("a" * (SEGMENT - 1) + "€")
    assert not fits("ا")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“KTP” – 1…", '"KTP" - 1...'),
        ("Siti’s", "Siti's"),
        ("a\u00a0b", "a b"),
        ("½ × 10 → ≤ 5", "1/2 x 10 -> <= 5"),
        ("• satu · dua", "- satu - dua"),
        ("a\u202fb", "a b"),
        ("kecámatan", "kecamatan"),
        ("é", "é"),
        ("Gübeng", "Gübeng"),
        ("\u200eSTATUS\u2069", "STATUS"),
        ("❤\ufe0f", "?"),
        ("😀", "?"),
        ("ሀ", "?"),
        ("1. satu\n2. dua\t3", "1. satu\n2. dua 3"),
        ("zero\u200bwidth", "zerowidth"),
    ],
)
def test_folding_keeps_what_people_read(text: str, plain: str) -> None:
    assert folded(text) == plain
    assert septets(folded(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a" * 500,
        "kata " * 100,
        "€" * 200,
        "kata €" * 60,
        "😀" * 200,
        "a" * 159 + " b c",
        " " * 400,
        "…" * 90,
    ],
)
def test_one_segment_always_fits(text: str) -> None:
    assert fits(one_segment(text))


def test_a_long_text_is_cut_between_words() -> None:
    cut = one_segment("Mohon bawa " + "kartu keluarga, " * 20)
    assert cut.endswith(("kartu..", "keluarga.."))
    assert len(cut) > 140


def test_a_long_text_with_one_early_space_is_not_lost() -> None:
    cut = one_segment("Halo " + "a" * 300)
    assert len(cut) == SEGMENT


def test_a_text_that_fits_stays_as_it_is() -> None:
    text = "Silakan datang. " * 10
    assert one_segment(text) == text
