"""Free text fitted to a grammar."""

import pytest

from speech.engines.fitting import Fit, distance, fitted
from speech.grammar import Dates, Digits, Free, Grammar, Phrases, Request, YesNo
from speech.hearing import UNKNOWN
from speech.numbers import DIGIT_STRING_WORDS

DIGITS = Digits(length=8, phrases=("petugas",))
LINE_DIGITS = Digits(length=8, words=DIGIT_STRING_WORDS)
YES_NO = YesNo(yes=("ya", "betul"), no=("tidak", "bukan"))
MENU = Phrases(phrases=("status permohonan", "syarat", "bicara dengan petugas", "ktp"))
DATES = Dates(words=("senin", "besok", "tanggal", "dua", "belas", "mei"), phrases=("menu utama",))
REQUEST = Request(sentences=("mau buat ktp baru", "berapa biaya akta"))


@pytest.mark.parametrize(
    ("text", "grammar", "words"),
    [
        ("4 8 2 1", DIGITS, "empat delapan dua satu"),
        ("Empat, delapan, 21.", DIGITS, "empat delapan dua satu"),
        ("4821-3096", DIGITS, "empat delapan dua satu tiga nol sembilan enam"),
        ("kosong 5", DIGITS, "kosong lima"),
        ("satuduatigasembilan", DIGITS, "satu dua tiga sembilan"),
        ("em pat delapat sato", DIGITS, "empat delapan satu"),
        ("lapan 6", DIGITS, "delapan enam"),
        ("dia tidak", DIGITS, UNKNOWN),
        ("empat puluh delapan", DIGITS, "empat delapan"),
        ("empat puluh delapan", LINE_DIGITS, "empat puluh delapan"),
        ("empat lima eh bukan enam", LINE_DIGITS, "empat lima eh bukan enam"),
        ("dua tiga terima kasih", DIGITS, UNKNOWN),
        ("dua tiga sembilan, terima kasih", DIGITS, "dua tiga sembilan [unk]"),
        ("selamat pagi", DIGITS, UNKNOWN),
        ("selamat pagi", LINE_DIGITS, UNKNOWN),
        ("heho", LINE_DIGITS, UNKNOWN),
        ("Petugas!", DIGITS, "petugas"),
        ("Ya.", YES_NO, "ya"),
        ("Ya, ya, ya.", YES_NO, "ya"),
        ("Tidak", YES_NO, "tidak"),
        ("tidak, bukan", YES_NO, UNKNOWN),
        ("yang", YES_NO, UNKNOWN),
        ("harga tiket", YES_NO, UNKNOWN),
        ("Setatus permohonan", MENU, "status permohonan"),
        ("statuspermohonan", MENU, "status permohonan"),
        ("bicara dengan petugas.", MENU, "bicara dengan petugas"),
        ("saya mau bicara dengan petugas", MENU, "[unk] bicara dengan petugas"),
        ("Katepe", MENU, "ktp"),
        ("syárat", MENU, "syarat"),
        ("", MENU, ""),
        ("...", MENU, ""),
        ("Apa saja, ya?", Free(), "apa saja ya"),
        ("tanggal 2 Mei", DATES, "tanggal dua mei"),
        ("Hari senin besok", DATES, "[unk] senin besok"),
        ("menu utama", DATES, "menu utama"),
        ("Mau buat KTP baru", REQUEST, "mau buat ktp baru"),
        ("buat akta baru", REQUEST, "buat akta baru"),
        ("cuaca hari ini bagus", REQUEST, UNKNOWN),
    ],
)
def test_free_text_is_fitted_to_the_grammar(text: str, grammar: Grammar, words: str) -> None:
    assert fitted(text, grammar).words == words


def test_what_had_to_be_changed_makes_it_less_alike() -> None:
    assert fitted("syarat", MENU) == Fit(words="syarat", likeness=1.0)
    assert fitted("syárat", MENU) == Fit(words="syarat", likeness=1.0)
    assert fitted("sarat", MENU) == Fit(words="syarat", likeness=pytest.approx(5 / 6))
    assert fitted("satu duwa", DIGITS).likeness == pytest.approx(7 / 8)


def test_what_is_between_two_phrases_is_neither() -> None:
    assert fitted("mala", Phrases(phrases=("malam", "malas"))).words == UNKNOWN
    assert fitted("malam", Phrases(phrases=("malam", "malas"))).words == "malam"


def test_distance_counts_letters_and_stops_when_it_is_enough() -> None:
    assert distance("empat", "enpa", 9) == 2
    assert distance("empat", "", 9) == 5
    assert distance("empat", "delapan", 2) == 2
