"""What can be asked for at every question, by word and by key, and never in the way of an answer."""

import pytest

from casework.commands import FindOfficer
from casework.waiting_commands import JoinLine
from ivr.holding import HOLDS, MOST_WAITED
from ivr.position import Position
from ivr.script import Menu, RecordStory, Script
from ivr.universal import KEYS, NAMES
from ivr.values import Ask, Heard, Pressed, Silence
from tests.ivr.talk import Talk, at_code, at_confirmed, said


def test_every_command_has_words_and_all_but_menu_and_bantuan_a_key(script: Script) -> None:
    assert set(NAMES) == script.words.universal.keys()
    assert set(NAMES) - set(KEYS.values()) == {"menu", "bantuan"}


@pytest.mark.parametrize("slower", [Pressed(keys="7"), said("lebih pelan"), said("pelan")])
def test_pelan_says_the_same_more_slowly_and_lebih_cepat_faster(talk: Talk, slower: Heard) -> None:
    at_confirmed(talk)
    words = talk.words
    talk.hear(slower)
    assert (talk.position.pace, talk.words) == ("slow", words)
    talk.hear(slower)
    assert talk.position.pace == "slowest"
    talk.hear(said("lebih cepat"), Pressed(keys="8"), Pressed(keys="8"))
    assert (talk.position.pace, talk.words) == ("normal", words)


@pytest.mark.parametrize("louder", [Pressed(keys="6"), said("lebih keras")])
def test_lebih_keras_says_the_same_louder(talk: Talk, louder: Heard) -> None:
    at_confirmed(talk)
    words = talk.words
    talk.hear(louder)
    assert (talk.position.louder, talk.words) == (True, words)


def test_menu_leads_to_the_first_question_and_bantuan_says_the_keys(talk: Talk) -> None:
    at_confirmed(talk).hear(said("bantuan")).until("pastikan_kode")
    assert talk.keys == ["bantuan", "pastikan_kode"]
    talk.hear(said("menu")).until("menu")


def test_while_digits_are_keyed_only_star_and_a_lone_zero_are_commands(talk: Talk) -> None:
    at_code(talk).hear(Pressed(keys="05678901")).until("minta_kode")
    assert talk.keys[0] == "kode_belum_cocok"
    talk.hear(Pressed(keys="482*")).until("minta_kode")
    assert talk.keys == ["minta_kode"], "* takes the digits back"
    assert at_code(Talk(talk.script)).hear(Pressed(keys="5")).keys[0] == "kode_belum_lengkap"
    assert at_code(Talk(talk.script)).hear(Pressed(keys="0")).turn.command == FindOfficer()
    talk.hear(Pressed(keys="*")).until("menu")


def test_tunggu_waits_five_minutes_and_says_that_it_is_there(talk: Talk) -> None:
    at_code(talk).hear(said("tunggu"))
    waited = 0.0
    while talk.position.held:
        assert isinstance(talk.turn.wait, Ask)
        assert talk.turn.wait.hold
        waited += talk.turn.wait.patience_s
        talk.until("minta_kode").hear(Silence())
    assert waited == 300
    assert talk.keys == ["tunggu_habis", "bantu"], "then a person, a call-back or a message"
    assert HOLDS == 10
    talk.hear(Pressed(keys="*")).until("minta_kode")


@pytest.mark.parametrize("back", [said("sudah"), said("halo")])
def test_a_word_ends_the_waiting(talk: Talk, back: Heard) -> None:
    at_code(talk).hear(said("tunggu"), Silence(), back).until("minta_kode")
    assert talk.keys == ["minta_kode"]
    assert not talk.turn.wait.hold


def test_an_answer_ends_the_waiting_and_counts(talk: Talk) -> None:
    at_code(talk).hear(said("tunggu"), Silence(), Pressed(keys="48213096")).until("pastikan_kode")
    waiting = at_confirmed(Talk(talk.script)).hear(Pressed(keys="5"), Pressed(keys="0"))
    assert waiting.turn.command == FindOfficer()


@pytest.mark.parametrize("noise", [said("[unk]"), said("menu", 0.1), said("lanjut [unk]", 0.02)])
def test_a_noise_does_not_end_the_waiting(talk: Talk, noise: Heard) -> None:
    at_code(talk).hear(said("tunggu"), noise)
    assert talk.position.held
    assert talk.turn.say == ()


def test_digits_end_the_waiting_however_unsure(talk: Talk) -> None:
    at_code(talk).hear(said("tunggu"), said("empat delapan dua satu tiga nol sembilan enam", 0.1))
    talk.until("pastikan_kode")


def test_a_television_that_has_the_line_wait_comes_to_an_end(talk: Talk) -> None:
    at_code(talk)
    for _ in range(MOST_WAITED):
        talk.hear(said("tunggu")).until("minta_kode")
    talk.hear(said("tunggu")).until("bantu")
    assert talk.keys == ["tunggu_habis", "bantu"]
    talk.hear(said("tunggu")).until("rekam")


def test_a_wrong_key_ends_the_waiting_without_blame(talk: Talk) -> None:
    at_confirmed(talk).hear(Pressed(keys="5"), Pressed(keys="3")).until("pastikan_kode")
    assert talk.keys == ["pastikan_kode"]
    assert talk.position.tries == 0


def test_a_person_can_be_asked_for_at_every_question(script: Script) -> None:
    for name, step in script.steps.items():
        if not hasattr(step, "prompt") or isinstance(step, RecordStory):
            continue
        codes = {"kode": "48213096", "kode_depan": "4821", "tempat": "menyebutkan kode"}
        here = Position(step=name, trail=("menu", name), answers=codes)
        for heard in (said("petugas"), Pressed(keys="0")):
            asked = Talk(script, here).hear(heard).turn.command
            waits = isinstance(step, Menu) and step.waiting
            assert asked == (JoinLine(code="48213096", tell=True) if waits else FindOfficer()), name
