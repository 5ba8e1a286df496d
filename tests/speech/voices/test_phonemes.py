"""Indonesian words as phonetic signs."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.voices.phonemes import MARKS, SIGNS, UnspeakableError, phonetic

CONTENT = Path(__file__).resolve().parents[3] / "content"


@pytest.mark.parametrize(
    ("word", "signs"),
    [
        # where the stress lies: on the last syllable but one, unless that is an open one with e-pepet
        ("satu", "sˈatu"), ("permohonan", "pərmohˈonan"), ("empat", "ˈəmpat"), ("tekan", "təkˈan"), ("di", "dˈi"),
        # which e it is
        ("sore", "sˈore"), ("kode", "kˈode"), ("kodenya", "kodˈeɲa"), ("ke", "kˈə"), ("loket", "lˈoket"),
        ("kakek", "kˈakek"), ("boleh", "bˈoleh"), ("setelah", "sətəlˈah"), ("sumber", "sˈumbər"),
        ("elektronik", "elektrˈonik"), ("enam", "ənˈam"), ("telepon", "telˈepon"), ("menelepon", "mənelˈepon"),
        ("kesehatan", "kəsehˈatan"), ("seribu", "sərˈibu"), ("seri", "sˈeri"), ("Desember", "desˈembər"),
        # a mark says it, and then every other e is e-pepet
        ("êsok", "əsˈok"), ("bébek", "bˈebək"), ("tèmpe", "tˈəmpe"),
        # letters together and alone
        ("bang", "bˈaŋ"), ("tanggal", "tˈaŋɡal"), ("nyonya", "ɲˈoɲa"), ("syarat", "ʃˈarat"), ("khusus", "xˈusus"),
        ("cek", "ʧˈek"), ("jujur", "ʤˈuʤur"), ("yaya", "jˈaja"), ("fax", "fˈaks"), ("vaksin", "fˈaksin"),
        # two vowels: one sound at the end, two in the middle, a stop between equal ones
        ("sungai", "sˈuŋaj"), ("kalau", "kˈalaw"), ("amboi", "ˈamboj"), ("selesaikan", "sələsˈajkan"),
        ("pakaian", "pakˈajan"), ("laut", "lˈaut"), ("baik", "bˈaik"), ("saat", "sˈaʔat"), ("Jum'at", "ʤˈumʔat"),
        # the end of a word
        ("sebab", "səbˈap"), ("abad", "ˈabat"), ("gudeg", "ɡˈudək"),
        # letters of the alphabet, and a word that is nothing else
        ("be", "bˈe"), ("e", "ˈe"), ("té", "tˈe"), ("em", "ˈem"), ("es", "ˈes"), ("kk", "kˈa kˈa"),
    ],
)  # fmt: skip
def test_words(word: str, signs: str) -> None:
    assert phonetic(word) == signs


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("satu, dua. tiga?", "sˈatu, dˈua. tˈiɡa?"),
        ("satu ,dua", "sˈatu, dˈua"),
        ("satu?!.", "sˈatu."),
        ("lain-lain", "lˈain lˈain"),
        (" satu\n dua ", "sˈatu dˈua"),
        (", satu", "sˈatu"),
        ("'satu'", "sˈatu"),
        ("", ""),
        ("...", ""),
    ],
)
def test_sentences(text: str, signs: str) -> None:
    assert phonetic(text) == signs


@pytest.mark.parametrize("text", ["4", "Rp", "a&b", "<b>", "a|b", "50%", "نعم", "a/b", "[[a]]", "😀"])
def test_what_has_no_sound_is_refused_by_name(text: str) -> None:
    if text == "Rp":
        assert phonetic(text) == "ˈer pˈe"
        return
    with pytest.raises(UnspeakableError, match=r"no sound for '.'"):
        phonetic(text)


@given(st.text("abcdefghijklmnopqrstuvwxyzéêABC '-,.?!\n", max_size=60))
def test_only_known_signs_come_out_and_no_vowel_is_lost(text: str) -> None:
    said = phonetic(text)
    assert set(said) <= SIGNS
    assert not re.search(rf"  |^[ {MARKS}]|[ ]$", said)
    words = [word for word in re.split(rf"[\s{MARKS}-]+", text.lower()) if re.search("[aiueoéê]", word)]
    assert len(re.findall("[aiueoəjw]", said)) >= sum(len(re.findall("[aiueoéê]", word)) for word in words)


def test_the_marks_stay_where_they_were() -> None:
    said = phonetic("Kalau betul, tekan satu. Kalau salah, tekan dua. Betul?")
    assert "".join(sign for sign in said if sign in MARKS) == ",.,.?"


def test_every_word_of_the_content_has_sounds() -> None:
    words = {
        word
        for file in CONTENT.glob("*.yaml")
        for word in re.findall(r"[a-z]{2,}", file.read_text(encoding="utf-8").lower())
    }
    assert len(words) > 500
    for word in words:
        assert set(phonetic(word)) <= SIGNS
        assert phonetic(word)
