"""The Twilio adapter against a real server on loopback that answers as Twilio does, or not at all."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from config import Settings
from sms.carrier import DELIVERIES, Found, NoAnswer, Refused, Sent
from sms.twilio_carrier import TwilioCarrier
from tests.line import a_free_port, settings_for

TO, BODY = "+6281234567890", "Silakan ambil KTP di loket. -MPP Contoh"
ACCOUNT = "AC" + "1" * 32
SID = "SM" + "3" * 32


class Server(ThreadingHTTPServer):
    """Answers every request with `answer`; None lets the asker wait, bytes are sent as they are."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str, dict[str, list[str]], str]] = []
        self.answer: tuple[int, Any] | bytes | None = (201, {"sid": SID})
        self.let_go = threading.Event()
        self.waiting = False


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer("POST", parse_qs(form, strict_parsing=True))

    def do_GET(self) -> None:
        self._answer("GET", parse_qs(urlsplit(self.path).query))

    def _answer(self, method: str, form: dict[str, list[str]]) -> None:
        self.server.asked.append(
            (method, urlsplit(self.path).path, form, self.headers.get("Authorization", ""))
        )
        match self.server.answer:
            case None:
                self.server.waiting = True
                self.server.let_go.wait(20)
                self.server.waiting = False
                self.close_connection = True
            case bytes() as raw:
                self.wfile.write(raw)
                self.close_connection = True
            case (status, document):
                body = json.dumps(document).encode() if not isinstance(document, bytes) else document
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.let_go.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def settings(server: Server, tmp_path: Path) -> Settings:
    return settings_for(
        tmp_path, twilio_api=f"http://127.0.0.1:{server.server_port}/carrier", twilio_account_sid=ACCOUNT
    )


@pytest.fixture
def carrier(settings: Settings) -> TwilioCarrier:
    return TwilioCarrier(settings)


def problem(status: int, code: int) -> tuple[int, Any]:
    return status, {"code": code, "message": f"no, {TO}", "more_info": "", "status": status}


def test_a_text_is_handed_over_with_everything_that_twilio_wants(
    server: Server, carrier: TwilioCarrier, settings: Settings
) -> None:
    assert carrier.send(TO, BODY, 7) == Sent(provider_id=SID)
    [(method, path, form, authorization)] = server.asked
    assert (method, path) == ("POST", f"/carrier/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert form == {
        "To": [TO],
        "From": [settings.line_number],
        "Body": [BODY],
        "StatusCallback": [f"{settings.base_url}/sms/status?m=7"],
    }
    assert authorization.startswith("Basic ")


def test_a_base_without_a_path_works_too(server: Server, tmp_path: Path) -> None:
    settings = settings_for(
        tmp_path, twilio_api=f"http://127.0.0.1:{server.server_port}", twilio_account_sid=ACCOUNT
    )
    assert TwilioCarrier(settings).send(TO, BODY, 7) == Sent(provider_id=SID)
    assert server.asked[0][1] == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 21211), (400, 21614), (400, 21635), (400, 21606), (400, 21617), (400, 30007), (400, 99999)],
)
def test_what_will_never_work_is_refused_for_good(
    server: Server, carrier: TwilioCarrier, status: int, code: int
) -> None:
    server.answer = problem(status, code)
    assert carrier.send(TO, BODY, 7) == Refused(error=str(code), permanent=True)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (429, 20429),
        (400, 21611),
        (400, 30001),
        (400, 21408),
        (401, 20003),
        (403, 20003),
        (404, 20404),
        (400, 63018),
        (403, 99999),
    ],
)
def test_what_passes_is_refused_for_now(
    server: Server, carrier: TwilioCarrier, status: int, code: int
) -> None:
    server.answer = problem(status, code)
    assert carrier.send(TO, BODY, 7) == Refused(error=str(code), permanent=False)


def test_who_opted_out_is_told_apart(server: Server, carrier: TwilioCarrier) -> None:
    server.answer = problem(400, 21610)
    assert carrier.send(TO, BODY, 7) == Refused(error="21610", permanent=True, opted_out=True)


