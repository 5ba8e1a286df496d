"""Waiting for an officer as the caller hears it, and what they said before that comes along."""

from typing import TYPE_CHECKING

import pytest

from casework.commands import FindOfficer, NobodyReachable, OfficerReachable, OpenCase
from casework.waiting_commands import (
    JoinLine,
    KeepPlace,
    NobodyAnswered,
    PlaceKept,
    StandsInLine,
    StaysInLine,
    StillWaiting,
    TurnCame,
    TurnReached,
)
from ivr.position import Position
from ivr.questions import TURN_S
from ivr.values import Ask, Heard, HungUp, Pressed, Recorded, Silence, Started, StreamLost
from tests.ivr.talk import READY, Talk, at_code, at_confirmed, said

if TYPE_CHECKING:
    from ivr.script import Script

SECOND = StandsInLine(place=2, minutes=5)


@pytest.fixture
def waiting(talk: Talk) -> Talk:
    return talk.hear(Started(), Pressed(keys="0"), OfficerReachable(), SECOND).until("tunggu_petugas")


def test_the_place_and_the_wait_are_said_with_the_choices(waiting: Talk) -> None:
    assert "di urutan kedua. Kira-kira lima menit lagi." in waiting.words
    assert "Kami yang menelepon, tekan satu" in waiting.words


@pytest.mark.parametrize(
    ("stands", "words"),
    [
        (StandsInLine(place=1, minutes=2), "Sesudah ini giliran Bapak atau Ibu. Kira-kira dua menit lagi."),
        (StandsInLine(place=1, minutes=None), "Lamanya belum bisa kami pastikan."),
        (StandsInLine(place=11, minutes=45), "di urutan kesebelas. Kira-kira empat puluh lima menit lagi."),
    ],
)
def test_what_is_not_known_is_said_to_be_so(talk: Talk, stands: StandsInLine, words: str) -> None:
    talk.hear(Started(), Pressed(keys="0"), OfficerReachable(), stands)
    assert words in talk.words


def test_silence_asks_whether_it_is_their_turn_and_says_nothing(waiting: Talk) -> None:
    assert waiting.turn is not None
    assert isinstance(waiting.turn.wait, Ask)
    assert (waiting.turn.wait.patience_s, waiting.turn.wait.hold) == (TURN_S, True)
    for _ in range(50):
        assert waiting.hear(Silence()).turn.command == JoinLine()
        waiting.hear(StillWaiting()).until("tunggu_petugas")
        assert waiting.turn.say == ()
    waiting.hear(Silence(), TurnCame()).until("sambungkan")


@pytest.mark.parametrize("heard", [Pressed(keys="0"), said("petugas"), said("masih lama"), said("halo")])
def test_who_asks_hears_where_they_stand_as_often_as_they_like(waiting: Talk, heard: Heard) -> None:
    for _ in range(3):
        assert waiting.hear(heard).turn.command == JoinLine(tell=True)
        waiting.hear(SECOND).until("tunggu_petugas")
        assert "di urutan kedua" in waiting.words
        assert "Kami yang menelepon, tekan satu" in waiting.words
    assert waiting.hear(Silence()).turn.command == JoinLine(), "and then they only wait"


def test_a_key_without_a_meaning_gets_an_answer(waiting: Talk) -> None:
    assert waiting.hear(Pressed(keys="#")).turn.command == JoinLine(tell=True)
    told = waiting.turn.say
    waiting.hear(SECOND)
    assert [line.key for line in told] == ["tombol_lain"]
    assert "di urutan kedua" in waiting.words


@pytest.mark.parametrize("heard", [said("[unk]", 0.2), said("", 0.0)])
def test_noise_in_the_room_is_no_answer_and_gets_no_apology(waiting: Talk, heard: Heard) -> None:
    assert waiting.hear(heard).turn.command == JoinLine()
    assert waiting.hear(StillWaiting()).turn.say == ()


@pytest.mark.parametrize("heard", [Pressed(keys="5"), said("tunggu sebentar")])
def test_tunggu_does_not_stop_the_line(waiting: Talk, heard: Heard) -> None:
    waiting.hear(heard).until("tunggu_petugas")
    assert "urutan kedua" in waiting.words
    assert waiting.position.held == 0


