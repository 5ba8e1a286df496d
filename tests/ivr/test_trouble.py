"""What a broken webhook of a call leads to: to wait a moment, or to the counter when nothing can be kept."""

import errno
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from casework.office import Office
from deps import Services
from ivr.script import Script
from ivr.trouble import GoElsewhere, Wait, cannot_keep, cannot_keep_words, what_to_do
from models import Call, Database, Recording
from tests.ivr.carrier import Carrier
from tests.line import Line

FULL = OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
AWAY = OperationalError("SELECT", {}, sqlite3.OperationalError("connection refused"))


@pytest.mark.parametrize(
    "error",
    [
        FULL,
        OperationalError("", {}, sqlite3.OperationalError("attempt to write a readonly database")),
        OperationalError("", {}, sqlite3.OperationalError("disk I/O error")),
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EROFS, "Read-only file system"),
    ],
)
def test_a_full_disk_is_not_waited_for(error: Exception) -> None:
    assert cannot_keep(error)
    assert what_to_do(error, again=None, path="/ivr/answer", query={}) == GoElsewhere(full=True)
    wrapped = RuntimeError("could not")
    wrapped.__cause__ = error
    assert cannot_keep(wrapped)


def test_what_may_be_back_is_asked_three_times_each_later() -> None:
    asked, query = [], {"turn": "3"}
    while isinstance(found := what_to_do(AWAY, again=None, path="/ivr/dialled", query=query), Wait):
        asked.append(found)
        query["coba"] = found.path.rpartition("=")[2]
    assert [one.path for one in asked] == [f"/ivr/dialled?turn=3&coba={tries}" for tries in (1, 2, 3)]
    assert [one.pause_s for one in asked] == sorted({one.pause_s for one in asked})
    assert found == GoElsewhere(full=False)


@pytest.mark.parametrize("tried", ["3", "99", "-1", "x", "1" * 400])
def test_whatever_stands_in_the_address_it_ends(tried: str) -> None:
    assert what_to_do(AWAY, again=None, path="/ivr/answer", query={"coba": tried}) == GoElsewhere(full=False)


def test_other_addresses_are_not_asked_again() -> None:
    found = what_to_do(AWAY, again=None, path="/ivr/officer/briefed", query={"r": "token"})
    assert found == GoElsewhere(full=False)


def test_the_address_and_when_it_opens_are_said(script: Script, shipped: Office) -> None:
    night, noon = datetime(2026, 11, 24, 20, tzinfo=UTC), datetime(2026, 11, 24, 4, tzinfo=UTC)
    closed, opened = (cannot_keep_words(script, shipped.mpp, at) for at in (night, noon))
    assert "Jalan Melati" in closed
    assert "Rabu 25 November pukul 08.00" in closed
    assert "Kantor sedang buka" in opened
    never = cannot_keep_words(script, replace(shipped.mpp, hours={}, special={}), night)
    assert "Jalan Melati" in never


@pytest.fixture
def breaks(line: Line, monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception | None], None]:
    """Makes every write of the running line fail with this error, or lets it write again."""
    write = Database.write

    def change(error: Exception | None) -> None:
        def failing(self: Database, **more: bool) -> object:
            if error is not None and self is line.database:
                raise error
            return write(self, **more)

        monkeypatch.setattr(Database, "write", failing)

    return change


def test_a_caller_waits_for_a_database_that_is_away_and_goes_on(
    carrier: Carrier, breaks: Callable[[Exception | None], None]
) -> None:
    breaks(AWAY)
    asked = carrier.post("/ivr/answer")
    assert asked.status_code == 200
    assert "/ivr/answer?coba=1" in asked.text
    assert "Mohon tunggu" in asked.text
    breaks(None)
    assert "<Stream" in carrier.post("/ivr/answer?coba=1").text


def test_a_caller_of_a_line_that_can_keep_nothing_is_told_where_to_go(
    carrier: Carrier, breaks: Callable[[Exception | None], None]
) -> None:
    breaks(FULL)
    told = carrier.post("/ivr/answer").text
    assert "belum bisa kami simpan" in told
    assert "<Hangup" in told


def test_keys_that_met_a_trouble_are_in_no_address(
    carrier: Carrier, breaks: Callable[[Exception | None], None]
) -> None:
    carrier.post("/ivr/answer")
    carrier.post("/ivr/continue")
    breaks(AWAY)
    asked = carrier.post("/ivr/keys?turn=1", Digits="48213096").text
    assert "/ivr/continue?coba=1" in asked
    assert "4821" not in asked


def test_a_recording_that_met_a_trouble_is_told_again_once(
    carrier: Carrier, breaks: Callable[[Exception | None], None]
) -> None:
    """The carrier tells its address only once; it comes back in ours."""
    carrier.post("/ivr/answer")
    carrier.post("/ivr/continue")
    for turn, keys in enumerate(("3", "2", "1", "1"), 1):
        carrier.post(f"/ivr/keys?turn={turn}", Digits=keys)
    here: Services = carrier.line.here
    url = f"{here.settings.twilio_api}/recordings/RE{'7' * 32}"
    breaks(AWAY)
    asked = carrier.post("/ivr/recorded?turn=5", RecordingUrl=url, RecordingDuration="9").text
    breaks(None)
    again = asked.partition('<Redirect method="POST">')[2].partition("</Redirect>")[0].replace("&amp;", "&")
    path = again.removeprefix(here.settings.base_url)
    carrier.post(path)
    carrier.post(path)
    with here.database.read() as session:
        kept = session.scalars(select(Recording).join(Call).where(Call.provider_id == carrier.sid)).all()
        assert [(one.provider_url, one.seconds) for one in kept] == [(url, 9.0)]
