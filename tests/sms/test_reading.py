"""What a first text means, from the ways in which people really type: codes, commands, stories, machines."""

import pytest

from casework.call_commands import (
    CallMe,
    StopCalls,
)
from casework.codes import is_code
from casework.commands import (
    LookUp,
    OpenCase,
    ResumeNotices,
    StopNotices,
)
from casework.office import Office
from sms.conversation import Question
from sms.reading import Context, read
from sms.turn import TextTurn
from tests.sms.reader import CODE, KTP, reply


@pytest.mark.parametrize(
    "text",
    [
        "STATUS 4821 3096",
        "status 48213096",
        "Status,4821,3096",
        "STATUS\n4821\n3096",
        "STATUS#48213096",
        "CEK#48213096",
        "CEK 4821.3096",
        "cek 48-21-30-96",
        "cek48213096",
        "48213096status",
        "STATUS spasi 48213096",
        "STATUSspasi48213096",
        "ketik STATUS spasi 4821 3096",
        "sts 48213096",
        "statsu 48213096",
        "sttus 4821 3096",
        "status 4821 3O96",
        "STATUS 482l 3O96",
        "STATUS 482I3096",
        "48213096",
        "4821 3096",
        "4821 3096 status",
        "48213096 sudah jadi belum",
        "sts ktp sy no 4821 3096 gmn",
        "kode saya 48213096",
        "Kode: 4821-3096 tolong dicek",
        "status ktp 48213096",
        "akte anak sy kurang berkas apa lg ya 48213096",
        "status 4821 3096 terima kasih",
        "cek 1 4821 3096",
        "４８２１３０９６",
    ],
)
def test_a_code_is_looked_up_however_it_is_typed(here: Office, text: str) -> None:
    assert read(here, text, Context()) == TextTurn(command=LookUp(code=CODE))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("STATUS 48213097", "4821 3097"),
        ("48213097", "4821 3097"),
        ("status 4821 3069", "4821 3069"),
        ("STATUS 4821309", "4821 309"),
        ("4821309", "4821 309"),
        ("STATUS 482130961", "4821 30961"),
        ("STATUS 1234 5678", "1234 5678"),
    ],
)
def test_a_code_that_cannot_be_right_is_shown_back_and_asked_again(
    here: Office, text: str, shown: str
) -> None:
    turn = read(here, text, Context())
    key, words = reply(here, turn)
    assert key == "kode_salah"
    assert shown in words
    assert turn.waiting is not None
    assert turn.waiting.question is Question.CODE


@pytest.mark.parametrize(
    "text",
    [
        "STATUS",
        "cek",
        "STATUS saya apa",
        "STATUS KTP",
        "ktp saya sudah jadi belum",
        "ktp sy blm jd2",
        "sudah jadi?",
    ],
)
def test_a_status_of_a_stranger_without_a_code_asks_for_it(here: Office, text: str) -> None:
    key, words = reply(here, read(here, text, Context()))
    assert key == "kode_kurang"
    assert "1234 5678" in words


@pytest.mark.parametrize(
    ("text", "story"),
    [
        ("PETUGAS ktp saya hilang di pasar", "ktp saya hilang di pasar"),
        ("petugas, ibu saya sakit.\nTidak bisa jalan", "ibu saya sakit.\nTidak bisa jalan"),
        ("LAPOR: akta anak saya salah nama", "akta anak saya salah nama"),
        ("petugas spasi KK saya belum jadi", "KK saya belum jadi"),
        ("ptgs#rumah saya jauh", "rumah saya jauh"),
        ("PETUGS kartu saya hilang", "kartu saya hilang"),
        ("balas PETUGAS status bansos saya", "status bansos saya"),
        ("LAPOR ada SMS anda menang undian www.palsu.example", "ada SMS anda menang undian www.palsu.example"),
        ("saya mau bicara dengan orang", "saya mau bicara dengan orang"),
    ],
)  # fmt: skip
def test_a_story_goes_to_the_officers_word_for_word(here: Office, text: str, story: str) -> None:
    assert read(here, text, Context()) == TextTurn(command=OpenCase(story=story))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("PETUGAS", "cerita_kosong"),
        ("lapor...", "cerita_kosong"),
        ("petugas pak", "cerita_kosong"),
        ("mana petugasnya", "cerita_kosong"),
        ("BANTUAN", "bantuan"),
        ("bantu saya", "bantuan"),
        ("Menu", "bantuan"),
        ("HELP", "bantuan"),
        ("Balas BANTUAN", "bantuan"),
        ("gmn cara pakai sms ini", "bantuan"),
        ("halo", "bantuan"),
        ("Assalamualaikum", "bantuan"),
        ("selamat pagi bu", "bantuan"),
        ("terima kasih", "sama_sama"),
        ("Makasih ya bu", "sama_sama"),
        ("jam berapa buka", "jam_buka"),
        ("buka jam berapa hari ini", "jam_buka"),
        ("kantornya dmn", "tempat"),
        ("BALAS 71550426", "tambahan_kosong"),
        ("asdfgh", "tidak_paham"),
        ("ok", "baik"),
        ("tidak usah", "baik"),
        ("\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}", "baik"),
        ("\N{PERSON WITH FOLDED HANDS}", "sama_sama"),
        ("NIK saya 3201234567890001 mau cek ktp", "kode_bukan_nik"),
        ("STATUS 3201 2345 6789 0001", "kode_bukan_nik"),
        ("???", "tidak_paham"),
        ("😀", "tidak_paham"),
        ("1", "tidak_paham"),
        ("NIK saya 3201234567890001", "tidak_paham"),
        ("nomor saya 081234567890", "tidak_paham"),
        ("stop kontak rumah saya rusak", "tidak_paham"),
        ("mulai kapan pendaftaran cpns", "tidak_paham"),
        ("bapak itu orangnya baik sekali ya", "teruskan"),
    ],
)
def test_everything_else_gets_one_kind_answer(here: Office, text: str, key: str) -> None:
    assert reply(here, read(here, text, Context()))[0] == key


