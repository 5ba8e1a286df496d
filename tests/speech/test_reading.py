"""How written things are said, case by case."""

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech import reading

NAMES = {
    "SIM": "sim",
    "NIK": "nik",
    "NIB": "nib",
    "website": "websait",
    "WhatsApp": "wats ap",
    "COVID-19": "kofid sembilan belas",
    "Dukcapil": "duk capil",
    "dukcapil online": "duk capil onlain",
}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("48213096", "empat delapan dua satu | tiga nol sembilan enam"),
        ("4821 3096", "empat delapan dua satu | tiga nol sembilan enam"),
        ("081234567890", "nol delapan satu dua | tiga empat lima enam | tujuh delapan sembilan nol"),
        ("08123456789", "nol delapan satu dua | tiga empat lima enam | tujuh delapan sembilan"),
        ("0812345678", "nol delapan satu dua | tiga empat lima | enam tujuh delapan"),
        (
            "3174012345678901",
            "tiga satu tujuh empat | nol satu dua tiga | empat lima enam tujuh | delapan sembilan nol satu",
        ),
        ("112", "satu satu dua"),
        ("12345", "satu dua | tiga empat lima"),
        ("1234567", "satu dua tiga | empat lima enam tujuh"),
        ("7", "tujuh"),
    ],
)
def test_digits_go_one_by_one_in_groups(code: str, said: str) -> None:
    assert reading.digits(code) == said


def test_digits_of_nothing_are_an_error() -> None:
    with pytest.raises(ValueError, match="without digits"):
        reading.digits("-")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (15, "lima belas"),
        (100, "seratus"),
        (1000, "seribu"),
        (1500, "seribu lima ratus"),
        (21000, "dua puluh satu ribu"),
        (101_000, "seratus satu ribu"),
        (1_001_000, "satu juta seribu"),
        (1_500_000, "satu juta lima ratus ribu"),
        (21_001_000, "dua puluh satu juta seribu"),
        (2_000_001_100, "dua miliar seribu seratus"),
        (-5, "minus lima"),
    ],
)
def test_numbers(value: int, said: str) -> None:
    assert reading.number(value) == said


def test_fees() -> None:
    assert reading.rupiah(15000) == "lima belas ribu rupiah"
    assert reading.rupiah(0) == "gratis"
    with pytest.raises(ValueError, match="below zero"):
        reading.rupiah(-1)


