"""Questions of ours and the texts that answer them; the sender's own matters; an end to what leads nowhere."""

import json

import pytest

from casework.call_commands import (
    CallMe,
)
from casework.commands import (
    LookUp,
    OpenCase,
)
from casework.office import Office
from sms.conversation import Choice, Memory, Question, Waiting, memory_of
from sms.turn import TextTurn
from tests.sms.reader import CASE, CASE_CODE, CODE, KK, KTP, Talk


@pytest.mark.parametrize("answer", ["48213096", "4821 3096", "kodenya 4821-3096 pak", "STATUS 48213096"])
def test_a_code_that_was_asked_for_is_taken_without_a_keyword(here: Office, answer: str) -> None:
    talk = Talk(here)
    assert talk.reply("ktp saya sudah jadi belum")[0] == "kode_kurang"
    assert talk.say(answer) == TextTurn(command=LookUp(code=CODE))


@pytest.mark.parametrize("answer", ["LUPA", "tdk punya", "g punya kode", "kodenya hilang", "tidak"])
def test_who_has_no_code_tells_the_officers_instead(here: Office, answer: str) -> None:
    talk = Talk(here)
    talk.reply("status")
    assert talk.reply(answer)[0] == "kode_lupa"
    story = "Budi, kartu keluarga, sudah dua minggu"
    assert talk.say(story) == TextTurn(command=OpenCase(story=story))


def test_a_story_that_was_asked_for_is_taken_as_it_is(here: Office) -> None:
    talk = Talk(here)
    assert talk.reply("PETUGAS")[0] == "cerita_kosong"
    story = "ktp saya hilang syaratnya apa"
    assert talk.say(story) == TextTurn(command=OpenCase(story=story))


@pytest.mark.parametrize(
    ("text", "meant"), [("SYARAT KK", "layanan_syarat"), ("batal", "baik"), ("tidak jadi", "baik")]
)
def test_a_command_or_a_no_in_place_of_the_story_is_no_story(here: Office, text: str, meant: str) -> None:
    talk = Talk(here)
    talk.reply("PETUGAS")
    assert talk.reply(text)[0] == meant


@pytest.mark.parametrize("question", ["status", "syarat", "akta", "PETUGAS"])
def test_a_wish_to_be_rung_is_granted_whatever_was_asked(here: Office, question: str) -> None:
    talk = Talk(here)
    talk.say(question)
    assert talk.say("HUBUNGI").command == CallMe()


@pytest.mark.parametrize("answer", ["ya", "YA", "iya pak", "y", "ok", "1", "boleh"])
def test_yes_hands_the_text_to_the_officers(here: Office, answer: str) -> None:
    talk = Talk(here)
    story = "bapak itu orangnya baik sekali ya kemarin"
    assert talk.reply(story)[0] == "teruskan"
    assert talk.say(answer).command == OpenCase(story=story)


@pytest.mark.parametrize("answer", ["tidak", "gak usah", "TIDAK", "batal"])
def test_no_hands_nothing_over(here: Office, answer: str) -> None:
    talk = Talk(here)
    talk.reply("bapak itu orangnya baik sekali ya kemarin")
    assert talk.reply(answer)[0] == "baik"


def test_mau_with_a_question_is_no_yes(here: Office) -> None:
    talk = Talk(here)
    talk.reply("bapak itu orangnya baik sekali ya kemarin")
    assert talk.reply("mau tanya syarat kk")[0] == "layanan_syarat"


def test_an_answer_that_is_none_gets_the_question_once_more_and_no_third_time(here: Office) -> None:
    talk = Talk(here)
    first = talk.reply("akta")
    assert talk.reply("ya") == first
    assert talk.reply("zzz")[0] == "tidak_paham"


def test_a_number_after_the_question_was_repeated_still_answers_it(here: Office) -> None:
    talk = Talk(here)
    talk.reply("akta")
    talk.reply("apa ya")
    assert talk.reply("2")[1].startswith("AKTA KEMATIAN: ")


def test_a_number_that_was_not_offered_chooses_nothing(here: Office) -> None:
    talk = Talk(here)
    first = talk.reply("akta")
    assert talk.reply("7") == first


