"""A day's numbers: kept of real turns, drawn on the dialogue, and printed by the command line."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app import main
from casework import call_ways
from casework.call_ways import START, AtStep, How, Numbers, Way
from casework.office import Office
from installation import write_settings
from ivr.graph_numbers import THICK, THIN
from ivr.script import Script
from ivr.script_graph import drawing
from ivr.turns import begin_call, end_call, take_turn
from ivr.values import Heard, Pressed, Silence, Started
from models import Database
from tests.ivr.talk import said
from tests.line import Line

AT = datetime(2026, 11, 23, 5, tzinfo=UTC)
DAY = date(2026, 11, 23)
CALLS: tuple[tuple[Heard, ...], ...] = (
    (said("status"), said("rhubarb", 0.1), Silence()),
    (Pressed(keys="1"), Pressed(keys="48213096"), Pressed(keys="1")),
    (Silence(), Silence(), Silence(), Silence()),
    (said("petugas"),),
)


def took_calls(database: Database, office: Office, script: Script) -> Numbers:
    with database.write() as session:
        for number, heard in enumerate(CALLS):
            call = begin_call(
                session, office, provider_id=f"CA{number}", caller=f"08123456780{number}", at=AT
            )
            for one in (Started(), *heard):
                take_turn(session, office, script, call, one, at=AT)
            end_call(session, office, script, call, at=AT)
    with database.read() as session:
        return call_ways.of_day(session, office.mpp, DAY)


@pytest.fixture
def numbers(database: Database, office: Office, script: Script) -> Numbers:
    return took_calls(database, office, script)


def test_every_step_and_way_of_a_call_is_kept(numbers: Numbers) -> None:
    assert numbers.calls == 4
    assert numbers.along(START, "salam") == numbers.along("awal", "menu") == 4
    assert numbers.ways["menu", "cek_milik"] == Way(calls=2, by={How.KEY: 1, How.SPEECH: 1})
    assert numbers.along("cari", "kode_lagi") == 1, "what casework answered is a way too"
    assert numbers.ways["menu", "bantu"].by == {How.SILENCE: 1}
    assert numbers.along("menu", "petugas") == 1, "also what can be asked for everywhere"
    assert numbers.at("menu") == AtStep(calls=4, silent=4)
    assert numbers.at("minta_kode") == AtStep(calls=2, unclear=1, silent=1, hung_up=1)
    assert numbers.at("bantu").hung_up == 1


def test_the_drawing_tells_them_on_the_arrows_and_in_the_steps(script: Script, numbers: Numbers) -> None:
    svg = drawing(script, numbers)
    assert "Percakapan telepon, Senin, 23 November 2026: 4 panggilan</title>" in svg
    assert 'role="img" aria-labelledby="judul-gambar uraian-gambar"' in svg
    assert re.search(r"<desc id=\"uraian-gambar\">[^<]*berapa panggilan melewatinya", svg)
    assert ">1 · 2</text>" in svg, "two went from the menu by what key 1 stands for"
    assert ">2 panggilan</text>" in svg
    assert ">1 tidak paham · 1 diam · 1 tutup</text>" in svg
    widths = {float(width) for width in re.findall(r'stroke="#888" stroke-width="([\d.]+)"', svg)}
    assert (min(widths), max(widths)) == (THIN, THICK)


def test_a_day_without_calls_is_the_plain_drawing_with_its_day(script: Script) -> None:
    svg = drawing(script, Numbers(day=DAY))
    assert "0 panggilan" in svg
    assert " · " not in svg
    assert {float(width) for width in re.findall(r'stroke="#888" stroke-width="([\d.]+)"', svg)} == {THIN}


def test_the_running_line_hands_its_own_dialogue_to_the_console(line: Line) -> None:
    svg = line.here.draw_dialogue(Numbers(day=DAY))
    assert all(f">{name}</text>" in svg for name in line.here.phone.script.steps)


def test_the_command_draws_the_numbers_of_a_day(
    database: Database, office: Office, script: Script, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    took_calls(database, office, script)
    write_settings(tmp_path)
    for line in (tmp_path / "settings.env").read_text().splitlines()[1:]:
        monkeypatch.setenv(*line.split("=", 1))
    monkeypatch.setenv("SUARA_DATABASE_URL", str(database.engine.url))
    file = tmp_path / "dialogue.svg"
    assert main(["script", "--graph", str(file), "--numbers", "2026-11-23"]) == 0
    assert "with 4 calls of 2026-11-23" in capsys.readouterr().out
    assert "4 panggilan" in file.read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["script", "--graph", str(file), "--numbers", "kemarin"])
