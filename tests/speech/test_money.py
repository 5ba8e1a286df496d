"""Amounts as they are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from speech import reading
from speech.money import MONEY_WORDS, read_money


@pytest.mark.parametrize(
    ("said", "rupiah"),
    [
        ("lima belas ribu", 15_000),
        ("lima belas ribu rupiah", 15_000),
        ("biayanya lima puluh rebu perak", 50_000),
        ("dua ratus lima puluh ribu", 250_000),
        ("satu setengah juta", 1_500_000),
        ("setengah juta", 500_000),
        ("seperempat juta", 250_000),
        ("dua koma lima juta rupiah", 2_500_000),
        ("dua koma nol lima juta", 2_050_000),
        ("dua koma lima", 2),
        ("sejuta", 1_000_000),
        ("goceng", 5000),
        ("gopek", 500),
        ("gratis", 0),
        ("nol rupiah", 0),
        ("lima belas ribu eh bukan dua puluh ribu", 20_000),
        ("lima belas ribu salah", 15_000),
        ("lima belas ribu ulang tiga ribu", 3000),
        ("tidak tahu", None),
        ("setengah", None),
        ("koma lima juta", 5_000_000),
        ("", None),
    ],
)
def test_amounts(said: str, rupiah: int | None) -> None:
    assert read_money(said) == rupiah


@given(st.integers(0, 10**12))
def test_amounts_are_read_as_they_are_said(rupiah: int) -> None:
    assert read_money(num2words(rupiah, lang="id")) == rupiah
    assert read_money(reading.rupiah(rupiah)) == rupiah


@given(st.lists(st.sampled_from((*MONEY_WORDS, "[unk]")), max_size=14).map(" ".join))
def test_nothing_that_is_said_makes_it_fail(said: str) -> None:
    found = read_money(said)
    assert found is None or found >= 0