# The sender's own matters --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["STATUS", "sudah jadi?", "ktp saya sudah jadi blm", "cek ktp"])
def test_one_open_application_needs_no_code(here: Office, text: str) -> None:
    assert Talk(here, KTP).say(text).command == LookUp(code=CODE)


def test_a_service_that_is_not_the_senders_own_still_needs_the_code(here: Office) -> None:
    assert Talk(here, KTP).reply("kk saya sudah jadi?")[0] == "kode_kurang"


def test_of_several_matters_the_names_are_offered_and_no_codes(here: Office) -> None:
    talk = Talk(here, KTP, KK, CASE)
    key, words = talk.reply("STATUS")
    assert key == "pilih"
    assert "1 KTP, 2 Kartu Keluarga, 3 laporan" in words
    assert not {CODE[:4], KK.code[:4], CASE_CODE[:4]} & set(words.split())
    assert talk.say("2").command == LookUp(code=KK.code)


def test_a_name_chooses_too(here: Office) -> None:
    talk = Talk(here, KTP, KK)
    talk.say("STATUS")
    assert talk.say("yg ktp").command == LookUp(code=CODE)


def test_what_is_not_understood_gets_an_example_from_the_senders_own_matter(here: Office) -> None:
    key, words = Talk(here, KTP).reply("asdfgh")
    assert key == "tidak_paham_urusan"
    assert words.startswith("Untuk KTP, cukup balas STATUS.")
    assert CODE[:4] not in words


def test_who_is_not_understood_three_times_gets_no_further_answer_until_they_are(here: Office) -> None:
    talk = Talk(here)
    assert [talk.say("asdf").reply is not None for _ in range(5)] == [True, True, True, False, False]
    assert talk.reply("jam buka")[0] == "jam_buka"
    assert talk.say("asdf").reply is not None


# With an open case ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("saya sudah kirim berkasnya kemarin", "kasus_tambahan"),
        ("iya bu besok saya datang", "kasus_tambahan"),
        ("😀", "kasus_tambahan"),
        ("terima kasih", "sama_sama"),
        ("anak saya kecelakaan", "darurat"),
        ("bu syarat kk untuk anak saya apa saja", "layanan_syarat"),
    ],
)
def test_what_is_told_goes_to_the_open_case_and_questions_are_answered_too(
    here: Office, text: str, key: str
) -> None:
    talk = Talk(here, CASE)
    turn = talk.say(text)
    assert turn.add_to_case
    assert turn.reply is not None
    assert turn.reply.key == key


def test_a_code_among_many_words_is_looked_up_and_the_words_go_to_the_open_case(here: Office) -> None:
    text = "selamat pagi bu ini kode saya yang kemarin 48213096 mohon dibantu"
    assert Talk(here, CASE).say(text) == TextTurn(command=LookUp(code=CODE), add_to_case=True)


@pytest.mark.parametrize(
    "text", ["STATUS", "SYARAT KK", "BIAYA SKCK", "BANTUAN", "STATUS 48213097", "jam buka"]
)
def test_commands_do_not_go_to_the_open_case(here: Office, text: str) -> None:
    assert not Talk(here, CASE).say(text).add_to_case


def test_the_status_of_the_open_case_needs_no_code(here: Office) -> None:
    assert Talk(here, CASE).say("STATUS").command == LookUp(code=CASE_CODE)


# Memory --------------------------------------------------------------------------------------------------------


def test_a_memory_survives_being_kept() -> None:
    waiting = Waiting(
        question=Question.CHOICE,
        choices=(Choice(service="kk", intent="status", code=KK.code), Choice(intent="petugas")),
        names=("STATUS KK", "PETUGAS"),
        text="kk saya",
        pages=("satu", "dua"),
    )
    memory = Memory(waiting=waiting, loose=((7, "hujan"),), parts=("a", "b"), case_code=CASE_CODE, misses=2)
    assert memory_of(json.loads(json.dumps(memory.as_json()))) == memory


@pytest.mark.parametrize(
    "kept",
    [
        None,
        {},
        {"waiting": {"question": "lain"}},
        {"waiting": {"question": "kode"}},
        {"waiting": {"choices": []}},
        {"unknown": 1},
        {"loose": [1]},
    ],
)
def test_a_memory_of_another_release_is_none(kept: object) -> None:
    assert memory_of(kept) == Memory()  # type: ignore[arg-type]
