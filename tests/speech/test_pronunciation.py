"""Written words to units."""

import pytest

from speech.pronunciation import NUMBER, UNIT_COUNT, UNITS, reading, units


def sounds(word: str) -> str:
    return "-".join(UNITS[unit - 1] for unit in units(word))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("satu", "s-a-t-u"),
        ("tinggal", "t-i-ng-g-a-l"),
        ("nyanyi", "ny-a-ny-i"),
        ("syarat", "sy-a-r-a-t"),
        ("akhir", "a-kh-i-r"),
        ("visa", "f-i-s-a"),
        ("taxi", "t-a-k-s-i"),
        ("quran", "k-u-r-a-n"),
        ("Ka te-pe", "k-a-t-e-p-e"),
    ],
)
def test_words_are_read_as_written(word: str, expected: str) -> None:
    assert sounds(word) == expected


@pytest.mark.parametrize("word", ["", " - ", "jum'at", "ak1", "é"])
def test_what_is_no_word_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="sound"):
        units(word)


def test_units_are_numbered_after_the_blank() -> None:
    assert sorted(NUMBER.values()) == list(range(1, UNIT_COUNT))


@pytest.mark.parametrize(
    ("word", "expected"),
    [("stnk", "es te en ka"), ("kk", "ka ka"), ("c", "ce"), ("nik", "nik"), ("a", "a"), ("ibu", "ibu")],
)
def test_words_without_a_vowel_are_spelt(word: str, expected: str) -> None:
    assert reading(word) == expected
    units(expected)
