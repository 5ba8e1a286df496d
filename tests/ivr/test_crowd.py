"""A full machine steps back in order: keys only, then an offer to ring back, never a dead line; and says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx2
import pytest
from sqlalchemy import select

from casework.office import Office
from ivr.asterisk_calls import open_call
from ivr.crowd import Level, level
from ivr.position import load
from ivr.script import Script
from ivr.values import Pressed, Started
from models import Call, CallBack, Database
from speech.workload import Workload
from tests.ivr.carrier import Carrier
from tests.line import Line


def test_it_steps_back_in_order() -> None:
    workload = Workload(most_calls=1, cores=1)
    assert level(workload, streams=0, most_streams=None) is Level.ALL
    workload.admit()
    assert level(workload, streams=1, most_streams=None) is Level.KEYS
    assert level(workload, streams=2, most_streams=None) is Level.CALL_BACK, "twice as many as can be heard"
    assert level(workload, streams=1, most_streams=1) is Level.CALL_BACK
    workload.leave()
    assert level(workload, streams=0, most_streams=None) is Level.ALL
    workload.close()


@contextmanager
def crowded(line: Line, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No further stream finds room in the running line."""
    with monkeypatch.context() as patched:
        patched.setattr(type(line.here.stopping), "calls", property(lambda _: 10_000))
        yield


def test_who_finds_no_room_is_rung_back(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    line = carrier.line
    with crowded(line, monkeypatch):
        health = httpx2.get(f"{line.settings.base_url}/health", trust_env=False).json()
        assert (health["status"], health["new_calls"]) == ("ok", "call_back")
        heard = carrier.post("/ivr/answer").text
        assert "<Gather" in heard
        assert "<Stream" not in heard
        assert carrier.post("/ivr/answer").text == heard, "told twice, offered once"
    pressed = carrier.post("/ivr/keys?turn=1", Digits="1").text
    assert "<Hangup" in pressed or "<Gather" in pressed
    with line.database.read() as session:
        call = session.scalars(select(Call).where(Call.provider_id == carrier.sid)).one()
        turns = [turn.said for turn in call.turns or ()]
        assert "banyak sekali yang menelepon" in turns[0]
        assert session.scalar(select(CallBack.id).where(CallBack.contact_id == call.contact_id)) is not None
    assert httpx2.get(f"{line.settings.base_url}/health", trust_env=False).json()["new_calls"] == "all"


def test_or_leaves_a_message(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    with crowded(carrier.line, monkeypatch):
        carrier.post("/ivr/answer")
    carrier.post("/ivr/keys?turn=1", Digits="2")
    carrier.post("/ivr/keys?turn=2", Digits="1")
    assert "<Record" in carrier.post("/ivr/keys?turn=3", Digits="1").text


def test_a_call_that_has_begun_keeps_its_place(carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    carrier.post("/ivr/answer")
    first = carrier.post("/ivr/continue").text
    with crowded(carrier.line, monkeypatch):
        assert carrier.post("/ivr/answer").text == first


def test_through_asterisk_the_call_begins_with_the_offer(
    database: Database, office: Office, script: Script
) -> None:
    at = datetime.now(UTC)
    opened = open_call(
        database, office, script, call_id="pbx-42.1", caller="081298700421", at=at, crowded=True
    )
    assert opened is not None
    opened.store.take(Started(speech=False))
    with database.read() as session:
        call = session.get_one(Call, opened.store.call_id)
        assert load(call.position).step == "ramai_pilih"
    opened.store.take(Pressed(keys="1"))
    with database.read() as session:
        assert session.scalar(select(CallBack.id)) is not None
