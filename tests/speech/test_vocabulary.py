"""content/vocabulary.yaml, and the phrases of the other files."""

from pathlib import Path

import pytest

from speech.vocabulary import VocabularyError, awaited, parse, read, with_words, words_of

TEXT = """\
# Catatan di atas.
kata:
  angka: |
    satu dua
    tiga
  # Catatan untuk yang ditambahkan.
  tambahan: |
    kuning

# Catatan di tengah.
ucapan:
  ktp: [ka te pe, katepe]
  sungai: ['sungai yang dalam', "sungai yang dangkal", sungai yang deras, sungai yang tenang, sungai yang panjang]
"""


def test_words_and_the_ways_they_are_said() -> None:
    vocabulary = parse(TEXT)
    assert words_of(vocabulary) == ("satu", "dua", "tiga", "ktp", "sungai")
    assert vocabulary.readings("ktp") == ("ka te pe", "katepe")
    assert len(vocabulary.ways("ktp")) == 1  # both sound the same
    assert vocabulary.readings("stnk") == ("es te en ka",)
    assert vocabulary.readings("satu") == ("satu",)


def test_words_are_added_and_all_else_stays() -> None:
    once = with_words(TEXT, ("posyandu",), {"kip": ("kip", "ka i pe")})
    assert once == TEXT.replace("    kuning\n", "    kuning\n    posyandu\n") + "  kip: [kip, ka i pe]\n"
    twice = with_words(once, ("imunisasi",), {})
    assert twice == once.replace("    posyandu\n", "    posyandu\n    imunisasi\n")


def test_words_are_added_to_a_file_without_any() -> None:
    empty = TEXT.replace("tambahan: |\n    kuning", "tambahan: ''")
    assert parse(with_words(empty, ("posyandu",), {})).groups["tambahan"] == ("posyandu",)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("satu dua", "satu, dua"), "“satu,”"),
        (("satu dua", "Satu"), "huruf kecil"),
        (("satu dua", "jalan2"), "tidak bisa diucapkan"),
        (("ka te pe", "ka té"), "“ktp”"),
        (("[ka te pe, katepe]", "katepe"), "ucapan: ktp"),
        (("|\n    satu dua\n    tiga", "[satu, dua]"), "angka"),
        (("ucapan:", "uCapan:"), "kata .* dan ucapan"),
        (("  ktp:", "ktp:\n\t"), "baris"),
    ],
)
def test_a_mistake_is_named(change: tuple[str, str], message: str) -> None:
    with pytest.raises(VocabularyError, match=message):
        parse(TEXT.replace(*change))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"vocabulary\.yaml tidak ada"):
        read(tmp_path / "vocabulary.yaml")


def test_phrases_are_found_wherever_they_are(tmp_path: Path) -> None:
    (tmp_path / "call.yaml").write_text("langkah: {menu: {pilihan: [{tombol: '1', kata: [cek status]}]}}\n")
    (tmp_path / "services.yaml").write_text(
        "layanan: [{id: ktp, nama: 'KTP (baru)', ucap: KTP, kata: [ktp], syarat: [{tulis: KK}]}]\n"
    )
    (tmp_path / "words.yaml").write_text("ya: {jawa: [Inggih]}\nragu: [njih]\nsingkatan: {sy: saya}\n")
    assert awaited(tmp_path) == {
        "call.yaml": ("cek status",),
        "services.yaml": ("ktp", "ktp baru"),
        "words.yaml": ("inggih", "njih"),
    }
