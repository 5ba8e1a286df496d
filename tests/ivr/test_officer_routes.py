"""The webhooks of an officer's telephone: only a real ring of this caller is briefed, and only key 1 connects."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ivr.turns import begin_call
from models import Officer, WaitingCaller, WaitingState
from speech import audio
from tests.ivr.carrier import Carrier
from tests.line import Line

NUMBER = "+6281290001111"


@pytest.fixture
def ring(line: Line, carrier: Carrier) -> str:
    """The token of a ring for the call of `carrier`."""
    at = datetime.now(UTC)
    with line.database.write() as session:
        call = begin_call(session, line.here.office, provider_id=carrier.sid, caller="081234500001", at=at)
        officer = session.scalars(select(Officer)).first()
        assert officer is not None
        token = f"{call.id:032x}"
        session.add(
            WaitingCaller(call_id=call.id, contact_id=call.contact_id, service_id="kk", since=at, seen_at=at,
                          state=WaitingState.RINGING, officer_id=officer.id, ring_token=token, rung_at=at)
        )  # fmt: skip
    return token


def state(line: Line, token: str) -> WaitingState:
    with line.database.read() as session:
        return session.scalars(select(WaitingCaller).where(WaitingCaller.ring_token == token)).one().state


def officers_form(carrier: Carrier, **fields: str) -> dict[str, str]:
    return carrier.form(CallSid="CA" + "9" * 32, To=NUMBER, ParentCallSid=carrier.sid) | fields


def test_the_briefing_is_played_and_key_one_connects(line: Line, carrier: Carrier, ring: str) -> None:
    twiml = carrier.post(f"/ivr/officer/briefed?r={ring}", officers_form(carrier)).text
    assert f"/ivr/officer/briefing/{ring}.wav" in twiml
    sound = carrier.client.get(f"/ivr/officer/briefing/{ring}.wav")
    assert sound.headers["cache-control"] == "private, no-store"
    assert 1 < audio.seconds(audio.read_wav(sound.content)) <= 8
    for _ in range(2):
        answer = carrier.post(f"/ivr/officer/answered?r={ring}", officers_form(carrier, Digits="1"))
        assert "Hangup" not in answer.text
    assert state(line, ring) is WaitingState.CONNECTED
    assert carrier.client.get(f"/ivr/officer/briefing/{ring}.wav").status_code == 404


@pytest.mark.parametrize("digits", ["2", "", "11", "#"])
def test_another_key_connects_nobody(line: Line, carrier: Carrier, ring: str, digits: str) -> None:
    answer = carrier.post(f"/ivr/officer/answered?r={ring}", officers_form(carrier, Digits=digits))
    assert "<Hangup" in answer.text
    assert state(line, ring) is WaitingState.RINGING


@pytest.mark.parametrize("path", ["briefed", "answered"])
def test_a_ring_for_another_caller_is_hung_up(line: Line, carrier: Carrier, ring: str, path: str) -> None:
    form = officers_form(carrier, ParentCallSid="CA" + "8" * 32, Digits="1")
    assert "<Hangup" in carrier.post(f"/ivr/officer/{path}?r={ring}", form).text
    assert state(line, ring) is WaitingState.RINGING


@pytest.mark.parametrize("path", ["briefed", "answered"])
def test_a_ring_that_nobody_knows_is_hung_up(carrier: Carrier, path: str) -> None:
    form = officers_form(carrier, Digits="1")
    assert "<Hangup" in carrier.post(f"/ivr/officer/{path}?r={'f' * 32}", form).text
    assert carrier.client.get(f"/ivr/officer/briefing/{'f' * 32}.wav").status_code == 404


@pytest.mark.parametrize("path", ["briefed", "answered"])
def test_without_the_carriers_signature_nothing_happens(
    line: Line, carrier: Carrier, ring: str, path: str
) -> None:
    form = officers_form(carrier, Digits="1")
    assert carrier.post(f"/ivr/officer/{path}?r={ring}", form, signature="AAAA").status_code == 403
    assert state(line, ring) is WaitingState.RINGING