@pytest.mark.parametrize(
    "answer",
    [
        problem(500, 20500),
        problem(503, 20503),
        (502, b"<html>Bad Gateway</html>"),
        (408, b""),
        (201, b""),
        (201, b"<html>"),
        (201, []),
        (201, {"sid": None}),
        (201, {}),
        b"",
        b"HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{",
        b"what?\r\n\r\n",
    ],
)
def test_a_stumbling_carrier_may_have_the_text(
    server: Server, carrier: TwilioCarrier, answer: tuple[int, Any] | bytes
) -> None:
    server.answer = answer
    assert carrier.send(TO, BODY, 7) == NoAnswer()
    assert len(server.asked) == 1, "a text that is posted again is a text that is sent twice"


def test_a_silent_carrier_may_have_the_text(server: Server, settings: Settings) -> None:
    server.answer = None
    assert TwilioCarrier(settings, timeout_s=0.3).send(TO, BODY, 7) == NoAnswer()
    assert server.waiting, "the carrier was given up, not waited for"
    assert len(server.asked) == 1


def test_a_carrier_that_is_not_there_has_nothing(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, twilio_api=f"http://127.0.0.1:{a_free_port()}")
    assert TwilioCarrier(settings).send(TO, BODY, 7) == Refused(error="unreachable", permanent=False)


def test_a_name_that_is_not_known_has_nothing(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, twilio_api="http://carrier.invalid")
    assert TwilioCarrier(settings).send(TO, BODY, 7) == Refused(error="unreachable", permanent=False)


def test_a_carrier_that_never_picks_up_has_nothing(tmp_path: Path) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        settings = settings_for(tmp_path, twilio_api=f"http://127.0.0.1:{port}")
        answer = TwilioCarrier(settings, timeout_s=0.3).send(TO, BODY, 7)
        for one in waiting:
            one.close()
    assert answer == Refused(error="unreachable", permanent=False)


# Looking up -----------------------------------------------------------------------------------------------------


def listed(sid: str, created: datetime, body: str = BODY) -> dict[str, Any]:
    return {"sid": sid, "body": body, "date_created": format_datetime(created), "to": TO, "status": "sent"}


def test_texts_are_found_by_number_body_and_time(
    server: Server, carrier: TwilioCarrier, settings: Settings
) -> None:
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    messages = [
        listed("SM4", now + timedelta(minutes=9)),
        listed("SM3", now + timedelta(minutes=9), body="lain"),
        listed("SM2", now),
        listed("SM1", now - timedelta(days=1)),
    ]
    server.answer = (200, {"messages": messages, "next_page_uri": None})
    assert carrier.find(TO, BODY, now) == Found(provider_ids=("SM2", "SM4"))
    [(method, path, query, _)] = server.asked
    assert (method, path) == ("GET", f"/carrier/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert (query["To"], query["From"]) == ([TO], [settings.line_number])


def test_nothing_found_is_not_no_answer(server: Server, carrier: TwilioCarrier) -> None:
    server.answer = (200, {"messages": [], "next_page_uri": None})
    assert carrier.find(TO, BODY, datetime.now(UTC)) == Found(provider_ids=())


@pytest.mark.parametrize(
    "answer", [problem(500, 20500), problem(429, 20429), (200, b"<html>"), (200, {}), b""]
)
def test_a_carrier_that_cannot_say_gives_no_answer(
    server: Server, carrier: TwilioCarrier, answer: tuple[int, Any] | bytes
) -> None:
    server.answer = answer
    assert carrier.find(TO, BODY, datetime.now(UTC)) == NoAnswer()


def test_logs_name_no_numbers_and_no_texts(
    server: Server,
    carrier: TwilioCarrier,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    for answer in (problem(400, 21614), problem(500, 20500), (201, b"<html>"), b"", (201, {"sid": SID})):
        server.answer = answer
        carrier.send(TO, BODY, 7)
        carrier.find(TO, BODY, datetime.now(UTC))
    out, err = capfd.readouterr()
    for shown in (out, err, caplog.text):
        assert TO[1:] not in shown
        assert "Silakan" not in shown


def test_every_status_of_a_text_is_known() -> None:
    known = "accepted scheduled queued sending sent delivered undelivered failed read canceled"
    assert DELIVERIES.keys() == set(known.split())
