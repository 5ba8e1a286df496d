"""The pure dialogue, step by step, on the content that ships. Every turn goes through JSON and back."""

from datetime import date

import pytest

from casework.codes import is_code
from casework.commands import (
    ApplicationFound,
    CaseOpened,
    FindOfficer,
    KeepMark,
    LookUp,
    NobodyReachable,
    OfficerReachable,
    OpenCase,
    SendStatus,
    TextImpossible,
    TextQueued,
)
from casework.waiting_commands import JoinLine, NobodyAnswered, TurnCame
from ivr.dialogue import DialogueError
from ivr.position import Position
from ivr.script import Script
from ivr.values import (
    Ask,
    Heard,
    HungUp,
    Pressed,
    Record,
    Recorded,
    Silence,
    Started,
    StreamLost,
    TooBusy,
    Transfer,
    TransferEnded,
)
from tests.ivr.talk import READY, Talk, at_code, at_confirmed, said


def test_a_call_begins_with_the_recording_notice_which_cannot_be_interrupted(talk: Talk) -> None:
    talk.hear(Started())
    assert "direkam" in talk.words
    assert [line.key for line in talk.turn.say if line.protected] == ["salam", "rekaman"]
    assert isinstance(talk.turn.wait, Ask)
    assert talk.turn.wait.speech is not None


@pytest.mark.parametrize(
    "answer", [Pressed(keys="1"), said("status"), said("cek status"), said("[unk] status")]
)
def test_the_status_is_reached_by_key_and_by_speech(talk: Talk, answer: Heard) -> None:
    talk.hear(Started(), answer).until("minta_kode")
    assert talk.turn.wait.keys == 8


def test_the_code_is_read_back_in_groups_and_looked_up_after_yes(talk: Talk) -> None:
    at_confirmed(talk)
    assert "empat delapan dua satu tiga nol sembilan enam" in talk.words
    talk.hear(said("iya")).until("cari")
    assert talk.turn.command == LookUp(code="48213096")
    talk.hear(READY).until("sesudah_status")
    assert talk.keys[0] == "status_siap_diambil"
    talk.hear(Pressed(keys="1"))
    assert talk.turn.command == SendStatus(code="48213096")
    talk.hear(TextQueued()).until("ada_lagi").hear(Pressed(keys="2")).until("nilai_mudah")
    assert "Silakan diambil di loket" in talk.words, "the next step once more before goodbye"
    talk.hear(Silence())
    assert talk.keys == ["pamit"], "nobody has to answer the survey"
    assert talk.position.ended
    assert talk.turn.wait is None


def test_the_next_step_comes_first_and_a_promised_day_is_said(talk: Talk) -> None:
    found = ApplicationFound(
        code="48213096", service_id="kk", status="diproses", missing=None, expected_on=date(2026, 11, 27)
    )
    at_confirmed(talk).hear(Pressed(keys="1"), found)
    assert talk.words.startswith("Bapak atau Ibu belum perlu datang.")
    assert "dua puluh tujuh November" in talk.words


def test_what_is_missing_is_named(talk: Talk) -> None:
    found = ApplicationFound(
        code="48213096", service_id="kk", status="kurang_berkas", missing="buku nikah", expected_on=None
    )
    at_confirmed(talk).hear(Pressed(keys="1"), found)
    assert talk.words.startswith("Mohon bawa buku nikah ke loket.")


def test_a_doubtful_yes_is_asked_for_by_key_and_changes_nothing(talk: Talk) -> None:
    at_confirmed(talk).hear(said("ya", 0.7)).until("pastikan_kode")
    assert talk.keys[0] == "pakai_satu_dua"
    assert talk.turn.command is None
    assert at_confirmed(Talk(talk.script)).hear(said("ya", 0.95)).turn.command is not None


def test_what_was_hardly_heard_is_asked_again(talk: Talk) -> None:
    at_confirmed(talk).hear(said("ya", 0.3)).until("pastikan_kode")
    assert talk.keys[0] == "kurang_jelas"


def test_a_doubtful_service_is_offered_before_it_is_taken(talk: Talk) -> None:
    name = "surat pindah"
    talk.hear(Started(), Pressed(keys="2")).hear(said(name, 0.6))
    asked = talk.position
    assert asked.choices, "offered by key"
    talk.hear(said(name, 0.6))
    assert talk.position.step != asked.step, "the same again is taken"


