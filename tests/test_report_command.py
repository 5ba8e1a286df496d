"""`python app.py report`: the numbers of a month on the terminal and as files."""

from argparse import Namespace
from datetime import date
from pathlib import Path

import pytest

import report_commands
from app import parser
from casework.contacts import contact_for
from commands import database_of
from config import Settings, read_settings
from migrate import migrate
from models import new_key
from tests.casework.reports import happened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    given = read_settings(
        _env_file=None, environment="development", keys=new_key(), index_key=new_key(), var_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path}/suara.sqlite3", twilio_account_sid="AC" + "1" * 32,
        twilio_auth_tokens="2" * 32, line_number="+622150001234",
    )  # fmt: skip
    database = database_of(given)
    migrate(database)
    with database.write() as session:
        for n in range(6):
            contact = contact_for(session, database.vault, f"08123456000{n}", at=happened.AT)
            happened.call(session, contact)
    database.close()
    return given


def test_the_month_is_printed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert report_commands.show(Namespace(month=date(2026, 11, 1), csv=None), settings) == 0
    told = capsys.readouterr().out
    assert "November 2026" in told
    assert "Tombol saja" in told
    assert "100 %" in told


def test_files_are_written_into_a_folder(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "laporan" / "november"
    assert report_commands.show(Namespace(month=date(2026, 11, 1), csv=folder), settings) == 0
    assert (folder / "saluran.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "Telepon,6,0,6"
    assert (folder / "laporan.xlsx").read_bytes().startswith(b"PK")
    blocked = tmp_path / "berkas"
    blocked.touch()
    assert report_commands.show(Namespace(month=date(2026, 11, 1), csv=blocked), settings) == 1


def test_what_is_no_month_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert parser().parse_args(["report", "--month", "2026-11"]).month == date(2026, 11, 1)
    with pytest.raises(SystemExit):
        parser().parse_args(["report", "--month", "november"])
    assert "like 2026-11" in capsys.readouterr().err
