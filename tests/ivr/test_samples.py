"""Sample lines for listening to the voice: none is left out, and all can be read."""

from dataclasses import replace
from pathlib import Path

import pytest

from ivr.lines import OF_ANSWERS, text
from ivr.samples import ANSWERS, every_line, sections
from ivr.script import Script
from ivr.voice_page import write_voice_page
from ivr.voices import Places
from speech import audio, reading
from speech.reading import leftovers
from speech.voices import ROBOT, VoiceError


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(voices=tmp_path / "voices", bank=tmp_path / "bank", studio=tmp_path / "studio")


def test_every_line_is_there_in_the_order_of_the_file(script: Script) -> None:
    assert list(dict.fromkeys(said.key for said in every_line(script))) == list(script.lines)


def test_every_value_that_a_line_may_name_has_an_example() -> None:
    assert all(set(answers) | {"kurang"} == OF_ANSWERS for answers in ANSWERS)


def test_no_line_is_left_with_a_hole_or_a_sign_that_cannot_be_said(script: Script) -> None:
    for said in every_line(script, services=5):
        spoken = text(script, said)
        assert spoken
        assert not leftovers(spoken), said.key


def test_every_service_is_named_with_its_requirements(script: Script) -> None:
    said = [text(script, each) for each in every_line(script) if each.key == "layanan_syarat"]
    services = [one for group in script.catalogue.groups for one in script.catalogue.of_group(group.id)]
    for service, spoken in zip(services, said, strict=True):
        assert spoken.startswith(f"Untuk {reading.spoken(service.spoken, script.words.pronunciation)}, ")
        assert spoken.count(".") >= len(service.requirements)
    fewer = [each for each in every_line(script, services=2) if each.key == "layanan_syarat"]
    assert len(fewer) == 2


def test_the_page_has_the_forms_of_a_question_together_and_nothing_twice(script: Script) -> None:
    found = {section.title: section for section in sections(script)}
    assert [line.name for line in found["Menu"].lines] == ["menu", "menu_singkat", "menu_tombol"]
    for section in found.values():
        spoken = [line.spoken for line in section.lines]
        assert len(set(spoken)) == len(spoken)


def test_values_are_read_as_the_line_reads_them(script: Script) -> None:
    found = {section.title: section for section in sections(script)}
    assert found["Contoh: uang"].lines[0].spoken == "lima belas ribu rupiah."
    assert found["Contoh: kata serapan"].lines[0].written == "Lewat website, email, atau WhatsApp."


def test_the_page_is_written_in_a_real_voice(script: Script, places: Places, tmp_path: Path) -> None:
    short = replace(script, lines={key: script.lines[key] for key in ("salam", "bantu")})
    page = write_voice_page(tmp_path / "page", short, places, [ROBOT])
    lines = [line for section in sections(short) for line in section.lines]
    sounds = sorted(page.parent.glob("suara/*.wav"))
    assert len(sounds) == len(lines)
    assert f"Dibaca: {lines[-1].spoken}" in page.read_text(encoding="utf-8")
    for sound in sounds:
        end = audio.read_wav(sound.read_bytes())[-audio.RATE // 2 :]
        assert audio.rms(audio.decode(end)) > 0.01, "no pause after the last phrase"


def test_a_voice_that_is_not_installed_is_named(script: Script, places: Places, tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="sari"):
        write_voice_page(tmp_path / "page", script, places, ["sari"])