def test_a_machine_that_is_too_busy_goes_on_by_keys(talk: Talk) -> None:
    at_confirmed(talk).hear(TooBusy()).until("pastikan_kode")
    assert talk.keys[0] == "beralih_ke_tombol"
    assert talk.position.speech is False


def test_no_puts_one_group_right_without_blame(talk: Talk) -> None:
    at_confirmed(talk).hear(said("salah")).until("kelompok_depan")
    assert talk.words.startswith("Tidak apa-apa")
    assert "empat delapan dua satu" in talk.words
    assert "tiga nol sembilan enam" not in talk.words
    talk.hear(said("ya")).until("minta_belakang")
    assert talk.turn.wait.keys == 4
    other = next(f"{end:04}" for end in range(10000) if is_code(f"4821{end:04}"))
    talk.hear(Pressed(keys=other)).until("pastikan_kode").hear(Pressed(keys="1"))
    assert talk.turn.command == LookUp(code=f"4821{other}")


def test_a_group_that_makes_it_no_code_asks_for_the_whole(talk: Talk) -> None:
    at_confirmed(talk).hear(said("salah"), said("tidak")).until("minta_depan")
    talk.hear(Pressed(keys="4831")).until("minta_kode")
    assert talk.keys[0] == "kode_belum_cocok"


@pytest.mark.parametrize("nothing", [Silence(), said(""), said("[unk]"), said("status", 0.3)])
def test_the_ladder_same_words_then_shorter_then_keys_then_a_person(talk: Talk, nothing: Heard) -> None:
    talk.hear(Started(), nothing)
    assert talk.keys[1:] == ["menu"]
    talk.hear(nothing)
    assert talk.keys[1:] == ["menu_singkat"]
    talk.hear(nothing)
    assert talk.keys[1:] == ["menu_tombol"]
    assert talk.turn.wait.speech is None
    talk.hear(nothing).until("bantu")
    assert "petugas" in talk.words
    assert "kami yang menelepon" in talk.words
    assert "pesan" in talk.words
    talk.hear(Silence(), Silence()).until("rekam")
    assert isinstance(talk.turn.wait, Record)


def test_silence_while_recording_still_opens_a_case(talk: Talk) -> None:
    talk.hear(Started(), *[Silence()] * 6).until("rekam")
    talk.hear(Silence()).until("rekam").hear(Silence())
    assert talk.turn.command == OpenCase(service_id=None, recording_id=None)


def test_zero_and_the_word_petugas_lead_to_a_person_from_every_question(talk: Talk) -> None:
    for answer in (Pressed(keys="0"), said("petugas")):
        fresh = Talk(talk.script).hear(Started(), answer)
        assert fresh.turn.command == FindOfficer()
    at_code(talk).hear(said("petugas"))
    assert talk.turn.command == FindOfficer()


def test_a_message_for_an_officer_becomes_a_case_with_its_recording(talk: Talk) -> None:
    talk.hear(Started(), Pressed(keys="3"), NobodyReachable(opens_at=None)).until("tanpa_petugas")
    talk.hear(Pressed(keys="2")).until("layanan_kasus").hear(said("kartu keluarga")).until("rekam")
    talk.hear(Recorded(recording_id=7, seconds=12.0))
    assert talk.turn.command == OpenCase(service_id="kk", recording_id=7)
    talk.hear(CaseOpened(code="73501986", texted=True)).until("ada_lagi")
    assert "tujuh tiga lima nol satu sembilan delapan enam" in talk.words


def test_a_story_is_kept_even_when_its_teller_hung_up(talk: Talk) -> None:
    talk.hear(Started(), Pressed(keys="3"), NobodyReachable(opens_at=None), Pressed(keys="2"))
    talk.hear(said("kartu keluarga")).until("rekam").hear(HungUp())
    assert talk.position.ended
    talk.hear(Recorded(recording_id=7, seconds=12.0))
    assert talk.turn.command == OpenCase(service_id="kk", recording_id=7)


