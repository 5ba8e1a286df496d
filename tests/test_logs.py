"""Logs hold no people, even where somebody forgot the rule."""

import contextlib
import json
from datetime import UTC, datetime

import pytest
import structlog

from casework import purge
from casework.office import Office
from casework.retention import USUAL
from logs import redact, set_up
from models import Database
from tests.casework.told import HEARD, NOTE, NUMBER, SMS, STORY, a_told_case
from tests.sms.citizen import Citizen


@pytest.mark.parametrize(
    "value",
    ["+6281234567890", "0812-3456-7890", "kode 4821 3096 salah", "NIK 3273010190000001", "62 812 3456 7890"],
)
def test_what_looks_like_a_number_of_a_person_is_masked(value: str) -> None:
    shown = redact(None, "info", {"event": "x", "value": value})["value"]
    assert "[angka]" in shown
    assert not any(part in shown for part in ("3456", "3096", "3273"))


def test_ids_times_and_short_numbers_stay() -> None:
    event = {"event": "call", "call": 48213096, "timestamp": "2026-11-24T09:00:00.123456Z", "status": "200"}
    assert redact(None, "info", dict(event)) == event


def test_production_writes_one_json_line_an_event_with_the_net_in_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        set_up(production=True)
        structlog.get_logger().info("forgot the rule", text="hubungi 081234567890")
    finally:
        set_up(production=False)
    written = capsys.readouterr()
    assert written.out == "", "what a command prints must not be mixed with what is logged"
    line = json.loads(written.err)
    assert line["event"] == "forgot the rule"
    assert line["level"] == "info"
    assert line["text"] == "hubungi [angka]"


def test_what_a_citizen_says_and_writes_is_in_no_log(
    database: Database, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    written = "dompet saya jatuh di pasar, NIK 3273010190000009"
    try:
        set_up(production=True)
        a_told_case(database, office)
        citizen = Citizen(database, office, "+6281388880000")
        citizen.text(f"LAPOR {written}")
        citizen.text("STATUS 4821 3096")
        purge.forget_all(database, office, {**USUAL, "rekaman": 1}, at=datetime.now(UTC))
        structlog.get_logger().info("done")
    finally:
        set_up(production=False)
    logged = capsys.readouterr().err
    assert '"done"' in logged
    for secret in (
        NUMBER,
        NUMBER[3:],
        "81388880000",
        "3273010190000009",
        "48213096",
        STORY,
        NOTE,
        SMS,
        written,
    ):
        assert secret not in logged, secret
    assert HEARD not in logged


def test_a_log_that_cannot_be_written_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk must not be the next trouble of whoever writes down a trouble."""
    with open("/dev/full", "w", buffering=1) as full:
        try:
            with monkeypatch.context() as patched:
                patched.setattr("sys.stderr", full)
                set_up(production=True)
                structlog.get_logger().error("the disk is full")
        finally:
            set_up(production=False)
            with contextlib.suppress(OSError):
                full.flush()
            with contextlib.suppress(OSError):
                full.close()
