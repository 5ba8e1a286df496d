"""The sockets that carry sound: who opens one, once, and what junk on it does.

Precedents: openclaw issues 7001 and 102837 and openai-agents-python pull request 5110 (streams without a check, of
one provider while another was checked); Twilio's warnings 31950 and 31951 (frames that are none).
"""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import select
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from models import Call
from simulator.asterisk import AsteriskSettings
from tests.ivr.carrier import Carrier
from tests.ivr.test_stream import CONNECTED, SOUND, closed_with, opened, say, start, token_of
from tests.line import ASTERISK_SECRET, Line


@pytest.fixture
def carrier(line: Line, request: pytest.FixtureRequest) -> Iterator[Carrier]:
    carrier = Carrier(line, f"CA{abs(hash(request.node.name)):032d}"[:34])
    yield carrier
    carrier.client.close()


def asterisk(line: Line) -> ClientConnection:
    to = AsteriskSettings.of(line.settings.base_url, ASTERISK_SECRET)
    return connect(
        to.ws_url, additional_headers={"Authorization": to.authorization}, proxy=None, compression=None
    )


def test_a_token_opens_no_other_call_and_no_other_turn(line: Line, carrier: Carrier) -> None:
    token, other = token_of(carrier), Carrier(line, "CA" + "7" * 31 + "1")
    token_of(other)
    for frame in (
        start(other, token),
        start(carrier, token.upper()),
        start(carrier, token + "0"),
        start(carrier, "é" * 40),
    ):
        with opened(line) as socket:
            say(socket, CONNECTED, frame)
            assert closed_with(socket) == 1008
    carrier.post("/ivr/continue")  # now it stands at its first turn, and the token was for the turn before
    with opened(line) as socket:
        say(socket, CONNECTED, start(carrier, token))
        assert closed_with(socket) == 1008
    other.client.close()


def test_a_call_that_is_over_opens_no_stream(line: Line, carrier: Carrier) -> None:
    token = token_of(carrier)
    carrier.post("/ivr/status", CallStatus="completed", CallDuration="90")
    with opened(line) as socket:
        say(socket, CONNECTED, start(carrier, token))
        assert closed_with(socket) == 1008


@pytest.mark.parametrize("path", ["/ivr/stream", "/ivr/asterisk"])
@pytest.mark.parametrize(
    "header",
    [{}, {"X-Twilio-Signature": "x"}, {"Authorization": "Basic eDp5"}, {"Cookie": "suara_session=x"}],
)
def test_no_socket_opens_without_its_own_proof(line: Line, path: str, header: dict[str, str]) -> None:
    url = line.settings.base_url.replace("http", "ws", 1) + path
    for query in ("", "?token=x&secret=x"):
        with pytest.raises(InvalidStatus) as refused:
            connect(url + query, additional_headers=header, proxy=None)
        assert refused.value.response.status_code == 403


def test_there_is_no_socket_besides_these(line: Line) -> None:
    sockets = {
        str(context.path)
        for context in iter_route_contexts(line.app.routes)
        if not context.methods and not str(context.path).startswith(("/phone", "/carrier"))
    }
    assert sockets == {"/ivr/stream", "/ivr/asterisk"}, "a new one must be looked at here"


NESTED = '{"event":' + "[" * 30_000
JUNK: dict[str, Any] = {
    "nested": NESTED,
    "a million digits": '{"event": ' + "9" * 6000 + "}",
    "half a character": json.dumps({"event": "mark", "streamSid": "MZ1", "mark": {"name": "\ud800"}}),
    "sound of no letters": json.dumps({"event": "media", "streamSid": "MZ1", "media": {"payload": "é" * 4}}),
    "not a number": '{"event": NaN}',
    "nothing": "",
    "null": "null",
    "binary": b"\x00" * 200,
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_junk_ends_a_stream_and_never_the_call(line: Line, carrier: Carrier, junk: str | bytes) -> None:
    with opened(line) as socket:
        say(socket, CONNECTED, start(carrier, token_of(carrier)))
        socket.recv(timeout=10)
        socket.send(junk)
        assert closed_with(socket) == 1007
    assert "<Gather" in carrier.post("/ivr/continue").text


def test_strange_ids_in_the_first_frames_open_nothing(line: Line, carrier: Carrier) -> None:
    token = token_of(carrier)
    for sid in ("", "\x00", "\ud800", "CA" + "%" * 32, "' OR 1=1 --", "x" * 5000):
        with opened(line) as socket:
            say(socket, CONNECTED, start(carrier, token, callSid=sid))
            assert closed_with(socket) in (1007, 1008), sid


def test_sound_that_comes_faster_than_time_costs_one_stream_at_most(line: Line, carrier: Carrier) -> None:
    """A minute of sound at once, then a key: the caller is still there, by voice or by keys."""
    frame = json.dumps({**SOUND, "media": {"payload": base64.b64encode(b"\x55" * 160).decode()}})
    with opened(line) as socket:
        say(socket, CONNECTED, start(carrier, token_of(carrier)))
        try:
            for _ in range(3000):
                socket.send(frame)
            say(socket, {"event": "dtmf", "streamSid": "MZ1", "dtmf": {"digit": "1"}})
            while True:
                socket.recv(timeout=0.5)
        except (ConnectionClosed, TimeoutError):
            pass
    answer = carrier.post("/ivr/continue").text
    assert "<Gather" in answer
    with line.database.read() as session:
        assert session.scalars(select(Call).where(Call.provider_id == carrier.sid)).one().ended_at is None


def test_a_replayed_frame_and_gaps_in_their_numbers_are_sound_like_any_other(
    line: Line, carrier: Carrier
) -> None:
    with opened(line) as socket:
        say(socket, CONNECTED, start(carrier, token_of(carrier)))
        for number in ("5", "5", "1", "-3", "x", None):
            say(socket, {**SOUND, "sequenceNumber": number})
        say(socket, {"event": "dtmf", "streamSid": "MZ1", "dtmf": {"digit": "9"}})
        assert re.match(r'\{"event": "(media|mark|clear)"', str(socket.recv(timeout=10)))


def test_through_asterisk_too_the_first_message_says_whose_call_it_is_in_time(line: Line) -> None:
    for first in (b"\xff" * 160, NESTED, '{"event": "MEDIA_START"}', "MEDIA_START"):
        with asterisk(line) as socket:
            socket.send(first)
            assert closed_with(socket) == 1007
