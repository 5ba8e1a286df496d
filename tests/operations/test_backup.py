"""A backup gives everything back on both databases, is opened by nobody else, and replaces nothing by mistake."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app import main
from casework import audit, recordings
from casework.contacts import contact_for
from casework.demo import load_demo
from casework.office import Office
from commands import database_of
from config import Settings
from migrate import migrate
from models import Contact, Database, Deed, Recording, new_key
from operations.backup import back_up, prove
from operations.backup_data import CannotBackUp, has_data
from operations.restore import WouldLose, restore
from operations.sealed_file import CannotOpen, Opening
from tests import postgresql
from tests.line import Line, settings_for

PHONE, STORY = "+6281234567890", b"RIFF cerita contoh" * 1000


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path, empty_file: Path) -> Iterator[Settings]:
    """An installation with citizens and a recording."""
    found = settings_for(tmp_path / "var")
    (tmp_path / "var").mkdir()
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_server")
        found = found.model_copy(update={"database_url": url})
        with closing(database_of(found)) as database:
            postgresql.empty(database)
    else:
        shutil.copy(empty_file, tmp_path / "var" / "line.sqlite3")
    yield found
    if request.param == "postgresql":  # the next test expects the tables
        with closing(database_of(found)) as database:
            migrate(database)


@pytest.fixture
def database(settings: Settings, shipped: Office) -> Iterator[Database]:
    database, at = database_of(settings), datetime.now(UTC)
    with database.write() as session:
        load_demo(session, database.vault, password="rahasia-contoh-123", at=at)
        contact = contact_for(session, database.vault, PHONE, at=at)
        call_id = session.execute(
            text("INSERT INTO calls (provider_id, contact_id, started_at, turn, streamed) "
                 "VALUES ('CA1', :c, :at, 0, false) RETURNING id"), {"c": contact.id, "at": at},
        ).scalar_one()  # fmt: skip
        recordings.keep(session, settings.var_dir / "recordings",
                        call_id=call_id, wav=STORY, seconds=2, at=at)  # fmt: skip
    yield database
    database.close()


def wreck(settings: Settings, database: Database) -> None:
    """All is lost."""
    shutil.rmtree(settings.var_dir)
    if not database.embedded:
        with database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))


def triggers(database: Database) -> int:
    """How many guards of history the database has."""
    known = (
        "sqlite_master WHERE type = 'trigger'" if database.embedded else "pg_trigger WHERE NOT tgisinternal"
    )
    with database.read() as session:
        return int(session.scalar(text(f"SELECT count(*) FROM {known}")))  # noqa: S608


def test_all_comes_back_after_a_loss(settings: Settings, database: Database, tmp_path: Path) -> None:
    guarded = triggers(database)
    made = back_up(settings, database, tmp_path / "cadangan")
    assert made.restored
    assert [path.name for path in (tmp_path / "cadangan").iterdir()] == [made.file.name]
    content = made.file.read_bytes()
    assert b"contacts" not in content
    wreck(settings, database)
    found = restore(settings, database, made.file, force=False)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == made.manifest.rows["contacts"] > 0
        assert PHONE in [contact.phone for contact in session.scalars(select(Contact))]
        kept = session.scalars(select(Recording)).one()
        assert recordings.sound(kept, settings.var_dir / "recordings", database.vault) == STORY
    assert (found.beside / "content" / "call.yaml").is_file()
    assert "SUARA_KEYS" not in "".join(path.read_text() for path in found.beside.glob("*.env"))
    assert triggers(database) == guarded > 0


def test_data_is_replaced_only_when_forced(settings: Settings, database: Database, tmp_path: Path) -> None:
    made = back_up(settings, database, tmp_path / "cadangan")
    with database.write() as session:
        contact_for(session, database.vault, "+6281234567891", at=datetime.now(UTC))
    assert has_data(database)
    with pytest.raises(WouldLose, match="--force"):
        restore(settings, database, made.file, force=False)
    found = restore(settings, database, made.file, force=True)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == made.manifest.rows["contacts"]
    assert (settings.var_dir / f"recordings{found.aside}").is_dir()
    assert (settings.var_dir / f"line.sqlite3{found.aside}").is_file() == database.embedded


def test_a_backup_of_a_newer_release_is_refused_and_changes_nothing(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    with database.write() as session:
        before = session.scalar(text("SELECT version_num FROM alembic_version"))
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    made = back_up(settings, database, tmp_path / "cadangan")
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": before})
    with pytest.raises(CannotBackUp, match="newer release"):
        restore(settings, database, made.file, force=True)
    with database.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == before


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
class TestOnSqlite:
    def test_it_is_taken_while_the_line_writes(
        self, settings: Settings, database: Database, tmp_path: Path
    ) -> None:
        stop, written = threading.Event(), []

        def write() -> None:
            while not stop.is_set():
                with database.write() as session:
                    contact_for(session, database.vault, f"+628121{len(written):07}", at=datetime.now(UTC))
                written.append(1)

        writing = threading.Thread(target=write)
        writing.start()
        try:
            made = [back_up(settings, database, tmp_path / str(number)) for number in range(2)]
        finally:
            stop.set()
            writing.join()
        assert made[0].manifest.rows["contacts"] < made[1].manifest.rows["contacts"] <= len(written) + 50

    @pytest.mark.parametrize(
        "harm",
        [lambda b: b[:-1], lambda b: b[: len(b) // 2], lambda b: b[:900] + bytes([b[900] ^ 1]) + b[901:],
         lambda b: b + b"x", lambda b: b"x" + b, lambda b: b.replace(b'"made": "2', b'"made": "3')],
    )  # fmt: skip
    def test_what_was_changed_does_not_open(
        self, settings: Settings, database: Database, tmp_path: Path, harm: Callable[[bytes], bytes]
    ) -> None:
        made = back_up(settings, database, tmp_path / "cadangan")
        made.file.write_bytes(harm(made.file.read_bytes()))
        with pytest.raises(CannotOpen):
            prove(database, made.file)

    def test_other_keys_do_not_open_it_and_kept_older_ones_do(
        self, settings: Settings, database: Database, tmp_path: Path
    ) -> None:
        made = back_up(settings, database, tmp_path / "cadangan")
        others = database_of(settings.model_copy(update={"keys": (new_key(),)}))
        with made.file.open("rb") as file, pytest.raises(CannotOpen, match="other keys"):
            Opening(file, others.vault)
        others.close()
        rotated = database_of(settings.model_copy(update={"keys": (new_key(), *settings.keys)}))
        assert prove(rotated, made.file)
        rotated.close()

    def test_a_damaged_database_is_not_taken_for_a_backup(
        self, settings: Settings, database: Database, tmp_path: Path
    ) -> None:
        with closing(sqlite3.connect(settings.var_dir / "line.sqlite3")) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        file = settings.var_dir / "line.sqlite3"
        content = bytearray(file.read_bytes())
        content[len(content) // 2 :] = b"\x55" * (len(content) - len(content) // 2)
        file.write_bytes(content)
        with pytest.raises(CannotBackUp, match="damaged"):
            back_up(settings, database, tmp_path / "cadangan")
        assert list((tmp_path / "cadangan").iterdir()) == []

    def test_the_commands(
        self, settings: Settings, database: Database, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        for name, value in settings.model_dump(exclude_none=True).items():
            joined = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
            monkeypatch.setenv(f"SUARA_{name.upper()}", joined)
        folder = tmp_path / "cadangan"
        monkeypatch.setenv("SUARA_BACKUP_PASSPHRASE", "terlalu pendek")
        assert main(["backup", str(folder), "--with-keys"]) == 1
        monkeypatch.setenv("SUARA_BACKUP_PASSPHRASE", "lima kata yang mudah diingat")
        folder.mkdir()
        (folder / "suarampp-20200101-000000.cadangan").touch()
        assert main(["backup", str(folder), "--with-keys", "--keep", "1"]) == 0
        (file,) = folder.iterdir()
        assert "proven" in capsys.readouterr().out
        with database.read() as session:
            assert [entry.deed for entry in audit.entries(session)] == [Deed.BACKED_UP]
        assert main(["restore", str(file), "--show-keys"]) == 0
        assert f"SUARA_INDEX_KEY={settings.index_key}" in capsys.readouterr().out
        monkeypatch.setenv("SUARA_BACKUP_PASSPHRASE", "lima kata yang salah semua")
        assert main(["restore", str(file), "--show-keys"]) == 1
        assert main(["restore", str(file)]) == 1
        assert "--force" in capsys.readouterr().err
        assert main(["restore", str(file), "--force"]) == 0
        assert "app.py doctor" in capsys.readouterr().out
        assert main(["restore", str(tmp_path / "none"), "--force"]) == 1


def test_a_running_line_is_not_overwritten(line: Line, tmp_path: Path) -> None:
    with pytest.raises(CannotBackUp, match="stop the line"):
        restore(line.settings, line.database, tmp_path / "any", force=True)
