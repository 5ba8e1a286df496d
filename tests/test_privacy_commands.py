"""`python app.py keys` and `privacy`, as a person at the terminal meets them."""

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import parser
from casework import purge
from casework.office import Office
from commands import database_of
from config import Settings, SettingsError
from models import Database, PrivacyRequest, Purged, RequestKind, new_key
from tests.casework.told import LONG_AGO, NUMBER, STORY, Told, a_told_case
from tests.line import settings_for
from work import keep_of

Run = Callable[..., tuple[int, str, str]]
KEYS, INDEX = new_key(), new_key()


def settings_of(folder: Path, **more: str) -> Settings:
    address = f"sqlite:///{folder / 'line.sqlite3'}"
    return settings_for(folder, database_url=address, **{"keys": KEYS, "index_key": INDEX, **more})


@pytest.fixture
def run(tmp_path: Path, empty_file: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    shutil.copy(empty_file, tmp_path / "line.sqlite3")

    def run(*arguments: str, **more: str) -> tuple[int, str, str]:
        args = parser().parse_args(list(arguments))
        code = args.run(args, settings_of(tmp_path, **more))
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def told(run: Run, tmp_path: Path, shipped: Office) -> Told:
    database = database_of(settings_of(tmp_path))
    office = replace(shipped, vault=database.vault, recordings=tmp_path / "recordings")
    kept = a_told_case(database, office)
    database.close()
    return kept


def test_an_old_key_goes_once_everything_is_sealed_with_the_new_one(run: Run, told: Told) -> None:
    newer = new_key()
    code, out, _ = run("keys", "status", keys=f"{newer},{KEYS}")
    assert code == 0
    assert "Next: python app.py keys rotate" in out
    code, out, err = run("keys", "rotate", keys=f"{newer},{KEYS}")
    assert (code, err) == (0, "")
    assert "cases: 1 sealed with the newest key" in out
    assert "may be taken out of SUARA_KEYS" in run("keys", "status", keys=f"{newer},{KEYS}")[1]
    assert run("keys", "status", keys=newer)[0] == 0
    code, _, err = run("keys", "status", keys=KEYS)
    assert code == 2
    assert "MISSING" in err
    assert run("keys", "rotate", keys=KEYS)[0] == 2, "what no key opens is told"


def test_an_older_index_key_is_named_until_nothing_needs_it(run: Run, told: Told) -> None:
    both = f"{new_key()},{INDEX}"
    assert "1 numbers have an older index" in run("keys", "status", index_key=both)[1]
    assert "1 indexes are written anew" in run("keys", "rotate", "--index", index_key=both)[1]
    out = run("keys", "status", index_key=both)[1]
    assert "older index:" not in out
    assert "leave that one in SUARA_INDEX_KEY" in out


def test_an_export_is_a_new_file_for_this_user_only(
    run: Run, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "data.txt"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NUMBER}\n"))
    assert run("privacy", "export", "-", "--to", str(file))[0] == 0
    assert STORY in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o600
    assert run("privacy", "export", NUMBER, "--to", str(file))[0] == 1, "nothing is written over"
    code, _, err = run("privacy", "export", "081300000000", "--to", str(tmp_path / "other.txt"))
    assert code == 1
    assert "tidak ada data" in err
    assert not (tmp_path / "other.txt").exists()


def test_the_report_tells_what_is_kept_and_what_went(run: Run, tmp_path: Path) -> None:
    database: Database = database_of(settings_of(tmp_path))
    with database.write() as session:
        for name, count in (("sms", 4), (purge.ALL, 4)):
            session.add(Purged(at=datetime(2026, 11, 24, 1, tzinfo=UTC), data_class=name, count=count))
    database.close()
    code, out, _ = run("privacy", "report", keep_days="sms=200")
    assert code == 0
    assert "sms\t200 hari" in out
    assert "kasus\t730 hari" in out
    assert "2026-11-24 01:00 UTC\t4\n    sms\t4" in out


def test_days_that_cannot_be_keep_the_line_from_starting(tmp_path: Path, shipped: Office) -> None:
    with pytest.raises(SettingsError, match="SUARA_KEEP_DAYS"):
        keep_of(settings_of(tmp_path, keep_days="sms=1"), shipped)


def test_late_requests_are_an_exit_code(run: Run, told: Told, tmp_path: Path) -> None:
    assert run("privacy", "requests")[0] == 0
    database: Database = database_of(settings_of(tmp_path))
    with database.write() as session:
        at = datetime.now(UTC) - timedelta(days=4)
        session.add(
            PrivacyRequest(contact_id=told.contact, kind=RequestKind.ACCESS, asked="Minta salinan.",
                           identity="KTP dilihat.", officer_id=told.officer, received_at=at,
                           due_at=at + timedelta(days=3))
        )  # fmt: skip
    database.close()
    code, out, _ = run("privacy", "requests")
    assert code == 2
    assert "TERLAMBAT" in out
    assert "Minta" not in out, "no words of anybody"


def test_the_draft_of_a_breach_covers_whole_days(run: Run, told: Told) -> None:
    day = f"{LONG_AGO:%Y-%m-%d}"
    code, out, _ = run("privacy", "breach", "--from", day, "--to", day)
    assert code == 0
    assert "Kasus yang dibuka dalam waktu ini: 1" in out
    assert NUMBER not in out
    later = run("privacy", "breach", "--from", "2025-01-01", "--to", "2025-01-02T10:00")
    assert "Kasus yang dibuka dalam waktu ini: 0" in later[1]
