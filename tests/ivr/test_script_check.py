"""What the content check refuses in a dialogue, each with the step and what to do; and what a drawing of it shows."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from casework.words import load_words
from ivr import alike
from ivr.position import Position
from ivr.script import Choice, Do, Menu, Result, Say, Script, Step
from ivr.script_check import problems
from ivr.script_graph import drawing, placed
from ivr.script_length import LONGEST_S, questions, seconds
from ivr.script_length import problems as too_long
from ivr.standing import prompt
from speech import voices
from speech.voicebank import Voicebank

CONTENT = Path(__file__).resolve().parents[2] / "content"


def with_steps(script: Script, **steps: Step) -> Script:
    return replace(script, steps={**script.steps, **steps})


def menu(script: Script, *choices: Choice) -> Menu:
    found = script.steps["bantu"]
    assert isinstance(found, Menu)
    return replace(found, choices=choices)


def choice(key: str, *words: str, then: str = "rekam") -> Choice:
    return Choice(key=key, words=words, then=then)


def test_the_content_that_ships_is_good(script: Script) -> None:
    assert list(problems(script)) == []


def test_a_step_that_nothing_leads_to_is_refused(script: Script) -> None:
    found = list(problems(with_steps(script, pulau=Say(lines=("pamit",), then="menu"))))
    assert found == ["langkah.pulau cannot be reached; take it out or let a step lead to it"]


def test_a_circle_without_a_way_out_to_a_person_is_refused(script: Script) -> None:
    around = {
        "jelaskan": Say(lines=("pamit",), then="putar"),
        "putar": Say(lines=("pamit",), then="jelaskan"),
    }
    found = list(problems(with_steps(script, **around)))
    assert {line.split()[0] for line in found} == {"langkah.jelaskan", "langkah.putar"}
    assert all("no way out to a person" in line and "petugas" in line for line in found)


@pytest.mark.parametrize("form", ["bantu", "bantu_singkat", "bantu_tombol"])
def test_a_question_without_its_forms_for_silence_and_misunderstanding_is_refused(
    script: Script, form: str
) -> None:
    lines = {key: line for key, line in script.lines.items() if key != form}
    assert f"langkah.bantu says {form}, which is not among ucapan" in list(
        problems(replace(script, lines=lines))
    )


@pytest.mark.parametrize("key", ["0", "5", "7", "9", "*", "12"])
def test_a_key_that_means_something_everywhere_is_no_choice(script: Script, key: str) -> None:
    bad = menu(script, choice("1", "bicara"), choice(key, "rekam"))
    assert any("langkah.bantu uses the keys" in one for one in problems(with_steps(script, bantu=bad)))


def test_a_word_that_hides_a_universal_command_is_refused(script: Script) -> None:
    bad = menu(script, choice("1", "tunggu"), choice("2", "rekam"))
    found = list(problems(with_steps(script, bantu=bad)))
    assert any('langkah.bantu uses "tunggu"' in one and "use another word" in one for one in found)


@pytest.mark.parametrize("words", [("pesan", "lebih pelan"), ("pesan", "besan"), ("kirim", "girim")])
def test_words_that_sound_alike_are_refused(script: Script, words: tuple[str, str]) -> None:
    bad = menu(script, choice("1", words[0]), choice("2", words[1]))
    found = [one for one in problems(with_steps(script, bantu=bad)) if "sound alike" in one]
    assert found
    assert all(one.startswith("langkah.bantu") for one in found)


def test_a_word_for_two_choices_is_refused(script: Script) -> None:
    bad = menu(script, choice("1", "rekam"), choice("2", "rekam"))
    assert any('"rekam" for two choices' in one for one in problems(with_steps(script, bantu=bad)))


def test_a_regional_word_that_means_a_command_or_sounds_like_the_opposite_is_refused(script: Script) -> None:
    words = replace(script.words, yes=script.words.yes | {"sebentar"})
    assert any('"sebentar" means ya or tidak' in one for one in problems(replace(script, words=words)))
    words = replace(script.words, yes=script.words.yes | {"indak"}, no=script.words.no | {"endak"})
    assert any('"endak" and "indak" sound alike' in one for one in problems(replace(script, words=words)))


@pytest.mark.parametrize(("word", "digit"), [("salapan", "sembilan"), ("sato", "dua")])
def test_a_regional_digit_that_sounds_like_another_is_refused(script: Script, word: str, digit: str) -> None:
    found = list(problems(replace(script, words=replace(script.words, digits={word: digit}))))
    assert any("words.yaml: angka" in one and f'"{word}"' in one for one in found)


@pytest.mark.parametrize("region", ["jawa", "sunda", "betawi", "minang", "bugis_makassar", "banjar", "bali"])
def test_every_region_of_the_content_that_ships_can_be_switched_on(script: Script, region: str) -> None:
    words = load_words(CONTENT / "words.yaml", (region,))
    assert list(problems(replace(script, words=words))) == []


def test_a_missing_universal_command_is_refused(script: Script) -> None:
    universal = {name: words for name, words in script.words.universal.items() if name != "tunggu"}
    found = list(problems(replace(script, words=replace(script.words, universal=universal))))
    assert "words.yaml: perintah.tunggu is missing: give at least one word for it" in found


def test_a_group_of_more_services_than_keys_is_refused(script: Script) -> None:
    services = tuple(replace(one, group="ktp") for one in script.catalogue.services)
    found = list(problems(replace(script, catalogue=replace(script.catalogue, services=services))))
    assert any("kelompok.ktp has 24 services" in one for one in found)


def test_a_command_without_a_way_on_for_an_outcome_is_refused(script: Script) -> None:
    bad = Do(command="cari_jam", results={"buka": Result(lines=(), then="menu")})
    assert any("langkah.jam must have exactly" in one for one in problems(with_steps(script, jam=bad)))


@pytest.mark.parametrize("step", ["sambungkan", "lanjut_tadi", "cari", "pamit"])
def test_a_place_where_nothing_is_asked_is_refused(script: Script, step: str) -> None:
    found = list(problems(replace(script, places={**script.places, step: "menunggu"})))
    assert found == [f"tempat.{step} asks nothing, so no call breaks off there: remove it"]


def test_what_is_offered_for_a_shared_name_is_timed_too(script: Script) -> None:
    offered = {where: lines for where, lines in questions(script) if where.startswith("ucapan.maksud_mana")}
    assert len(offered['ucapan.maksud_mana (services.yaml: "katepe")']) == 4
    assert len(offered['ucapan.maksud_mana (services.yaml: "bpjs")']) == 4, (
        "the question, two, and the way out"
    )


@pytest.mark.parametrize(("tries", "form"), [(0, ""), (2, "_singkat"), (3, "_tombol")])
@pytest.mark.parametrize("step", ["pilih_layanan", "layanan_kasus"])
def test_a_question_is_timed_with_the_keys_that_are_said_with_it(
    script: Script, step: str, tries: int, form: str
) -> None:
    timed = dict(questions(script))
    assert timed[f"ucapan.{step}{form} (langkah.{step})"] == prompt(script, Position(step=step, tries=tries))


def test_confusable_words() -> None:
    assert alike.confusable("pelan", "pesan")
    assert alike.confusable("kurang jelas", "kurang keras")
    assert not alike.confusable("ya", "tidak")
    assert not alike.confusable("status", "syarat")


def test_a_question_that_is_too_long_is_refused_by_its_name(script: Script, tmp_path: Path) -> None:
    bank = Voicebank(tmp_path, voices.opened("robot", tmp_path))
    try:
        short = replace(
            script, steps={"bantu": script.steps["bantu"]}, catalogue=replace(script.catalogue, groups=())
        )
        assert list(too_long(short, bank)) == []
        lines = {**script.lines, "bantu_singkat": script.lines["bantu"] * 3}
        found = list(too_long(replace(short, lines=lines), bank))
        assert len(found) == 1
        assert found[0].startswith("ucapan.bantu_singkat (langkah.bantu) lasts ")
        first = next(lines for where, lines in questions(script) if where == "ucapan.menu (langkah.menu)")
        assert 4 < seconds(script, bank, first) < LONGEST_S
    finally:
        bank.close()


def test_the_drawing_shows_every_step_apart_from_the_others(script: Script) -> None:
    svg = ElementTree.fromstring(drawing(script))  # noqa: S314  (our own)
    titles = "\n".join(one.text or "" for one in svg.iter("{http://www.w3.org/2000/svg}title"))
    for name in script.steps:
        assert re.search(rf"^{name}: ", titles, re.M), name
    places = [(box.x, box.y) for box in placed(script).values()]
    assert len(set(places)) == len(places) == len(script.steps)


@pytest.mark.parametrize(
    "line",
    [
        "Kode {kode Anda.",
        "Kode } Anda.",
        "Kode {} Anda.",
        "Kode {0} Anda.",
        "{kode!r}",
        "{kode:>999999}",
        "{kode.x}",
    ],
)
def test_a_brace_out_of_place_is_said_and_breaks_nothing(script: Script, line: str) -> None:
    """Found by bench/fuzz.py: one stroke too many ended the check with a trace."""
    (found,) = problems(replace(script, lines={**script.lines, "pamit": line}))
    assert found.startswith("ucapan.pamit: a ")
