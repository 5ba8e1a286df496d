"""The adapter of Twilio's Calls API against the simulated carrier on a real socket, and against none at all."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn

from config import Settings
from ivr.calling import Forgotten, Found, NoAnswer, Placed, Refused, State
from ivr.twilio_calling import TwilioCalling
from simulator.carrier import Carrier
from simulator.mailbox import BROKEN, BROKEN_AFTER_ACCEPTING, TOO_MANY, Fault
from simulator.outgoing import Does, Handset
from simulator.routes import create_carrier_app
from simulator.settings import SimulatorSettings
from tests.line import a_free_port, settings_for

TO, TOKEN = "+6281234567890", "ab" * 16


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_for(tmp_path_factory.mktemp("calling"), miskol_number="+622150001235")


@pytest.fixture(scope="module")
def carrier(settings: Settings) -> Iterator[Carrier]:
    """The carrier alone: the line that it would ask does not run, so that every answered call ends at once."""
    simulated = SimulatorSettings(
        base_url=settings.base_url,
        ws_url=settings.stream_url.removesuffix("/ivr/stream"),
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_tokens[0],
        line_number=settings.line_number,
    )
    app = create_carrier_app(simulated)
    server = uvicorn.Server(uvicorn.Config(app, port=settings.port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield app.state.carrier
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def calling(carrier: Carrier, settings: Settings) -> TwilioCalling:
    return TwilioCalling(settings, timeout_s=1)


def test_a_call_is_placed_with_everything_that_twilio_wants(
    calling: TwilioCalling, carrier: Carrier, settings: Settings
) -> None:
    placed = calling.place(TO, TOKEN)
    assert isinstance(placed, Placed)
    call = carrier.switchboard.calls(TO)[-1]
    base = f"{settings.base_url}/ivr/out"
    assert placed.provider_id == call.sid
    assert {name: list(values) for name, values in call.form.items()} == {
        "To": [TO],
        "From": [settings.line_number],
        "Url": [f"{base}/answer?t={TOKEN}"],
        "Method": ["POST"],
        "StatusCallback": [f"{base}/status?t={TOKEN}"],
        "StatusCallbackEvent": ["completed"],
        "StatusCallbackMethod": ["POST"],
        "Timeout": ["30"],
        "TimeLimit": ["1800"],
        "MachineDetection": ["Enable"],
        "AsyncAmd": ["true"],
        "AsyncAmdStatusCallback": [f"{base}/machine?t={TOKEN}"],
        "AsyncAmdStatusCallbackMethod": ["POST"],
    }


@pytest.mark.parametrize(
    "number", ["+6512345678", "+628091234567", "+62868123456", "112", "", "+622150001234", "+622150001235"]
)
def test_dear_foreign_and_our_own_numbers_never_reach_the_carrier(
    calling: TwilioCalling, carrier: Carrier, number: str
) -> None:
    assert calling.place(number, TOKEN) == Refused(error="number", permanent=True)
    assert carrier.switchboard.calls(number) == []


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (TOO_MANY, Refused(error="20429", permanent=False)),
        (Fault(code=20003, http_status=401), Refused(error="20003", permanent=False)),
        (Fault(code=21215), Refused(error="21215", permanent=True)),
        (Fault(code=32205), Refused(error="32205", permanent=True)),
        (Fault(code=99999), Refused(error="99999", permanent=False)),
        (BROKEN, NoAnswer()),
    ],
)
def test_a_refusal_is_for_now_or_for_good(
    calling: TwilioCalling, carrier: Carrier, fault: Fault, expected: Refused | NoAnswer
) -> None:
    carrier.switchboard.fail(TO, fault)
    before = len(carrier.switchboard.calls(TO))
    assert calling.place(TO, TOKEN) == expected
    assert len(carrier.switchboard.calls(TO)) == before


@pytest.mark.parametrize("fault", [BROKEN_AFTER_ACCEPTING, Fault(slow_s=1.5)])
def test_a_stumbling_or_slow_carrier_may_ring_and_is_asked_once(
    calling: TwilioCalling, carrier: Carrier, fault: Fault
) -> None:
    to = f"+62812345678{10 + bool(fault.slow_s)}"
    carrier.switchboard.fail(to, fault)
    at = datetime.now(UTC)
    assert calling.place(to, TOKEN) == NoAnswer()
    [rung] = carrier.switchboard.calls(to)
    assert calling.find(to, TOKEN, at) == Found(provider_ids=(rung.sid,))
    assert calling.find(to, TOKEN, at + timedelta(hours=1)) == Found(provider_ids=())
    assert calling.find("+6281234567899", TOKEN, at) == Found(provider_ids=())


def test_how_a_call_ended_can_be_asked(calling: TwilioCalling, carrier: Carrier) -> None:
    carrier.switchboard.hold("+6281234567820", Handset(does=Does.DECLINE))
    placed = calling.place("+6281234567820", TOKEN)
    assert isinstance(placed, Placed)
    until = time.monotonic() + 5
    while calling.state(placed.provider_id) != State(status="busy"):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert calling.state("CA" + "0" * 32) == Forgotten()
    assert calling.state("asterisk-1") == NoAnswer(), "a call of another carrier"
    assert calling.hang_up(placed.provider_id)
    assert not calling.hang_up("CA" + "0" * 32)


def test_a_wrong_token_is_refused_for_now(carrier: Carrier, settings: Settings) -> None:
    wrong = settings.model_copy(update={"twilio_auth_tokens": ("x" * 32,)})
    stranger = TwilioCalling(wrong)
    assert stranger.place(TO, TOKEN) == Refused(error="20003", permanent=False)
    assert stranger.find(TO, TOKEN, datetime.now(UTC)) == NoAnswer()
    assert stranger.state("CA" + "0" * 32) == NoAnswer()


def test_a_carrier_that_is_not_there_rings_nobody(tmp_path: Path) -> None:
    nowhere = TwilioCalling(settings_for(tmp_path, twilio_api=f"http://127.0.0.1:{a_free_port()}"))
    assert nowhere.place(TO, TOKEN) == Refused(error="unreachable", permanent=False)
    assert nowhere.find(TO, TOKEN, datetime.now(UTC)) == NoAnswer()
    assert not nowhere.hang_up("CA1")
