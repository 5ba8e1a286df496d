"""`python app.py doctor` finds what is wrong, says what to do, and shows nobody's data. Every fault is real."""

import resource
import shutil
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import text

from app import main
from casework.contacts import contact_for
from commands import database_of
from config import ROOT, Settings
from models import Database, new_key
from operations import (
    doctor,
    doctor_carriers,
    doctor_clock,
    doctor_content,
    doctor_data,
    doctor_disk,
    doctor_reach,
    doctor_sound,
)
from operations.backup_names import name_of
from operations.finding import Finding, Level, run
from tests.line import Line, a_free_port, settings_for

PHONE = "+6281234567890"


@pytest.fixture
def settings(tmp_path: Path, empty_file: Path) -> Settings:
    """An installation with one citizen."""
    found = settings_for(tmp_path, voice="robot")
    shutil.copy(empty_file, tmp_path / "line.sqlite3")
    database = database_of(found)
    with database.write() as session:
        contact_for(session, database.vault, PHONE, at=datetime.now(UTC))
    database.close()
    return found


@contextmanager
def peer(status: int, headers: dict[str, str] | None = None) -> Iterator[str]:
    """A server that always answers this."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def levels(findings: Iterable[Finding]) -> list[Level]:
    return [one.level for one in findings]


def said(findings: Iterable[Finding]) -> str:
    return "\n".join(one.line("id") for one in findings)


def test_a_running_line_is_well(line: Line) -> None:
    found = list(doctor_reach.public_address(line.settings))
    found += doctor_data.database(line.settings)
    found += doctor_clock.clock(line.settings)
    assert set(levels(found)) == {Level.FINE}, said(found)


def test_all_is_said_in_both_languages_and_shows_nobody(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in settings.model_dump(exclude_none=True).items():
        joined = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
        monkeypatch.setenv(f"SUARA_{name.upper()}", joined)
    assert main(["doctor"]) == 1
    indonesian = capsys.readouterr().out
    assert main(["doctor", "--lang", "en"]) == 1
    english = capsys.readouterr().out
    assert indonesian.count("SALAH") == english.count("WRONG") > 1
    assert "Layanan: tidak menjawab di" in indonesian
    assert "Begin with the first WRONG line." in english
    for secret in (PHONE, PHONE[1:], settings.keys[0], settings.twilio_auth_tokens[0], settings.index_key):
        assert secret not in indonesian + english


def test_settings_that_are_refused_are_told_first(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SUARA_BASE_URL", "suara.example.go.id/")
    assert main(["doctor"]) == 1
    assert "SALAH" in (out := capsys.readouterr().out)
    assert "var/settings.env" in out


def test_a_database_is_whole_and_its_keys_open_it(settings: Settings) -> None:
    assert levels(doctor_data.database(settings)) == [Level.FINE, Level.FINE]


@pytest.mark.parametrize(
    ("name", "told"), [("keys", "SUARA_KEYS tidak membuka"), ("index_key", "SUARA_INDEX_KEY")]
)
def test_wrong_keys_are_found(settings: Settings, name: str, told: str) -> None:
    changed = settings.model_copy(update={name: (new_key(),) if name == "keys" else new_key()})
    found = list(doctor_data.database(changed))
    assert levels(found) == [Level.FINE, Level.WRONG]
    assert told in said(found)


def test_a_missing_database_is_not_made(tmp_path: Path) -> None:
    found = list(doctor_data.database(settings_for(tmp_path)))
    assert "app.py migrate" in said(found)
    assert not (tmp_path / "line.sqlite3").exists()


def test_a_newer_database_is_refused(settings: Settings) -> None:
    here = database_of(settings)
    with here.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    here.close()
    assert "lebih baru" in said(doctor_data.database(settings))


def test_a_damaged_database_is_found(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "line.sqlite3"
    content = bytearray(file.read_bytes())
    content[-len(content) // 2 :] = b"\x55" * (len(content) // 2)
    file.write_bytes(content)
    found = list(doctor_data.database(settings))
    assert levels(found)[-1] is Level.WRONG
    assert "app.py restore" in said(found)


def test_a_database_server_that_is_away_is_found(settings: Settings) -> None:
    away = settings.model_copy(
        update={"database_url": f"postgresql+psycopg://suara@127.0.0.1:{a_free_port()}/suara"}
    )
    assert "PostgreSQL berjalan" in said(doctor_data.database(away))


def test_a_folder_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    assert levels(doctor_disk.folder(tmp_path)) == [Level.FINE]
    (tmp_path / "file").write_text("")
    assert levels(doctor_disk.folder(tmp_path / "file")) == [Level.WRONG]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16 * 1024, hard))
    try:
        found = list(doctor_disk.folder(tmp_path))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert levels(found) == [Level.WRONG]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_room_on_the_disk(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    assert levels(doctor_disk.space(tmp_path / "not" / "there", least=2 * free)) == [Level.WRONG]
    assert levels(doctor_disk.space(tmp_path, least=0, little=2 * free)) == [Level.CARE]
    assert levels(doctor_disk.space(tmp_path, least=0, little=0)) == [Level.FINE]


@pytest.mark.parametrize(("hours", "level"), [(3, Level.FINE), (30, Level.CARE), (100, Level.WRONG)])
def test_the_age_of_backups(tmp_path: Path, hours: int, level: Level) -> None:
    now = datetime.now(UTC)
    assert levels(doctor_disk.backups(tmp_path)) == [Level.WRONG]
    (tmp_path / name_of(now - timedelta(hours=hours))).touch()
    (tmp_path / f"{name_of(now)}.part").touch()
    assert levels(doctor_disk.backups(tmp_path, now=now)) == [level]
    assert levels(doctor_disk.backups(None)) == [Level.CARE]


def test_the_recogniser_and_the_voice_hear_each_other(settings: Settings) -> None:
    found = [*doctor_sound.model(settings), *doctor_sound.voice(settings)]
    assert levels(found) == [Level.FINE, Level.FINE], said(found)


def test_a_missing_model_and_a_missing_voice_are_found(settings: Settings, tmp_path: Path) -> None:
    without = settings.model_copy(update={"model_dir": tmp_path / "none", "voice": "sari"})
    assert "speech/model" in said(doctor_sound.model(without))
    found = list(doctor_sound.voice(without))
    assert levels(found) == [Level.CARE, Level.CARE]
    assert "voice install" in said(found)


def test_content_that_cannot_be_used_is_named(settings: Settings, tmp_path: Path) -> None:
    assert levels(doctor_content.content(settings)) == [Level.FINE]
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / "content" / "mpp.yaml").write_text("nama: [")
    broken = settings.model_copy(update={"content_dir": tmp_path / "content"})
    found = list(doctor_content.content(broken))
    assert levels(found) == [Level.WRONG]
    assert "mpp.yaml" in said(found)


@pytest.mark.parametrize(
    ("status", "level"), [(200, Level.FINE), (401, Level.WRONG), (503, Level.CARE), (0, Level.WRONG)]
)
def test_carriers_are_asked_for_nothing_that_costs(tmp_path: Path, status: int, level: Level) -> None:
    def found_at(address: str) -> list[Finding]:
        return list(
            doctor_carriers.carriers(
                settings_for(
                    tmp_path, twilio_api=address, text_carriers="twilio,kannel", kannel_api=f"{address}/sendsms",
                    kannel_user="suara", kannel_password="sandi", kannel_secret="rahasia-kannel-untuk-uji",
                    call_carrier="asterisk", asterisk_ari=f"{address}/ari",
                )
            )
        )  # fmt: skip

    if status == 0:
        found = found_at(f"http://127.0.0.1:{a_free_port()}")
    else:
        with peer(status) as address:
            found = found_at(address)
    assert levels(found) == [level] * 3, said(found)


def test_the_way_to_an_smpp_carrier_and_a_modem(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        here = settings_for(
            tmp_path, text_carriers="smpp,gammu", smpp_host="127.0.0.1", smpp_port=port, smpp_user="suara",
            smpp_password="sandi", gammu_database=f"sqlite:///{tmp_path / 'smsd.db'}",
        )  # fmt: skip
        found = list(doctor_carriers.carriers(here))
    assert levels(found) == [Level.WRONG, Level.FINE, Level.WRONG][-len(found) :], said(found)
    assert levels(doctor_carriers.carriers(here))[-2:] == [Level.WRONG, Level.WRONG]


@pytest.mark.parametrize(
    ("seconds", "level"), [(0, Level.FINE), (-60, Level.CARE), (60, Level.CARE), (-3600, Level.WRONG)]
)
def test_the_clock_is_held_against_the_carriers(tmp_path: Path, seconds: int, level: Level) -> None:
    theirs = datetime.now(UTC) + timedelta(seconds=seconds)
    with peer(200, {"Date": format_datetime(theirs, usegmt=True)}) as address:
        assert levels(doctor_clock.clock(settings_for(tmp_path, twilio_api=address))) == [level]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_the_clock_is_held_against_the_databases(database: Database) -> None:
    ahead = doctor_clock.databases(database, now=datetime.now(UTC) - timedelta(hours=1))
    assert not ahead if database.embedded else ahead[0] > timedelta(minutes=59)


def test_what_answers_at_the_public_address_must_be_this_line(line: Line) -> None:
    def at(base_url: str) -> str:
        return said(doctor_reach.public_address(line.settings.model_copy(update={"base_url": base_url})))

    with peer(200) as address:
        assert "bukan layanan ini" in at(address)
    with peer(502) as address:
        assert "sampai ke nginx" in at(address)
    assert "tidak dapat dihubungi" in at(f"http://127.0.0.1:{a_free_port()}")


def test_a_check_that_breaks_is_a_finding_too() -> None:
    def broken() -> Iterator[Finding]:
        raise KeyError("0812")

    found = run(doctor.SETTINGS, broken)
    assert levels(found) == [Level.WRONG]
    assert "0812" not in said(found)
