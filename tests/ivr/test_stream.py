"""The media stream's door: who is let in, what ends it, and that the call goes on by keys afterwards."""

import base64
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from twilio.request_validator import RequestValidator
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from ivr.stream_route import open_call
from ivr.turns import find_call
from ivr.twilio_stream import Opened
from tests.ivr.carrier import Carrier
from tests.line import Line


def token_of(carrier: Carrier) -> str:
    found = re.search(r'name="token" value="(\w+)"', carrier.post("/ivr/answer").text)
    assert found is not None
    return found[1]


def opened(line: Line, signature: str | None = None) -> ClientConnection:
    url = line.settings.stream_url
    if signature is None:
        signature = RequestValidator(line.settings.twilio_auth_tokens[0]).compute_signature(url, {})
    headers = {"x-twilio-signature": signature}
    return connect(url, additional_headers=headers, proxy=None, compression=None, close_timeout=1)


def start(carrier: Carrier, token: str, **changed: Any) -> dict[str, Any]:
    body = {
        "accountSid": carrier.line.settings.twilio_account_sid,
        "streamSid": "MZ1",
        "callSid": carrier.sid,
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"token": token},
    }
    return {"event": "start", "sequenceNumber": "1", "start": {**body, **changed}, "streamSid": "MZ1"}


def say(socket: ClientConnection, *frames: Any) -> None:
    for frame in frames:
        socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))


def receive_all(socket: ClientConnection) -> None:
    for _ in range(1000):
        socket.recv(timeout=10)


def closed_with(socket: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed):
        receive_all(socket)
    assert socket.close_code is not None
    return socket.close_code


CONNECTED = {"event": "connected", "protocol": "Call", "version": "1.0.0"}


@pytest.mark.parametrize("signature", ["", "AAAA", "https-signed"])
def test_an_upgrade_without_a_valid_signature_is_refused(line: Line, signature: str) -> None:
    if signature == "https-signed":
        url = line.settings.stream_url.replace("ws://", "https://")
        signature = RequestValidator(line.settings.twilio_auth_tokens[0]).compute_signature(url, {})
    with pytest.raises(InvalidStatus) as refused:
        opened(line, signature)
    assert refused.value.response.status_code == 403


def test_the_token_opens_the_stream_once(line: Line, carrier: Carrier) -> None:
    token = token_of(carrier)
    with opened(line) as socket:
        say(socket, CONNECTED, start(carrier, token))
        assert json.loads(socket.recv(timeout=10))["event"] == "media"
        with opened(line) as second:
            say(second, CONNECTED, start(carrier, token))
            assert closed_with(second) == 1008
    assert 'value=""' in carrier.post("/ivr/answer").text


def test_a_wrong_token_call_or_account_is_refused(line: Line, carrier: Carrier) -> None:
    token = token_of(carrier)
    for frame in (
        start(carrier, "0" * 40),
        start(carrier, ""),
        start(carrier, token, callSid="CA" + "f" * 32),
        start(carrier, token, accountSid="AC" + "f" * 32),
    ):
        with opened(line) as socket:
            say(socket, CONNECTED, frame)
            assert closed_with(socket) == 1008


SOUND = {"event": "media", "streamSid": "MZ1", "media": {"payload": "//8="}}
ODD_KEY = {"event": "dtmf", "streamSid": "MZ1", "dtmf": {"digit": "A"}}
MEDIA = {
    "event": "media",
    "streamSid": "MZ1",
    "media": {"track": "inbound", "chunk": "1", "timestamp": "155"},
}


@pytest.mark.parametrize(
    "frame",
    [
        b"\xff" * 160,
        "no json",
        "[]",
        {"no": "event"},
        {**MEDIA, "media": {"payload": "!!!!"}},
        {**MEDIA, "media": {"payload": 5}},
        {**MEDIA, "media": {}},
        {**MEDIA, "media": {"payload": base64.b64encode(b"\xff" * 9000).decode()}},
        {**MEDIA, "streamSid": "MZ2", "media": {"payload": "//8="}},
        {"event": "dtmf", "streamSid": "MZ1", "dtmf": "1"},
    ],
    ids=lambda frame: str(frame)[:40],
)
def test_a_malformed_frame_ends_the_stream_and_the_call_goes_on_by_keys(
    line: Line,
    carrier: Carrier,
    frame: Any,
) -> None:
    with opened(line) as socket:
        say(socket, CONNECTED, start(carrier, token_of(carrier)))
        socket.recv(timeout=10)
        say(socket, frame)
        assert closed_with(socket) == 1007
    answer = carrier.post("/ivr/continue").text
    assert "<Gather" in answer
    assert "<Hangup" not in answer


def test_a_frame_that_is_far_too_large_ends_the_stream(line: Line, carrier: Carrier) -> None:
    with opened(line) as socket:
        say(socket, CONNECTED, start(carrier, token_of(carrier)))
        socket.recv(timeout=10)
        say(socket, {**MEDIA, "media": {"payload": "A" * 100_000}})
        assert closed_with(socket) == 1009
    assert "<Gather" in carrier.post("/ivr/continue").text


@pytest.mark.parametrize(
    "frames",
    [[SOUND], [CONNECTED, SOUND], [CONNECTED, {"event": "start"}]],
    ids=["no connected", "no start", "empty start"],
)
def test_a_stream_that_does_not_begin_as_it_must_is_closed(line: Line, frames: list[Any]) -> None:
    with opened(line) as socket:
        say(socket, *frames)
        assert closed_with(socket) == 1007


def test_unknown_events_and_odd_keys_are_passed_over(line: Line, carrier: Carrier) -> None:
    with opened(line) as socket:
        say(socket, CONNECTED, start(carrier, token_of(carrier)))
        say(
            socket,
            {"event": "future", "streamSid": "MZ1"},
            {"event": "dtmf", "streamSid": "MZ1", "dtmf": {"digit": "A"}},
        )
        say(socket, {**MEDIA, "media": {"payload": ""}})
        for _ in range(5):
            assert json.loads(socket.recv(timeout=10))["event"] in ("media", "mark")


def test_two_streams_that_open_at_once_are_one(line: Line, carrier: Carrier) -> None:
    """The token is used up when the stream opens, not only when its first turn is taken."""
    opening = Opened(
        account_sid=line.settings.twilio_account_sid,
        call_sid=carrier.sid,
        stream_sid="MZ1",
        token=token_of(carrier),
    )
    assert open_call(line.here, opening) is not None
    assert open_call(line.here, opening) is None


def test_when_the_machine_listens_to_all_it_can_a_call_is_asked_for_keys(
    line: Line, carrier: Carrier
) -> None:
    here, workload = line.here, line.here.phone.workload
    free, workload.most_calls = workload.most_calls, 0
    line.app.state.services = replace(here, settings=here.settings.model_copy(update={"most_streams": 100}))
    try:
        token = token_of(carrier)
        with opened(line) as socket:
            say(socket, CONNECTED, start(carrier, token))
            assert json.loads(socket.recv(timeout=10))["event"] == "media"
    finally:
        workload.most_calls, line.app.state.services = free, here
    with line.database.read() as session:
        call = find_call(session, carrier.sid)
        assert call is not None
        assert call.position["speech"] is False
