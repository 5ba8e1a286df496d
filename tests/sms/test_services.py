"""Questions about services: what to bring, what it costs, how long, where, how, and which of several."""

import pytest

from casework.gsm7 import fits
from casework.letters import write
from casework.office import Office
from sms.conversation import Question
from sms.pages import pages
from sms.reading import Context, read
from tests.sms.reader import Talk, reply


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SYARAT KK", "KK"),
        ("syarat#kk", "KK"),
        ("SYARATKTP HILANG", "KTP HILANG"),
        ("sayrat skck", "SKCK"),
        ("INFO PASPOR", "PASPOR"),
        ("syarat nikah", "NIKAH"),
        ("SYARAT KTP HILANG", "KTP HILANG"),
        ("syaratnya ktp hilang apa saja ya", "KTP HILANG"),
        ("ktp rusak", "KTP RUSAK"),
        ("SKCK", "SKCK"),
        ("kartu kuning", "KARTU KUNING"),
        ("syarate nggawe kk opo wae", "KK"),
        ("pajak motor", "PAJAK KENDARAAN"),
        ("sy mau pndh k jkt sy hrs bw apa", "PINDAH"),
        ("Assalamualaikum, ktp saya hilang", "KTP HILANG"),
    ],
)
def test_requirements(here: Office, text: str, name: str) -> None:
    key, words = reply(here, read(here, text, Context()))
    assert key == "layanan_syarat"
    assert words.startswith(f"{name}: ")


def test_every_service_can_be_asked_for_by_the_name_in_our_texts(here: Office) -> None:
    for service in here.catalogue.services:
        for keyword in ("SYARAT", "BIAYA", "LAMA", "TEMPAT", "CARA"):
            turn = read(here, f"{keyword} {service.sms_name}", Context())
            key, words = reply(here, turn)
            assert service.sms_name in words or service.product in words, (keyword, service.id)
            assert key.startswith(("layanan_", "halaman")), (keyword, service.id, key)


def test_everything_that_the_catalogue_can_make_us_write_fits_whole(here: Office) -> None:
    for service in here.catalogue.services:
        for keyword in ("SYARAT", "BIAYA", "LAMA", "TEMPAT", "CARA"):
            turn = read(here, f"{keyword} {service.sms_name}", Context())
            assert turn.reply is not None
            assert not write(here, turn.reply).endswith(".."), (keyword, service.id)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("BIAYA SKCK", "SKCK: Rp30.000"),
        ("berapa biaya skck", "SKCK: Rp30.000"),
        ("biayaskck", "SKCK: Rp30.000"),
        ("biya skck", "SKCK: Rp30.000"),
        ("biaya,sim", "SIM: "),
        ("brp ongkos bikin paspor", "PASPOR: "),
        ("gratis gak bikin ktp", "KTP BARU: GRATIS"),
        ("BIAYA KTP", "KTP: GRATIS"),
        ("berapa biaya paspor kode saya 48213096", "PASPOR: "),
    ],
)
def test_fees(here: Office, text: str, begins: str) -> None:
    key, words = reply(here, read(here, text, Context()))
    assert key == "layanan_biaya"
    assert words.startswith(begins)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("KTP", ["KTP BARU", "KTP HILANG", "KTP RUSAK"]),
        ("akta", ["AKTA LAHIR", "AKTA KEMATIAN"]),
        ("biaya bpjs", ["BPJS KESEHATAN", "BPJS TK"]),
    ],
)
def test_a_name_of_several_services_is_a_question_that_a_number_or_a_name_answers(
    here: Office, text: str, choices: list[str]
) -> None:
    for number, name in enumerate(choices, start=1):
        for answer in (str(number), f"no {number} pak", name.lower()):
            talk = Talk(here)
            key, words = talk.reply(text)
            assert key == "pilih"
            assert f"{number} {name}" in words
            key, words = talk.reply(answer)
            assert key == ("layanan_biaya" if text.startswith("biaya") else "layanan_syarat"), answer
            assert words.startswith(f"{name}: "), answer


def test_a_story_that_names_a_service_gets_a_choice_and_the_story_is_not_told_twice(here: Office) -> None:
    story = "pak kemarin ktp saya hilang di terminal waktu pulang dari pasar malam"
    talk = Talk(here)
    assert talk.reply(story)[0] == "pilih"
    turn = talk.say("4")
    assert turn.command is not None
    assert turn.command.story == story  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("asked", "key"), [("SYARAT", "layanan_syarat"), ("BIAYA", "layanan_biaya"), ("lama", "layanan_lama")]
)
def test_a_question_without_a_service_asks_for_it_and_takes_its_name(
    here: Office, asked: str, key: str
) -> None:
    talk = Talk(here)
    assert talk.reply(asked)[0] == "layanan_kosong"
    assert talk.reply("skck")[0] == key


def test_the_usual_one_of_a_name_is_answered_and_the_others_are_one_word_away(here: Office) -> None:
    talk = Talk(here)
    key, words = talk.reply("syarat ktp")
    assert (key, words[:9]) == ("layanan_syarat_lain", "KTP BARU:")
    assert "KTP HILANG / KTP RUSAK" in words
    assert talk.reply("LANJUT")[1].startswith("KTP HILANG:")
    assert talk.reply("lanjut ya")[1].startswith("KTP RUSAK:")
    assert talk.context.waiting is None


def test_long_answers_come_page_by_page_and_nothing_is_lost(here: Office) -> None:
    parts = [f"{number}. " + "kata-kata yang panjang sekali " * 5 for number in range(1, 4)]
    cut = pages(here, parts)
    assert len(cut) > 3
    assert " ".join(cut).split() == " ".join(parts).split()
    assert all(fits(here.texts.compose("halaman", isi=page)) for page in cut)


def test_how_it_is_done_that_needs_several_texts_begins_with_what_to_bring(here: Office) -> None:
    talk = Talk(here)
    key, words = talk.reply("cara bikin akta lahir")
    assert key == "layanan_syarat_lain"
    assert words.startswith("AKTA LAHIR: Bawa")
    assert talk.context.waiting is not None
    assert talk.context.waiting.question is Question.MORE
    assert talk.reply("lanjut")[1].startswith("AKTA LAHIR: 1. ")
