"""What callers ask for in their own words, at the first question of the content that ships."""

import pytest

from casework.commands import FindOfficer, LookUpOwn, OwnFound
from ivr.values import Ask, Pressed, Said, Silence, Started
from speech.grammar import Request
from tests.ivr.talk import READY, Talk, said


@pytest.mark.parametrize(
    ("words", "step", "line"),
    [
        ("kk saya sudah jadi belum", "minta_kode", "minta_kode"),
        ("gimana cara bikin kk", "sesudah_layanan", "layanan_syarat"),
        ("biaya skck berapa", "sesudah_layanan", "layanan_biaya"),
        ("status", "minta_kode", "minta_kode"),
        ("syarat", "pilih_layanan", "baik_syarat"),
        ("kartu keluarga", "tanya_maksud", "tanya_maksud"),
    ],
)
def test_a_request_leads_straight_to_the_answer(talk: Talk, words: str, step: str, line: str) -> None:
    talk.hear(Started(), said(words)).until(step)
    assert talk.keys[0] == line


def test_the_question_offers_an_example_and_keys_and_listens_for_sentences(talk: Talk) -> None:
    talk.hear(Started())
    assert "Misalnya" in talk.words
    assert "tekan satu" in talk.words
    assert isinstance(talk.turn.wait, Ask)
    assert isinstance(talk.turn.wait.speech, Request)
    assert "kartu keluarga saya sudah jadi belum" in talk.turn.wait.speech.sentences


def test_a_service_that_was_named_is_not_asked_for_again(talk: Talk) -> None:
    talk.hear(Started(), said("kartu keluarga")).hear(Pressed(keys="1")).until("sesudah_layanan")
    assert talk.position.answers["layanan"] == "kk"


@pytest.mark.parametrize("heard", [said("biaya skck berapa", 0.6), said("biaya skck [unk] berapa")])
def test_what_is_doubtful_is_offered_before_it_is_answered(talk: Talk, heard: Said) -> None:
    talk.hear(Started(), heard).until("menu")
    assert talk.keys == ["maksud_satu", "maksud_ini", "maksud_betul"]
    assert talk.words.startswith("Saya pastikan dulu. Maksudnya biaya, surat kelakuan baik, betul?")
    assert Talk(talk.script, talk.position).hear(said("ya")).position.step == "sesudah_layanan"
    assert Talk(talk.script, talk.position).hear(Pressed(keys="1")).position.step == "sesudah_layanan"
    for no in (Pressed(keys="2"), said("tidak")):
        asked = Talk(talk.script, talk.position).hear(no).until("menu")
        assert asked.keys == ["menu"]


def test_what_nobody_understands_is_asked_again(talk: Talk) -> None:
    talk.hear(Started(), said("pisang goreng")).until("menu")
    assert talk.keys == ["kurang_jelas", "menu"]


def test_two_readings_become_one_question(talk: Talk) -> None:
    talk.hear(Started(), said("bpjs"))
    assert talk.position.step == "menu"
    assert talk.keys == ["maksud_mana", "pilihan_tombol", "pilihan_tombol", "maksud_lain"]
    talk.hear(Pressed(keys="2")).until("tanya_maksud")
    assert talk.position.answers["layanan"] == "bpjs_tk"


def test_whoever_is_offered_readings_and_is_silent_hears_them_again(talk: Talk) -> None:
    talk.hear(Started(), said("bpjs"), Silence()).until("menu")
    assert talk.keys == ["tidak_terdengar", "maksud_mana", "pilihan_tombol", "pilihan_tombol", "maksud_lain"]


def test_of_several_readings_only_what_differs_is_told(talk: Talk) -> None:
    talk.hear(Started(), said("syarat akta"))
    assert talk.words == (
        "Maksudnya yang mana? akta kelahiran, tekan satu. akta kematian, tekan dua. Bukan itu, tekan tiga."
    )
    talk.hear(Pressed(keys="2")).until("sesudah_layanan")
    assert talk.position.answers["layanan"] == "akta_mati"


def test_a_single_matter_of_this_number_needs_only_the_end_of_its_code(talk: Talk) -> None:
    talk.own = OwnFound()
    talk.hear(Started(), said("ktp saya sudah jadi belum")).until("milik_akhir")
    assert "KTP" not in talk.words, "nothing private on the caller's number alone"
    talk.hear(Pressed(keys="3096"))
    assert talk.turn.command == LookUpOwn(digits="3096", service_id="ktp_baru")
    talk.hear(READY).until("sesudah_status")


@pytest.mark.parametrize("words", ["kebakaran", "ada kecelakaan", "serangan jantung", "[unk] kebakaran"])
def test_an_emergency_gets_its_number_at_once(talk: Talk, words: str) -> None:
    talk.hear(Started(), said(words, 0.5))
    assert "satu satu dua" in talk.words
    assert "satu satu tiga" in talk.words
    assert talk.position.step == "menu"


def test_a_complaint_goes_to_a_person(talk: Talk) -> None:
    talk.hear(Started(), said("saya mau lapor"))
    assert talk.turn.command == FindOfficer()