@pytest.mark.parametrize("heard", [Pressed(keys="1"), said("hubungi saya")])
def test_a_call_back_is_asked_for_by_key_or_word(waiting: Talk, heard: Heard) -> None:
    assert waiting.hear(heard).turn.command == KeepPlace()
    waiting.hear(PlaceKept(opens_at=None))
    assert "tidak hilang" in waiting.words
    assert waiting.position.ended


def test_whose_number_cannot_be_rung_waits_on(waiting: Talk) -> None:
    waiting.hear(Pressed(keys="1"), StaysInLine())
    assert waiting.turn.command == JoinLine()
    waiting.hear(StillWaiting()).until("tunggu_petugas")


def test_a_message_or_something_else_is_a_key_away(waiting: Talk) -> None:
    other = Talk(waiting.script, position=waiting.position)
    waiting.hear(Pressed(keys="2")).until("layanan_kasus")
    other.hear(Pressed(keys="3")).until("menu")


def test_when_the_stream_breaks_they_wait_on_by_keys(waiting: Talk) -> None:
    waiting.hear(StreamLost()).until("tunggu_petugas")
    assert waiting.turn.wait.speech is None
    assert waiting.turn.wait.hold
    assert waiting.hear(HungUp()).position.ended


def test_the_next_officer_is_announced_in_other_words(waiting: Talk) -> None:
    waiting.hear(Silence(), TurnCame(again=True)).until("sambungkan")
    assert waiting.words == "Mohon tunggu. Kami hubungi petugas lain."


def test_nobody_is_left_alone_when_nobody_answers(waiting: Talk) -> None:
    waiting.hear(Silence(), NobodyAnswered()).until("tanpa_petugas")
    waiting.hear(Silence(), Silence(), Silence(), Silence())
    assert waiting.position.step == "layanan_kasus"


def test_a_service_that_was_named_is_not_asked_for_again(talk: Talk) -> None:
    talk.hear(Started(), said("syarat kartu keluarga")).until("sesudah_layanan")
    talk.hear(Pressed(keys="0"), OfficerReachable())
    assert talk.turn.command == JoinLine(service_id="kk", asked="syarat")
    talk.hear(NobodyAnswered(), Pressed(keys="2")).until("rekam")
    talk.hear(Recorded(recording_id=7, seconds=9.0))
    assert talk.turn.command == OpenCase(service_id="kk", recording_id=7)


def test_a_service_of_another_matter_does_not_come_along(talk: Talk) -> None:
    talk.hear(Started(), said("syarat kartu keluarga")).until("sesudah_layanan")
    talk.hear(Pressed(keys="2")).until("menu").hear(Pressed(keys="0"), OfficerReachable())
    assert talk.turn.command == JoinLine()


def test_an_application_that_was_found_comes_along(talk: Talk) -> None:
    at_confirmed(talk).hear(Pressed(keys="1"), READY, Pressed(keys="0"), OfficerReachable())
    assert talk.turn.command == JoinLine(service_id="ktp_hilang", code="48213096")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("empat delapan dua satu tiga nol sembilan enam petugas", "48213096"),
        ("empat delapan dua satu petugas", "4821"),
        ("empat petugas", None),
        ("petugas", None),
    ],
)
def test_petugas_in_the_same_breath_as_a_code_carries_the_digits(
    talk: Talk, words: str, code: str | None
) -> None:
    at_code(talk).hear(said(words))
    assert talk.turn.command == FindOfficer()
    assert talk.hear(OfficerReachable()).turn.command == JoinLine(code=code)


def test_a_code_that_was_begun_or_read_back_comes_along(talk: Talk) -> None:
    begun = at_code(Talk(talk.script)).hear(
        said("empat delapan dua satu"), said("petugas"), OfficerReachable()
    )
    assert begun.turn.command == JoinLine(code="4821")
    asked = at_code(talk).hear(Pressed(keys="48213096")).until("pastikan_kode")
    asked.hear(Pressed(keys="0"), NobodyReachable(opens_at=None), Pressed(keys="2"), said("kartu keluarga"))
    asked.hear(Recorded(recording_id=7, seconds=9.0))
    assert asked.turn.command == OpenCase(service_id="kk", code="48213096", recording_id=7)


def test_whoever_was_rung_back_goes_on_to_the_officer(script: "Script") -> None:
    talk = Talk(script, position=Position(start=script.call_back))
    talk.hear(Started(), Pressed(keys="1"), TurnReached(service_id="kk", code="48213096", asked=None))
    assert talk.turn.command == JoinLine(service_id="kk", code="48213096")
    talk.hear(TurnCame()).until("sambungkan")
