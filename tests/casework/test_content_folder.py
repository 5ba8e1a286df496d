"""The content that ships, with the editors' changes put into a copy of it."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from casework.content_folder import Shipped, left_over, open_shipped, written
from models import Vault, new_key
from published import read
from tests.conftest import ROOT

MENU = "call.yaml:ucapan/salam"
FEE = "services.yaml:layanan/ktp_hilang/biaya/tulis"


@pytest.fixture(scope="module")
def shipped() -> Shipped:
    return open_shipped(ROOT / "content")


def test_every_value_of_every_sheet_is_there_and_goes_back_as_it_was(
    shipped: Shipped, tmp_path: Path
) -> None:
    everything = {key: shipped.original(key) for key in shipped.fields}
    assert len(everything) > 500
    folder = written(ROOT / "content", everything, tmp_path)
    for file in ("call.yaml", "texts.yaml", "services.yaml", "mpp.yaml"):
        yaml = YAML(typ="safe", pure=True)
        assert yaml.load(folder / file) == yaml.load(ROOT / "content" / file), file


def test_a_change_is_in_the_copy_and_the_line_can_read_it(tmp_path: Path) -> None:
    folder = written(ROOT / "content", {MENU: "Selamat datang.", FEE: "Rp 0"}, tmp_path / "content")
    content = read(folder, Vault(keys=(new_key(),), index_key=new_key()), tmp_path)
    assert content.script.lines["salam"] == "Selamat datang."
    assert content.office.catalogue.get("ktp_hilang").fee.text == "Rp 0"
    assert "# Data MPP ini" in (folder / "mpp.yaml").read_text(encoding="utf-8")


def test_the_same_changes_are_written_once(tmp_path: Path) -> None:
    first = written(ROOT / "content", {FEE: "Rp 0"}, tmp_path)
    stamp = (first / "services.yaml").stat().st_mtime_ns
    assert written(ROOT / "content", {FEE: "Rp 0"}, tmp_path) == first
    assert (first / "services.yaml").stat().st_mtime_ns == stamp
    assert written(ROOT / "content", {FEE: "Rp 1"}, tmp_path) != first


def test_a_value_that_a_release_took_away_is_left_out(shipped: Shipped, tmp_path: Path) -> None:
    edits = {"services.yaml:layanan/telegram/nama": "Telegram", FEE: "Rp 0"}
    assert left_over(shipped, edits) == ["services.yaml:layanan/telegram/nama"]
    folder = written(ROOT / "content", edits, tmp_path)
    assert "Telegram" not in (folder / "services.yaml").read_text(encoding="utf-8")
    assert "Rp 0" in (folder / "services.yaml").read_text(encoding="utf-8")
