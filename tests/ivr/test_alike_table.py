"""What the recogniser was measured to mistake: kept in a table, and refused by the content check where it is much."""

import shutil
from pathlib import Path

import pytest

from casework.catalogue import load_catalogue
from casework.content import ContentError
from casework.words import load_words
from ivr.alike import MOST_CONFUSED, UNMEASURED
from ivr.alike_table import FILE, Confusion, load, save
from ivr.script import Script
from ivr.script_check import problems
from ivr.script_file import load_script
from ivr.together import together

CONTENT = Path(__file__).resolve().parents[2] / "content"


def measured(said: str, heard: str, share: float) -> Confusion:
    return Confusion(said=said, heard=heard, share=share, tries=18)


def test_what_is_saved_is_read_again_the_worst_first(tmp_path: Path) -> None:
    save(tmp_path / FILE, [measured("puas", "tugas", 0.1667), measured("cek", "keras", 0.5)])
    assert load(tmp_path / FILE) == {("cek", "keras"): 0.5, ("puas", "tugas"): 0.167}
    assert (tmp_path / FILE).read_text().splitlines()[1] == "cek\tkeras\t0.500\t18"


def test_nothing_measured_is_no_mistake_and_a_broken_line_is_named(tmp_path: Path) -> None:
    assert load(tmp_path / FILE) == {}
    (tmp_path / FILE).write_text("said\theard\tshare\ttries\npuas\ttugas\tsering\t18\n")
    with pytest.raises(ContentError, match=r"alike\.tsv: line 2 is broken: make the table anew"):
        load(tmp_path / FILE)


@pytest.mark.parametrize("pair", [("status", "lapor"), ("lapor", "status")])
def test_words_of_one_question_that_are_mistaken_for_one_another_are_refused(
    script: Script, pair: tuple[str, str]
) -> None:
    found = [one for one in problems(script, {pair: 0.25}) if one.startswith("langkah.menu:")]
    assert len(found) == 1
    assert f'who say "{pair[0]}", 25% were heard to say "{pair[1]}"' in found[0]
    assert "use a longer or another word" in found[0]


@pytest.mark.parametrize(
    ("pair", "share"),
    [
        (("status", "lapor"), MOST_CONFUSED),  # not often
        (("status", "cek"), 1.0),  # the same choice
        (("sulit", "kecewa"), 1.0),  # never listened for together
    ],
)
def test_what_does_no_harm_is_not_refused(script: Script, pair: tuple[str, str], share: float) -> None:
    assert list(problems(script, {pair: share})) == []


def test_the_content_check_reads_the_table_beside_the_dialogue(tmp_path: Path) -> None:
    content = shutil.copytree(CONTENT, tmp_path / "content")
    save(content / FILE, [measured("ya", "kembali", 0.2)])
    words, catalogue = load_words(content / "words.yaml", ()), load_catalogue(content / "services.yaml")
    with pytest.raises(ContentError, match=r'call\.yaml: .*: of a hundred callers who say "ya", 20%'):
        load_script(content / "call.yaml", catalogue, words)
    load_script(content / "call.yaml", catalogue, words, confused=UNMEASURED)


def test_yes_no_and_every_menu_are_looked_at(script: Script) -> None:
    places = {each.where for each in together(script)}
    assert {
        "words.yaml",
        "words.yaml: angka",
        "langkah.menu",
        "langkah.tanya_lanjut",
        "langkah.izin",
    } <= places
