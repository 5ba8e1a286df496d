"""Indonesian affixes, and distances between spellings."""

import pytest

from casework.understanding_stems import apart, consonants, stems


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("membuat", "buat"),
        ("pembuatannya", "buat"),
        ("buatkan", "buat"),
        ("mengurus", "urus"),
        ("ngurusin", "urus"),
        ("pengurusan", "urus"),
        ("diambil", "ambil"),
        ("persyaratan", "syarat"),
        ("menyewa", "sewa"),
        ("menunggu", "tunggu"),
        ("selesainya", "selesai"),
        ("bayare", "bayar"),
        ("kirimkanlah", "kirim"),
        ("kk", "kk"),
    ],
)
def test_a_word_is_built_on_its_stem(word: str, stem: str) -> None:
    assert stem in set(stems(word))


def test_the_word_itself_comes_first_and_nothing_shrinks_to_a_letter() -> None:
    found = list(stems("kematian"))
    assert found[0] == "kematian"
    assert "mati" in found
    assert min(map(len, stems("menanya"))) >= 2


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("paspor", "paspor", 0),
        ("paspor", "pasppr", 1),
        ("paspor", "paspro", 1),
        ("paspor", "pasor", 1),
        ("paspor", "passpor", 1),
        ("ktp", "kpt", 1),
        ("kelahiran", "kelahrian", 1),
        ("kelahiran", "klahirn", 2),
        ("kelahiran", "kematian", 3),
        ("", "ab", 2),
    ],
)
def test_letters_added_left_out_replaced_or_swapped_count(one: str, other: str, distance: int) -> None:
    assert apart(one, other, 2) == distance
    assert apart(other, one, 2) == distance


def test_consonants_are_what_is_left_in_short_texts() -> None:
    assert consonants("sertifikat") == "srtfkt"