def test_a_free_officer_is_rung_and_when_nobody_answers_the_line_offers_what_is_left(talk: Talk) -> None:
    talk.hear(Started(), Pressed(keys="3"), OfficerReachable())
    assert talk.turn.command == JoinLine()
    talk.hear(TurnCame()).until("sambungkan")
    assert talk.words == "Baik, kami sambungkan sekarang. Mohon tunggu sebentar."
    assert isinstance(talk.turn.wait, Transfer)
    talk.hear(TransferEnded(answered=False))
    assert talk.turn.command == JoinLine()
    talk.hear(NobodyAnswered()).until("tanpa_petugas")
    assert talk.keys == ["tidak_diangkat", "tanpa_petugas"]


def test_an_answered_transfer_ends_the_dialogue(talk: Talk) -> None:
    talk.hear(Started(), Pressed(keys="3"), OfficerReachable(), TurnCame(), TransferEnded(answered=True))
    assert talk.position.ended


def test_nine_and_ulangi_say_the_answer_again(talk: Talk) -> None:
    at_confirmed(talk).hear(Pressed(keys="1"), READY)
    words = talk.words
    assert talk.hear(Pressed(keys="9")).words == words
    assert talk.hear(said("ulangi")).words == words


@pytest.mark.parametrize(
    ("words", "mark"), [("tidak puas", 1), ("kurang puas", 2), ("[unk] puas", 3), ("sangat puas sekali", 4)]
)
def test_a_word_within_longer_words_is_not_another_answer(talk: Talk, words: str, mark: int) -> None:
    talk.position = Position(step="nilai_puas")
    assert talk.hear(said(words)).turn.command == KeepMark(element="produk", mark=mark)


def test_two_answers_at_once_are_none(talk: Talk) -> None:
    talk.position = Position(step="izin", trail=("izin",))
    assert talk.hear(said("tidak setuju")).until("izin").keys[0] == "kurang_jelas"


@pytest.mark.parametrize(
    ("step", "answers", "again"),
    [
        (
            "kirim_status",
            {"hasil": "permohonan", "status": "diterima", "varian": "", "layanan": "kk"},
            "status_diterima",
        ),
        ("kirim_status", {"hasil": "kasus", "status": "taken"}, "kasus_taken"),
        ("kirim_layanan", {"hasil": "layanan", "layanan": "kk"}, "layanan_syarat"),
    ],
)
def test_whoever_can_get_no_text_hears_the_answer_again(
    talk: Talk, step: str, answers: dict[str, str], again: str
) -> None:
    talk.position = Position(step=step, answers=answers)
    talk.hear(TextImpossible()).until("ada_lagi")
    assert talk.keys == ["sms_tidak_bisa", again, "ada_lagi"]


def test_an_ambiguous_service_asks_which(talk: Talk) -> None:
    talk.hear(Started(), said("syarat"), said("katepe")).until("pilih_layanan")
    assert len(talk.position.choices) == 3
    talk.hear(Pressed(keys="2")).until("sesudah_layanan")


def test_every_service_is_reached_by_keys_alone(script: Script) -> None:
    reached = set()
    pages = [Talk(script).hear(Started(speech=False), Pressed(keys="2"))]
    for page in pages:
        offers = sum(line.key == "pilihan_tombol" for line in page.turn.say)
        more = any(line.key == "pilihan_lain_tombol" for line in page.turn.say)
        assert 0 < offers + more <= 4
        for key in range(1, offers + more + 1):
            chosen = Talk(script, page.position).hear(Pressed(keys=str(key)))
            if chosen.position.step == "pilih_layanan":
                pages.append(chosen)
            else:
                reached.add(chosen.position.answers["layanan"])
    assert reached == {service.id for service in script.catalogue.services}


def test_a_lost_stream_continues_the_same_question_by_keys(talk: Talk) -> None:
    at_confirmed(talk).hear(StreamLost()).until("pastikan_kode")
    assert talk.turn.wait.speech is None
    assert "suaranya terganggu" in talk.words
    talk.hear(Pressed(keys="1"))
    assert talk.turn.command == LookUp(code="48213096")


def test_hanging_up_ends_the_dialogue_at_every_step(talk: Talk) -> None:
    at_confirmed(talk).hear(HungUp())
    assert talk.position.ended
    assert talk.hear(Pressed(keys="1")).turn.say == ()


def test_an_event_that_cannot_come_here_is_an_error_of_the_host(talk: Talk) -> None:
    talk.hear(Started())
    with pytest.raises(DialogueError):
        talk.hear(Recorded(recording_id=1, seconds=1.0))
    with pytest.raises(DialogueError):
        talk.hear(TextQueued())
