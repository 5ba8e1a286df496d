"""Digit strings as they are said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech import reading
from speech.numbers import DIGIT_STRING_WORDS, read_digits, readings


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("empat delapan dua satu tiga nol sembilan enam", "48213096"),
        ("empat puluh delapan dua satu", "4821"),
        ("empat puluh delapan dua puluh satu", "4821"),
        ("empat ribu delapan ratus dua puluh satu", "4821"),
        ("dua belas sepuluh sebelas", "121011"),
        ("seratus lima", "105"),
        ("seribu dua ratus", "1200"),
        ("nol lima belas", "015"),
        ("sembilan belas empat puluh lima", "1945"),
        ("dua puluh dua puluh enam", "2026"),
        ("dobel dua", "22"),
        ("double nol satu", "001"),
        ("tripel lima", "555"),
        ("tiga kali lima", "555"),
        ("empat kali nol satu", "00001"),
        ("lima tiga kali", "555"),
        ("kosong nol nul o", "0000"),
        ("nomornya em empat [unk] delapan ya sebentar dua apa itu satu", "4821"),
        ("empat delapan titik dua strip satu", "4821"),
        ("dua puluh strip satu", "201"),
        ("empat puluh em delapan", "48"),
        ("", ""),
        ("selamat pagi", ""),
        ("puluh", ""),
        ("dobel", ""),
    ],
)
def test_digits_numbers_and_repeats(said: str, digits: str) -> None:
    assert read_digits(said) == digits


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("empat lima eh bukan enam", "46"),
        ("empat lima bukan lima tapi enam", "46"),
        ("empat lima maksud saya enam", "46"),
        ("empat lima salah enam tujuh delapan", "4678"),
        ("empat lima salah", "4"),
        ("empat puluh delapan bukan sembilan", "49"),
        ("empat puluh delapan eh bukan empat puluh sembilan", "49"),
        ("dobel dua salah tripel dua", "222"),
        ("satu dua tiga salah satu dua empat", "124"),
        ("empat delapan dua salah empat delapan dua satu tiga nol sembilan enam", "48213096"),
        ("empat dua saya ulangi dari awal lima enam", "56"),
        ("empat dua salah ulang lima enam", "56"),
        ("empat lima eh enam", "456"),
        ("bukan empat lima", "45"),
    ],
)
def test_corrections(said: str, digits: str) -> None:
    assert read_digits(said) == digits


def test_every_reading_is_given_best_first() -> None:
    assert readings("dua puluh satu") == ("21", "201")
    assert readings("empat lima eh enam")[:2] == ("456", "46")
    assert readings("") == ("",)


def test_the_wanted_length_comes_first() -> None:
    assert readings("dua puluh satu", 3) == ("201", "21")
    assert read_digits("empat lima eh enam", 2) == "46"
    assert read_digits("satu ratus dua lima dua kali", 5) == "10255"
    assert read_digits("seratus dua puluh lima", 5) == "10025"
    assert read_digits("dua puluh satu", 7) == "21"


@given(st.text("0123456789", min_size=1, max_size=16))
def test_what_our_voice_says_is_read_back(digits: str) -> None:
    assert readings(reading.digits(digits)) == (digits,)


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=4))
def test_numbers_with_a_pause_between_them(numbers: list[int]) -> None:
    said = " koma ".join(map(reading.number, numbers))
    assert read_digits(said) == "".join(map(str, numbers))


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4))
def test_pairs_without_a_pause_are_among_the_readings(numbers: list[int]) -> None:
    said = " ".join(map(reading.number, numbers))
    assert "".join(map(str, numbers)) in readings(said)


@settings(max_examples=200)
@given(st.lists(st.sampled_from((*DIGIT_STRING_WORDS, "juta", "[unk]", "halo")), max_size=24).map(" ".join))
def test_nothing_that_is_said_makes_it_fail(said: str) -> None:
    found = readings(said, 8)
    assert found
    assert len(set(found)) == len(found)
    assert all(digits.isdecimal() for digits in found if digits)
    assert read_digits(said, 8) == found[0]


@given(st.text(max_size=40))
def test_nor_does_any_text(said: str) -> None:
    readings(said)