def test_dates_with_their_day() -> None:
    said = reading.date(datetime.date(2026, 11, 24))
    assert said == "Selasa, dua puluh empat November dua ribu dua puluh enam"


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 0, "pukul dua belas malam"),
        (3, 59, "pukul tiga lewat lima puluh sembilan menit malam"),
        (4, 0, "pukul empat pagi"),
        (8, 0, "pukul delapan pagi"),
        (9, 30, "pukul sembilan lewat tiga puluh menit pagi"),
        (11, 0, "pukul sebelas siang"),
        (12, 0, "pukul dua belas siang"),
        (13, 0, "pukul satu siang"),
        (15, 0, "pukul tiga sore"),
        (16, 0, "pukul empat sore"),
        (18, 0, "pukul enam sore"),
        (18, 30, "pukul enam lewat tiga puluh menit malam"),
        (19, 0, "pukul tujuh malam"),
    ],
)
def test_hours_with_their_part_of_the_day(hour: int, minute: int, said: str) -> None:
    assert reading.clock(datetime.time(hour, minute)) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "Bawa KTP dan KK, biaya Rp30.000, buka 08.00-15.00, hubungi 112, paling lama 3-5 hari kerja, 1 x 24 jam, "
            "24-11-2026, 4x6, Jl. Merdeka No. 5, RT 03/RW 02, F-1.02",
            "Bawa ka te pe dan ka ka, biaya tiga puluh ribu rupiah, buka pukul delapan pagi sampai pukul tiga sore, "
            "hubungi satu satu dua, paling lama tiga sampai lima hari kerja, satu kali dua puluh empat jam, "
            "dua puluh empat November dua ribu dua puluh enam, empat kali enam, Jalan Merdeka nomor lima, "
            "er te tiga, er we dua, ef satu nol dua",
        ),
        # money
        ("Rp 15.000", "lima belas ribu rupiah"),
        ("Rp1.500.000.", "satu juta lima ratus ribu rupiah."),
        ("Rp. 30.000,-", "tiga puluh ribu rupiah"),
        ("Rp15.000,00", "lima belas ribu rupiah"),
        ("biaya Rp0", "biaya gratis"),
        ("Rp 1,5 juta", "satu koma lima juta rupiah"),
        ("Rp30.000-Rp50.000", "tiga puluh ribu rupiah sampai lima puluh ribu rupiah"),
        ("Rp5.000/lembar", "lima ribu rupiah per lembar"),
        # dates and times
        ("17/08/1945", "tujuh belas Agustus seribu sembilan ratus empat puluh lima"),
        ("2026-08-17", "tujuh belas Agustus dua ribu dua puluh enam"),
        ("09 November 2026", "sembilan November dua ribu dua puluh enam"),
        ("32-13-2026", "tiga puluh dua garis miring tiga belas garis miring dua ribu dua puluh enam"),
        ("tahun 2024-2026", "tahun dua ribu dua puluh empat sampai dua ribu dua puluh enam"),
        ("tahun 1990-an", "tahun seribu sembilan ratus sembilan puluhan"),
        ("pukul 08.30 WIB", "pukul delapan lewat tiga puluh menit pagi we i be"),
        ("08.00 s.d. 15.00", "pukul delapan pagi sampai pukul tiga sore"),
        ("pukul 08.00 WIB - 15.00 WIB", "pukul delapan pagi we i be sampai pukul tiga sore we i be"),
        ("10.30 pagi", "pukul sepuluh lewat tiga puluh menit pagi"),
        ("24.00", "pukul dua belas malam"),
        ("25.30", "dua puluh lima titik tiga puluh"),
        ("pukul 08", "pukul delapan"),
        ("Senin–Jumat", "Senin sampai Jumat"),
        # telephone numbers and codes
        ("0812-3456-7890", "nol delapan satu dua | tiga empat lima enam | tujuh delapan sembilan nol"),
        ("+62 812 3456 7890", "nol delapan satu dua | tiga empat lima enam | tujuh delapan sembilan nol"),
        ("(021) 5551234", "nol dua satu | lima lima lima | satu dua tiga empat"),
        ("kode 4821-3096", "kode empat delapan dua satu | tiga nol sembilan enam"),
        ("PIN 123456", "pe i en satu dua tiga | empat lima enam"),
        ("Kode Anda AB37KQ", "Kode Anda a be | tiga tujuh | ka ki"),
        ("antrean A023", "antrean a nol dua tiga"),
        ("antrean 023", "antrean nol dua tiga"),
        ("Polisi 110, ambulans 119.", "Polisi satu satu nol, ambulans satu satu sembilan."),
        ("SIM C. Bawa SIM A.", "sim ce. Bawa sim a."),
        # numbers
        ("1.250 orang", "seribu dua ratus lima puluh orang"),
        ("1,5 jam", "satu koma lima jam"),
        ("1,2,3", "satu, dua, tiga"),
        ("50%", "lima puluh persen"),
        ("Pasal 3.5", "Pasal tiga titik lima"),
        ("antrean ke-2, ke-1", "antrean kedua, pertama"),
        ("2 (dua) lembar", "dua lembar"),
        ("2 (tiga) lembar", "dua, tiga, lembar"),
        ("10 m²", "sepuluh meter persegi"),
        # words
        ("BPJS, SKCK, NIK", "be pe je es, es ka ce ka, nik"),
        ("e-KTP, KTP-el, KTP-nya", "ka te pe elektronik, ka te pe elektronik, ka te pe-nya"),
        ("PERHATIAN", "PERHATIAN"),
        ("Bapak/Ibu, suami/istri, dan/atau", "Bapak atau Ibu, suami atau istri, dan atau"),
        ("RT/RW", "er te, er we"),
        ("24 jam/hari", "dua puluh empat jam per hari"),
        ("fotokopi, dll. Lalu", "fotokopi, dan lain-lain. Lalu"),
        ("fotokopi dll. dari bidan", "fotokopi dan lain-lain dari bidan"),
        ("5 hk", "lima hari kerja"),
        ("Tekan # atau *.", "Tekan pagar atau bintang."),
        ("www.contoh.go.id", "we we we titik contoh titik go titik id"),
        # marks
        ('"Ya" - kata Ibu; (asli): benar…', "Ya, kata Ibu, asli, benar."),
        ("- satu\n- dua", "satu\ndua"),
        ("al-Qur'an, Jum’at", "al-Qur'an, Jum'at"),
        ("satu, | dua || tiga", "satu, | dua || tiga"),
        ("satu | ; dua", "satu | dua"),
        ("Sungguh?! Ya...", "Sungguh? Ya."),
        ("Harga €5 → 中", "Harga lima"),
        # pronunciation
        ("WEBSITE Website", "websait websait"),
        ("COVID-19 lewat WhatsApp", "kofid sembilan belas lewat wats ap"),
        ("sim, SIM", "sim, sim"),
        ("Dukcapil online, Dukcapil", "duk capil onlain, duk capil"),
        ("websitenya", "websitenya"),
    ],
)
def test_written_sentences(written: str, said: str) -> None:
    assert reading.spoken(written, NAMES) == said
    assert reading.spoken(said, NAMES) == said


def test_capital_keys_fit_only_capitals() -> None:
    assert reading.spoken("PAS pas", {"PAS": "pe a es"}) == "pe a es pas"


def test_leftovers_name_what_has_no_word() -> None:
    assert reading.leftovers("Harga €5 → 中 → °") == ["€", "→", "中", "°"]


def test_leftovers_of_an_ordinary_sentence_are_none() -> None:
    assert reading.leftovers("“Bawa KTP & KK”, Rp5.000/lembar (50%) – 08.00; tekan #1!") == []


_FRAGMENTS = st.sampled_from(
    re.findall(
        r"\S+|\s",
        "Rp 1.500 15 . , - / KTP ke- 08.00 x 0812 RT RW (dua) % # | ' a Z No. dll é 24-11-2026 : € ² s.d. ½ ٣\n",
    )
)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30) | st.lists(_FRAGMENTS, max_size=10).map("".join))
def test_whatever_is_written_only_words_and_marks_are_left(written: str) -> None:
    said = reading.spoken(written, NAMES)
    assert not re.search(r"[^a-zA-ZéêÉÊ\n ,.?!|'-]", said)
    assert not re.search(r"(?m)^[ ,-]|[ ,-]$|  | [,.?!]", said)
