"""Regional words for yes and no: at every question that can be answered by yes or no, in every region that ships."""

from pathlib import Path

import pytest

from casework.catalogue import load_catalogue
from casework.words import load_words
from ivr.position import Position
from ivr.questions import wait_for
from ivr.script import AskFreely, Menu, Script, YesNo
from ivr.script_file import load_script
from ivr.standing import answered
from ivr.values import Ask, Started
from speech.grammar import expected
from tests.ivr.talk import Talk, said

CONTENT = Path(__file__).resolve().parents[2] / "content"
REGIONS = ("jawa", "sunda", "betawi", "minang", "bugis_makassar", "banjar", "bali")


def in_region(region: str) -> Script:
    words = load_words(CONTENT / "words.yaml", (region,))
    return load_script(CONTENT / "call.yaml", load_catalogue(CONTENT / "services.yaml"), words)


@pytest.fixture(scope="module")
def javanese() -> Script:
    return in_region("jawa")


def broken_off(script: Script) -> Talk:
    """A call that comes back a moment after another broke off at `minta_kode`."""
    unfinished = {"step": "minta_kode", "answers": {}, "trail": ["menu", "minta_kode"]}
    return Talk(script).hear(Started(unfinished=unfinished)).until("tanya_lanjut")


def heard_at(script: Script, name: str) -> set[str]:
    """Everything that the recogniser expects at this step."""
    position = answered(Position(step=name), kode="48213096", layanan="ktp_hilang")
    wait = wait_for(script, position)
    assert isinstance(wait, Ask)
    assert wait.speech is not None
    return set(expected(wait.speech) or ())


@pytest.mark.parametrize(
    ("word", "step"), [("inggih", "minta_kode"), ("leres", "minta_kode"), ("mboten", "menu")]
)
def test_going_on_is_answered_in_javanese(javanese: Script, word: str, step: str) -> None:
    broken_off(javanese).hear(said(word)).until(step)


def test_where_javanese_is_not_switched_on_nobody_guesses(script: Script) -> None:
    broken_off(script).hear(said("mboten")).until("tanya_lanjut")


@pytest.mark.parametrize("word", ["enggih", "enggak", "nggak"])
def test_what_sounds_like_yes_and_no_is_asked_for_by_key(javanese: Script, word: str) -> None:
    talk = broken_off(javanese).hear(said(word)).until("tanya_lanjut")
    assert talk.keys[0] == "pakai_satu_dua"
    assert word in heard_at(javanese, "tanya_lanjut")


def test_the_keys_one_and_two_are_named_only_where_they_are_yes_and_no(javanese: Script) -> None:
    talk = Talk(javanese, position=Position(step="sesudah_layanan", answers={"layanan": "ktp_hilang"}))
    assert talk.hear(said("enggak")).until("sesudah_layanan").keys[0] == "kurang_jelas"


@pytest.mark.parametrize("region", REGIONS)
def test_every_question_with_yes_or_no_knows_the_words_of_the_region(region: str) -> None:
    script = in_region(region)
    asked = 0
    for name, step in script.steps.items():
        for word, regional in (("ya", script.words.regional_yes), ("tidak", script.words.regional_no)):
            menu = isinstance(step, Menu | AskFreely) and any(word in one.words for one in step.choices)
            if menu or isinstance(step, YesNo):
                asked += 1
                assert regional
                assert regional | script.words.unsure <= heard_at(script, name), (name, word)
    assert asked > 10
