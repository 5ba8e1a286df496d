"""Number words in a row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from speech import reading
from speech.cardinals import NUMBER_WORDS, ZEROS, longest, prefixes


def test_every_beginning_of_a_number_is_a_number() -> None:
    assert prefixes(["dua", "puluh", "satu"]) == [(1, 2), (2, 20), (3, 21)]
    assert prefixes(["seratus", "lima", "ribu"]) == [(1, 100), (2, 105), (3, 105_000)]
    assert prefixes(["puluh", "dua"]) == []
    assert prefixes([], 3) == []


@pytest.mark.parametrize(
    ("said", "end", "value"),
    [
        ("satu dua", 1, 1),
        ("nol lima", 1, 0),
        ("sepuluh dua", 1, 10),
        ("dua belas lima", 2, 12),
        ("dua puluh dua puluh", 3, 22),
        ("dua puluh lima belas", 3, 25),
        ("dua ratus lima belas ribu", 5, 215_000),
        ("seribu seribu", 1, 1000),
        ("dua ribu tiga juta", 3, 2003),
        ("sejuta dua ribu", 3, 1_002_000),
    ],
)
def test_a_number_ends_where_the_next_word_does_not_fit(said: str, end: int, value: int) -> None:
    assert longest(said.split()) == (end, value)


@given(st.integers(0, 10**15 - 1))
def test_numbers_are_read_as_they_are_said(value: int) -> None:
    for said in (num2words(value, lang="id"), reading.number(value)):
        assert longest(said.split()) == (len(said.split()), value)


@given(st.lists(st.sampled_from((*NUMBER_WORDS, *ZEROS, "halo")), max_size=20), st.integers(0, 21))
def test_nothing_makes_it_fail(said: list[str], start: int) -> None:
    found = prefixes(said, start)
    assert all(start < end <= len(said) and value >= 0 for end, value in found)
