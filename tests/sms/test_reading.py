"""What a text means, from the ways in which people really type."""

from pathlib import Path

import pytest

from casework.codes import is_code
from casework.commands import LookUp, OpenCase, StopNotices
from casework.gsm7 import fits
from casework.letters import write
from casework.office import Office, load_office
from models import Vault, new_key
from sms.reading import Context, TextTurn, read

CODE = "48213096"
CASE_CODE = "71550426"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Office:
    vault = Vault(keys=(new_key(),), index_key=new_key())
    return load_office(ROOT / "content", vault=vault, recordings=tmp_path_factory.mktemp("recordings"))


def reply(office: Office, turn: TextTurn) -> tuple[str, str]:
    """The key and the words of the reply."""
    assert turn.command is None
    assert turn.reply is not None
    text = write(office, turn.reply)
    assert fits(text)
    return turn.reply.key, text


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
        "STATUS spasi 48213096",
        "ketik STATUS spasi 4821 3096",
        "sts 48213096",
        "stts 4821 3096",
        "status 4821 3O96",
        "STATUS 482l 3O96",
        "STATUS 482I3096",
        "48213096",
        "4821 3096",
        "4821 3096 status",
        "48213096 sudah jadi belum",
        "kode saya 48213096",
        "Kode: 4821-3096 tolong dicek",
        "status ktp 48213096",
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
        ("STATUS 482130961", "4821 30961"),
        ("STATUS 1234 5678", "1234 5678"),
    ],
)
def test_a_code_that_cannot_be_right_is_shown_back(here: Office, text: str, shown: str) -> None:
    key, words = reply(here, read(here, text, Context()))
    assert key == "kode_salah"
    assert shown in words


@pytest.mark.parametrize(
    "text",
    [
        "STATUS",
        "cek",
        "STATUS saya apa",
        "STATUS KTP",
        "ktp saya sudah jadi belum",
        "ktp sy blm jadi",
        "kapan KTP saya jadi",
        "apakah KK saya sudah selesai?",
    ],
)
def test_a_status_without_a_code_asks_for_it(here: Office, text: str) -> None:
    key, words = reply(here, read(here, text, Context()))
    assert key == "kode_kurang"
    assert "STATUS 1234 5678" in words


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SYARAT KK", "KK"),
        ("syarat#kk", "KK"),
        ("INFO PASPOR", "PASPOR"),
        ("syarat nikah", "NIKAH"),
        ("SYARAT KTP HILANG", "KTP HILANG"),
        ("syaratnya ktp hilang apa saja ya", "KTP HILANG"),
        ("syarat bikin ktp apa", "KTP BARU"),
        ("cara bikin paspor", "PASPOR"),
        ("ktp rusak", "KTP RUSAK"),
        ("SKCK", "SKCK"),
        ("kartu kuning", "KARTU KUNING"),
        ("mau bikin akta lahir", "AKTA LAHIR"),
        ("tlg kk sy ilang gmn", "KK"),
        ("bpjs sy mati knp", "BPJS KESEHATAN"),
        ("pajak motor", "PAJAK KENDARAAN"),
        ("sy mau pndh k jkt sy hrs bw apa", "PINDAH"),
        ("Assalamualaikum, ktp saya hilang", "KTP HILANG"),
    ],
)
def test_requirements(here: Office, text: str, name: str) -> None:
    key, words = reply(here, read(here, text, Context()))
    assert key == "layanan_syarat"
    assert words.startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("BIAYA SKCK", "SKCK: Rp30.000"),
        ("berapa biaya skck", "SKCK: Rp30.000"),
        ("biaya,sim", "SIM: "),
        ("brp ongkos bikin paspor", "PASPOR: "),
        ("gratis gak bikin ktp", "KTP BARU: GRATIS"),
        ("BIAYA KTP", "KTP: GRATIS"),
    ],
)
def test_fees(here: Office, text: str, begins: str) -> None:
    key, words = reply(here, read(here, text, Context()))
    assert key == "layanan_biaya"
    assert words.startswith(begins)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("INFO KTP", ["SYARAT KTP BARU", "SYARAT KTP HILANG", "SYARAT KTP RUSAK"]),
        ("KTP", ["SYARAT KTP BARU", "SYARAT KTP HILANG", "SYARAT KTP RUSAK"]),
        ("akta", ["SYARAT AKTA LAHIR", "SYARAT AKTA KEMATIAN"]),
        ("biaya bpjs", ["BIAYA BPJS KESEHATAN", "BIAYA BPJS TK"]),
    ],
)
def test_a_name_of_several_services_gives_a_choice_that_can_be_sent_back(
    here: Office, text: str, choices: list[str]
) -> None:
    key, words = reply(here, read(here, text, Context()))
    assert key == "layanan_mana"
    for choice in choices:
        assert choice in words
        assert reply(here, read(here, choice, Context()))[0] in ("layanan_syarat", "layanan_biaya")