def test_long_numbers_are_never_sent_back(here: Office) -> None:
    for text in ("STATUS 3201234567890001", "NIK 3201234567890001", "STATUS 081234567890"):
        _, words = reply(here, read(here, text, Context()))
        assert "3201" not in words.replace(" ", "")
        assert "0812" not in words.replace(" ", "")


@pytest.mark.parametrize(
    "text",
    ["BERHENTI", "brhenti", "stop", "Stop!", "ketik BERHENTI", "BERHENTI BERLANGGANAN", "jgn kirim sms lg"],
)
def test_stopping(here: Office, text: str) -> None:
    assert read(here, text, Context()) == TextTurn(command=StopNotices())
    assert read(here, text, Context(notices_stopped=True)) == TextTurn()


@pytest.mark.parametrize("text", ["MULAI", "mulai lagi", "aktifkan lagi smsnya"])
def test_beginning_again(here: Office, text: str) -> None:
    assert read(here, text, Context(notices_stopped=True)) == TextTurn(command=ResumeNotices())


@pytest.mark.parametrize(
    "text", ["HUBUNGI", "tlg telp sy bu", "bs ditelpon aja ga", "SUARA", "sy buta huruf", "minta ditlp"]
)
def test_who_would_rather_talk_is_rung(here: Office, text: str) -> None:
    assert read(here, text, Context()).command == CallMe()


@pytest.mark.parametrize(
    "text",
    ["jangan telepon saya", "gak usah ditelpon", "BATAL TELEPON", "jgn hub saya", "tdk jadi ditelepon"],
)
def test_who_would_rather_not_be_rung_is_not(here: Office, text: str) -> None:
    assert read(here, text, Context()).command == StopCalls()


@pytest.mark.parametrize("text", ["tidak usah", "gak jadi", "BATAL"])
def test_no_after_a_promised_call_takes_it_back(here: Office, text: str) -> None:
    waiting = read(here, "HUBUNGI", Context()).waiting
    assert read(here, text, Context(waiting=waiting)).command == StopCalls()
    assert read(here, "JAM", Context(waiting=waiting)).command is None


@pytest.mark.parametrize(
    "text",
    [
        "rumah tetangga kebakaran tolong",
        "ada kecelakaan di jalan",
        "suami saya serangan jantung",
        "AMBULANS",
        "kebakarn!",
    ],
)
def test_an_emergency_is_sent_to_112_first(here: Office, text: str) -> None:
    turn = read(here, text, Context())
    key, words = reply(here, turn)
    assert key == "darurat"
    assert turn.urgent
    assert "112" in words


def test_an_emergency_told_to_the_officers_is_kept_and_marked(here: Office) -> None:
    turn = read(here, "PETUGAS suami saya pingsan", Context())
    assert turn == TextTurn(command=OpenCase(story="suami saya pingsan"), urgent=True)


def test_asking_about_a_service_is_no_emergency(here: Office) -> None:
    turn = read(here, "syarat bpjs kesehatan untuk korban kecelakaan", Context())
    assert reply(here, turn)[0] == "layanan_syarat"
    assert not turn.urgent


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_text_gets_no_answer(here: Office, text: str) -> None:
    assert read(here, text, Context(matters=(KTP,))) == TextTurn()


def test_short_codes_and_names_get_no_answer(here: Office) -> None:
    assert read(here, "STATUS 48213096", Context(is_person=False)) == TextTurn()


@pytest.mark.parametrize(
    "text",
    [
        "Saya sedang menyetir, nanti saya hubungi kembali",
        "Pesan otomatis: nomor ini tidak dapat menerima SMS",
        "Pulsa Anda Rp 512. Masa aktif s/d 12/01/2027",
        "Paket habis, hub *123#",
        "Selamat! cek hadiah di bit.ly/abc",
    ],
)
def test_auto_responders_and_notices_of_carriers_get_no_answer(here: Office, text: str) -> None:
    assert read(here, text, Context()) == TextTurn()


def test_our_own_words_that_come_back_get_no_answer(here: Office) -> None:
    _, words = reply(here, read(here, "halo", Context()))
    assert read(here, words.upper() + " ", Context(last_reply=words)) == TextTurn()
    assert read(here, words, Context()) == TextTurn()
    assert read(here, "halo", Context(last_reply=words)) != TextTurn()


def test_our_example_code_belongs_to_nobody() -> None:
    assert not is_code("12345678")
