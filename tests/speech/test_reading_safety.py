"""Whatever somebody writes: the voice gets words and marks, and nothing that means something to an engine."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework.words import load_words
from speech import reading
from speech.phrases import pieces
from speech.synthesizer import Pace, Pyttsx3Synthesizer, plain_text

TABLE = load_words(Path(__file__).resolve().parents[2] / "content" / "words.yaml", ()).pronunciation
ALLOWED = re.compile(r"[a-zA-ZéêÉÊ\n ,.?!|'-]*")

FRAGMENTS = st.sampled_from(
    [
        "{kode}", "{", "}", "{{0.__class__}}", "|", "||", "[[t@k'an]]", "[[", "]]", "<break time='3s'/>",
        "<speak>", "&lt;", "\x01", "\x00", "\x1b[31m", "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "👍🏽",
        "🇮🇩", "ΚТР", "Ｋ", "𝐊𝐓𝐏", "\ud800", "\ue000", "é", "ê", "e\u0301", "ß", "½", "١٢٣", "中", "ﬁ", "\u2028", "\r",
        "KTP", "Jl.", "Rp 15.000", "Rp 1-2 juta", "24-11-2026", "08.30", "3273 **** **09", "ke-2", "III", "5 cm",
        "0812", "1/2", "yg", "GoPay", "dll.", "1.", "2.", "a", "Sehat", "-", "'", "No.", "s.d.", " ", " ", "\n",
    ]
)  # fmt: skip
WRITTEN = st.text(max_size=40) | st.lists(FRAGMENTS, max_size=12).map("".join)


@settings(max_examples=400, deadline=None)
@given(WRITTEN, st.sampled_from([{}, TABLE]), st.booleans())
@example("1.001.000", {}, False)
@example("\ud800", {}, False)
def test_only_words_and_marks_are_left_and_they_stay(
    written: str, table: dict[str, str], conversational: bool
) -> None:
    said = reading.spoken(written, table, conversational=conversational)
    assert ALLOWED.fullmatch(said), ascii(said)
    assert reading.spoken(said, table) == said
    reading.leftovers(written, table)


@settings(max_examples=300, deadline=None)
@given(WRITTEN)
def test_a_value_means_nothing_to_a_line_or_an_engine(written: str) -> None:
    value = reading.value(written)
    assert not re.search(r"[|{}\[\]<>\\\n]", value)
    assert value == " ".join(value.split())
    assert "|" not in reading.spoken(value, {}) or re.search(r"\d|[A-Z]", value)
    assert not re.search(r"[\[\]<>{}|\x00-\x1f]", plain_text(reading.spoken(value, {})))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Budi | Santoso", "Budi Santoso"),
        ("{kode}", "kode"),
        ("[[t@k'an]] kode", "t et k'an kode"),
        ("<break time='500ms'/>halo", "break time sama dengan lima ratus em es, halo"),
        ("satu\x01dua", "satu dua"),
        ("\u202eitnas\u202c", "itnas"),
        ("sa\u200btu", "satu"),
        ("Siti 👍🏽 Aminah", "Siti Aminah"),
        ("Ｓｉｔｉ", "Siti"),
        ("𝐒𝐢𝐭𝐢", "Siti"),
        ("Ѕіti Аminаh", "Siti Aminah"),
        ("Zoë Müller", "Zoe Muller"),
        ("José", "José"),
        ("e\u0301", "é"),
        ("satu\r\ndua", "satu dua"),
    ],
)
def test_what_a_citizen_writes_is_read_as_well_as_it_can_be(written: str, said: str) -> None:
    assert reading.spoken(reading.value(written), {}) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("SURAT LAHIR DARI BIDAN DAN KK", "surat lahir dari bidan dan kartu keluarga"),
        ("PERHATIAN", "PERHATIAN"),
        ("BAZNAS", "BAZNAS"),
        ("DPRD", "dé pé ér dé"),
        ("XQZ", "éks ki zét"),
        ("GoPay", "Go Pay"),
        ("dgr", "dé gé ér"),
    ],
)
def test_what_is_not_in_the_table_is_guessed(written: str, said: str) -> None:
    assert reading.spoken(written, TABLE) == said


@pytest.mark.parametrize(
    ("written", "unknown"),
    [
        ("Bawa KTPX dan KTP", ["KTPX"]),
        ("DPRD, GRATIS, SYARAT KTP HILANG", ["DPRD"]),
        ("XQ", ["XQ"]),
        ("dgr bpkk", ["dgr", "bpkk"]),
        ("GoSend", ["GoSend"]),
        ("Kоde", ["о"]),
        ("sa\u200btu", ["\u200b"]),
        ("halo 👍", ["👍"]),
        ("30 $", ["$"]),
        ("Hm, zzz: B 1234 XY, A4, Pasal IV, kode AB37KQ, 24 Nov", []),
        ("Bawa KTP & KK (asli), Rp5.000/lembar, ±2 km, “ya”", []),
    ],
)
def test_what_the_voice_would_have_to_guess_is_named(written: str, unknown: list[str]) -> None:
    assert reading.leftovers(written, TABLE) == unknown


def test_accents_make_no_phrases_of_their_own() -> None:
    assert pieces(reading.spoken("Lewat desa. Tekan satu.", TABLE))[0].text == "Léwat désa."  # type: ignore[union-attr]


def test_the_marks_change_nothing_for_the_robot_voice() -> None:
    sounds = []
    for text in ("E, téks, kés, bébék, ka té pé, é.", "E, teks, kes, bebek, ka te pe, e."):
        voice = Pyttsx3Synthesizer()  # a fresh process says the same with the same samples
        sounds.append(voice.render(text, Pace.NORMAL))
        voice.close()
    assert sounds[0] == sounds[1]
