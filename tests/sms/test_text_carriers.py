"""What holds for every text carrier that is asked over a network: whoever may have a text is never asked twice."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sms.carrier import NoAnswer, Refused, TextCarrier
from sms.kannel_carrier import KannelCarrier
from sms.twilio_carrier import TwilioCarrier
from tests.line import a_free_port, settings_for
from tests.sms.carrier_server import Answer, CarrierServer, carrier_server
from tests.sms.kannel_peer import KANNEL

TO, BODY = "+6281234567890", "Silakan ambil KTP di loket. -MPP Contoh"
NOT_REACHED = Refused(error="unreachable", permanent=False)
TIMEOUT_S = 0.3

Carrier = Callable[[str], TextCarrier]
"""Makes a carrier whose API is at this address, and which waits TIMEOUT_S for an answer."""


@pytest.fixture(params=["twilio", "kannel"])
def carrier_at(request: pytest.FixtureRequest, tmp_path: Path) -> Carrier:
    def twilio(address: str) -> TextCarrier:
        return TwilioCarrier(settings_for(tmp_path, twilio_api=address), timeout_s=TIMEOUT_S)

    def kannel(address: str) -> TextCarrier:
        settings = settings_for(tmp_path, **KANNEL, kannel_api=f"{address}/cgi-bin/sendsms")
        return KannelCarrier(settings, timeout_s=TIMEOUT_S)

    return {"twilio": twilio, "kannel": kannel}[request.param]


@pytest.fixture
def server() -> Iterator[CarrierServer]:
    with carrier_server((500, "")) as server:
        yield server


@pytest.mark.parametrize(
    "answer",
    [
        (500, ""),
        (502, "<html>Bad Gateway</html>"),
        (504, ""),
        (408, ""),
        b"",
        b"HTTP/1.1 202 Accepted\r\nContent-Length: 500\r\n\r\n0: Acc",
        b"HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{",
        b"what?\r\n\r\n",
    ],
)
def test_a_stumbling_carrier_may_have_the_text(
    server: CarrierServer, carrier_at: Carrier, answer: Answer
) -> None:
    server.answer = answer
    assert carrier_at(server.address).send(TO, BODY, 7) == NoAnswer()
    assert len(server.asked) == 1, "a text that is posted again is a text that is sent twice"


def test_a_silent_carrier_may_have_the_text(server: CarrierServer, carrier_at: Carrier) -> None:
    server.answer = None
    assert carrier_at(server.address).send(TO, BODY, 7) == NoAnswer()
    assert server.waiting, "the carrier was given up, not waited for"
    assert len(server.asked) == 1


def test_a_carrier_that_is_not_there_has_nothing(carrier_at: Carrier) -> None:
    assert carrier_at(f"http://127.0.0.1:{a_free_port()}").send(TO, BODY, 7) == NOT_REACHED


def test_a_carrier_that_never_picks_up_has_nothing(carrier_at: Carrier) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        answer = carrier_at(f"http://127.0.0.1:{port}").send(TO, BODY, 7)
        for one in waiting:
            one.close()
    assert answer == NOT_REACHED
