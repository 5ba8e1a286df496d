"""A line is cut where people pause."""

import pytest

from speech.phrases import Pause, Phrase, is_digits, pieces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("Halo", (Phrase("Halo"),)),
        ("Halo. Siapa? Ya!", (Phrase("Halo."), 500, Phrase("Siapa?"), 500, Phrase("Ya!"), 500)),
        ("Untuk KTP, | tekan || satu", (Phrase("Untuk KTP,"), 200, Phrase("tekan"), 650, Phrase("satu"))),
        ("satu\ndua", (Phrase("satu"), 500, Phrase("dua"))),
        ("satu. | dua", (Phrase("satu."), 500, Phrase("dua"))),
        ("satu.\n || dua", (Phrase("satu."), 650, Phrase("dua"))),
        ("Sungguh?!  Ya...", (Phrase("Sungguh?!"), 500, Phrase("Ya..."), 500)),
        ("satu ||| dua", (Phrase("satu"), 650, Phrase("dua"))),
        ("halo | , | dua", (Phrase("halo"), 200, Phrase("dua"))),
    ],
)
def test_a_line_is_cut_into_phrases_and_pauses(text: str, expected: tuple[Phrase | int, ...]) -> None:
    assert pieces(text) == tuple(Pause(p) if isinstance(p, int) else p for p in expected)


def test_groups_of_digits_are_further_apart_than_a_breath() -> None:
    said = pieces("Kodenya, | empat delapan dua satu | tiga nol sembilan êmpat. || Benar, | tekan satu.")
    assert [part.milliseconds for part in said if isinstance(part, Pause)] == [200, 450, 650, 200, 500]


@pytest.mark.parametrize("text", ["satu", "Êmpat dua,", "nol. ", "kosong lima"])
def test_digits_are_digits(text: str) -> None:
    assert is_digits(text)


@pytest.mark.parametrize("text", ["tekan satu", "dua puluh", "empat belas"])
def test_numbers_and_words_are_none(text: str) -> None:
    assert not is_digits(text)