@pytest.mark.parametrize(
    ("text", "story"),
    [
        ("PETUGAS ktp saya hilang di pasar", "ktp saya hilang di pasar"),
        ("petugas, ibu saya sakit.\nTidak bisa jalan", "ibu saya sakit.\nTidak bisa jalan"),
        ("LAPOR: akta anak saya salah nama", "akta anak saya salah nama"),
        ("petugas spasi KK saya belum jadi", "KK saya belum jadi"),
        ("ptgs#rumah saya jauh", "rumah saya jauh"),
        ("balas PETUGAS status bansos saya", "status bansos saya"),
        ("saya mau bicara dengan orang", "saya mau bicara dengan orang"),
    ],
)
def test_a_story_goes_to_the_officers_word_for_word(here: Office, text: str, story: str) -> None:
    assert read(here, text, Context()) == TextTurn(command=OpenCase(story=story))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("PETUGAS", "cerita_kosong"),
        ("lapor...", "cerita_kosong"),
        ("mana petugasnya", "cerita_kosong"),
        ("BANTUAN", "bantuan"),
        ("bantu saya", "bantuan"),
        ("Menu", "bantuan"),
        ("HELP", "bantuan"),
        ("Balas BANTUAN", "bantuan"),
        ("halo", "bantuan"),
        ("Assalamualaikum", "bantuan"),
        ("selamat pagi bu", "bantuan"),
        ("terima kasih", "sama_sama"),
        ("Makasih ya bu", "sama_sama"),
        ("syarat", "layanan_kosong"),
        ("BIAYA", "layanan_kosong"),
        ("INFO", "layanan_kosong"),
        ("info beasiswa", "layanan_kosong"),
        ("biaya belajar menyanyi", "layanan_kosong"),
        ("jam berapa buka", "jam_buka"),
        ("buka jam berapa hari ini", "jam_buka"),
        ("pak kemarin ktp saya hilang di terminal waktu pulang dari pasar malam", "layanan_soal"),
        ("asdfgh", "tidak_paham"),
        ("ok", "tidak_paham"),
        ("???", "tidak_paham"),
        ("😀", "tidak_paham"),
        ("1", "tidak_paham"),
        ("saya lahir 24-11-1961", "tidak_paham"),
        ("NIK saya 3201234567890001", "tidak_paham"),
        ("nomor saya 081234567890", "tidak_paham"),
    ],
)
def test_everything_else_gets_one_kind_answer(here: Office, text: str, key: str) -> None:
    assert reply(here, read(here, text, Context()))[0] == key


def test_long_numbers_are_never_sent_back(here: Office) -> None:
    for text in ("STATUS 3201234567890001", "NIK 3201234567890001", "STATUS 081234567890"):
        _, words = reply(here, read(here, text, Context()))
        assert "3201" not in words.replace(" ", "")
        assert "0812" not in words.replace(" ", "")


@pytest.mark.parametrize("text", ["BERHENTI", "stop", "Stop!", "ketik BERHENTI", "BERHENTI BERLANGGANAN"])
def test_stopping(here: Office, text: str) -> None:
    assert read(here, text, Context()) == TextTurn(command=StopNotices())
    assert read(here, text, Context(notices_stopped=True)) == TextTurn()


@pytest.mark.parametrize(
    "text",
    ["rumah tetangga kebakaran tolong", "ada kecelakaan di jalan", "suami saya serangan jantung", "AMBULANS"],
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
    assert read(here, text, Context(open_case_code=CASE_CODE)) == TextTurn()


def test_machines_get_no_answer(here: Office) -> None:
    assert read(here, "STATUS 48213096", Context(is_person=False)) == TextTurn()


def test_our_own_words_that_come_back_get_no_answer(here: Office) -> None:
    _, words = reply(here, read(here, "halo", Context()))
    assert read(here, words.upper() + " ", Context(last_reply=words)) == TextTurn()
    assert read(here, "halo", Context(last_reply=words)) != TextTurn()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("saya sudah kirim berkasnya kemarin", "kasus_tambahan"),
        ("iya bu besok saya datang", "kasus_tambahan"),
        ("halo", "kasus_tambahan"),
        ("😀", "kasus_tambahan"),
        ("terima kasih", "sama_sama"),
        ("jam berapa buka", "jam_buka"),
        ("ktp hilang", "layanan_syarat"),
        ("berapa biaya skck", "layanan_biaya"),
        ("anak saya kecelakaan", "darurat"),
    ],
)
def test_what_is_told_goes_to_the_open_case_and_questions_are_answered_too(
    here: Office, text: str, key: str
) -> None:
    turn = read(here, text, Context(open_case_code=CASE_CODE))
    assert turn.add_to_case
    assert reply(here, turn)[0] == key


def test_a_code_among_many_words_is_looked_up_and_the_words_go_to_the_open_case(here: Office) -> None:
    text = "selamat pagi bu ini kode saya yang kemarin 48213096 mohon dibantu"
    turn = read(here, text, Context(open_case_code=CASE_CODE))
    assert turn == TextTurn(command=LookUp(code=CODE), add_to_case=True)


@pytest.mark.parametrize("text", ["STATUS", "SYARAT KK", "BIAYA SKCK", "BANTUAN", "STATUS 48213097"])
def test_commands_do_not_go_to_the_open_case(here: Office, text: str) -> None:
    assert not read(here, text, Context(open_case_code=CASE_CODE)).add_to_case


def test_the_example_is_the_senders_own_code_when_a_case_is_open(here: Office) -> None:
    context = Context(open_case_code=CASE_CODE)
    for text in ("STATUS", "ktp saya sudah jadi belum", "asdfgh"):
        assert "STATUS 7155 0426" in reply(here, read(here, text, context))[1]


def test_our_example_code_belongs_to_nobody() -> None:
    assert not is_code("12345678")


def test_every_service_can_be_asked_for_by_the_name_in_our_texts(here: Office) -> None:
    for service in here.catalogue.services:
        turn = read(here, f"SYARAT {service.sms_name}", Context())
        assert reply(here, turn)[1].startswith(f"{service.sms_name}: ")
