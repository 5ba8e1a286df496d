"""`python app.py add-officer`, `officer` and `audit verify`, as a person at the terminal meets them."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text

import commands
from app import parser
from config import Settings
from models import Officer
from tests.casework.quick_passwords import hash_quickly
from tests.line import settings_for

Run = Callable[..., tuple[int, str, str]]
PASSWORD = "melati-putih-7"


@pytest.fixture
def settings(tmp_path: Path, empty_file: Path) -> Settings:
    """An installation whose database is migrated already."""
    return settings_for(
        tmp_path, database_url=f"sqlite:///{shutil.copy(empty_file, tmp_path / 'line.sqlite3')}"
    )


@pytest.fixture
def run(settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    hash_quickly(monkeypatch)

    def run(*arguments: str, typed: str = PASSWORD) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        args = parser().parse_args(list(arguments))
        code = args.run(args, settings)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def officer(settings: Settings, username: str) -> Officer:
    database = commands.database_of(settings)
    with database.read() as session:
        found = session.scalars(select(Officer).where(Officer.username == username)).one()
    database.close()
    return found


def test_the_first_officer_administers_and_later_ones_have_a_counter(run: Run, settings: Settings) -> None:
    assert run("add-officer", "siti", "Siti Contoh")[0] == 0
    assert officer(settings, "siti").roles == ["supervisor", "administrator"]
    code, _, err = run("add-officer", "budi", "Budi Contoh")
    assert code == 1
    assert "loket" in err
    assert run("add-officer", "budi", "Budi Contoh", "--counter", "Dukcapil")[0] == 0
    budi = officer(settings, "budi")
    assert (budi.roles, budi.counters, budi.must_change) == (["officer"], ["Dukcapil"], False)


@pytest.mark.parametrize(
    ("more", "typed"),
    [
        (("--role", "auditor", "--role", "officer"), PASSWORD),
        (("--role", "officer", "--counter", "Loket Hantu"), PASSWORD),
        (("--role", "auditor"), "pendek"),
    ],
)
def test_what_is_refused_is_told_in_a_sentence(run: Run, more: tuple[str, ...], typed: str) -> None:
    code, out, err = run("add-officer", "rina", "Rina", *more, typed=typed)
    assert (code, out) == (1, "")
    assert err.startswith("SuaraMPP: ")


def test_roles_and_counters_are_set_and_the_last_administrator_stays(run: Run, settings: Settings) -> None:
    run("add-officer", "siti", "Siti Contoh")
    code, _, err = run("officer", "siti", "--role", "officer", "--counter", "Dukcapil")
    assert code == 1
    assert "Harus ada satu pengelola" in err
    assert officer(settings, "siti").counters == []
    run("add-officer", "bos", "Bos Contoh", "--role", "administrator")
    assert run("officer", "siti", "--role", "officer", "--counter", "Dukcapil")[0] == 0
    assert officer(settings, "siti").roles == ["officer"]


def test_who_is_locked_out_of_everything_is_helped_at_the_terminal(run: Run, settings: Settings) -> None:
    run("add-officer", "siti", "Siti Contoh")
    before = officer(settings, "siti").password_hash
    code, out, _ = run("officer", "siti", "--new-password", "--no-second-factor")
    assert code == 0
    assert "password for one signing in: " in out
    after = officer(settings, "siti")
    assert after.must_change
    assert after.password_hash != before


def test_the_log_is_verified_and_who_changed_it_is_found_out(run: Run, settings: Settings) -> None:
    run("add-officer", "siti", "Siti Contoh")
    run("officer", "siti", "--new-password")
    code, out, _ = run("audit", "verify")
    assert code == 0
    assert "2 entries" in out
    head = out.split()[-1]
    assert run("audit", "verify", "--since", head)[0] == 0
    database = commands.database_of(settings)
    with database.write() as session:
        for statement in (
            "DROP TRIGGER audit_entries_no_delete",
            "DELETE FROM audit_entries WHERE number = 2",
        ):
            session.execute(text(statement))
    assert run("audit", "verify")[0] == 0  # a chain does not know that its end was cut off
    code, _, err = run("audit", "verify", "--since", head)
    assert code == 2
    assert "tampered" in err
    with database.write() as session:
        session.execute(text("DROP TRIGGER audit_entries_no_update"))
        session.execute(text("UPDATE audit_entries SET deed = 'signed_in'"))
    database.close()
    assert run("audit", "verify")[0] == 2


@pytest.mark.parametrize("wrong", ["5", "x:y", "5:abc", ""])
def test_a_head_is_written_as_it_was_printed(run: Run, wrong: str) -> None:
    with pytest.raises(SystemExit):
        run("audit", "verify", "--since", wrong)
