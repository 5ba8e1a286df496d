"""The Twilio adapter against a real server on loopback that answers as Twilio does, or not at all."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from config import Settings
from sms.carrier import DELIVERIES, Found, NoAnswer, Sent
from sms.twilio_carrier import TwilioCarrier
from tests.line import settings_for
from tests.sms.carrier_server import CarrierServer, carrier_server
from tests.sms.conformance.twilio_rig import problem

TO, BODY = "+6281234567890", "Silakan ambil KTP di loket. -MPP Contoh"
ACCOUNT = "AC" + "1" * 32
SID = "SM" + "3" * 32


@pytest.fixture
def server() -> Iterator[CarrierServer]:
    with carrier_server((201, {"sid": SID})) as server:
        yield server


@pytest.fixture
def settings(server: CarrierServer, tmp_path: Path) -> Settings:
    return settings_for(tmp_path, twilio_api=f"{server.address}/carrier", twilio_account_sid=ACCOUNT)


@pytest.fixture
def carrier(settings: Settings) -> TwilioCarrier:
    return TwilioCarrier(settings)


def test_a_text_is_handed_over_with_everything_that_twilio_wants(
    server: CarrierServer, carrier: TwilioCarrier, settings: Settings
) -> None:
    assert carrier.send(TO, BODY, 7) == Sent(provider_id=SID)
    [asked] = server.asked
    assert (asked.method, asked.path) == ("POST", f"/carrier/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert parse_qs(asked.body, strict_parsing=True) == {
        "To": [TO],
        "From": [settings.line_number],
        "Body": [BODY],
        "StatusCallback": [f"{settings.base_url}/sms/status?m=7"],
    }
    assert asked.headers["authorization"].startswith("Basic ")


def test_a_base_without_a_path_works_too(server: CarrierServer, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, twilio_api=server.address, twilio_account_sid=ACCOUNT)
    assert TwilioCarrier(settings).send(TO, BODY, 7) == Sent(provider_id=SID)
    assert server.asked[0].path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


# Looking up -----------------------------------------------------------------------------------------------------


def listed(sid: str, created: datetime, body: str = BODY) -> dict[str, Any]:
    return {"sid": sid, "body": body, "date_created": format_datetime(created), "to": TO, "status": "sent"}


def test_texts_are_found_by_number_body_and_time(
    server: CarrierServer, carrier: TwilioCarrier, settings: Settings
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
    [asked] = server.asked
    path, query = urlsplit(asked.path).path, parse_qs(urlsplit(asked.path).query)
    assert (asked.method, path) == ("GET", f"/carrier/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert (query["To"], query["From"]) == ([TO], [settings.line_number])


def test_nothing_found_is_not_no_answer(server: CarrierServer, carrier: TwilioCarrier) -> None:
    server.answer = (200, {"messages": [], "next_page_uri": None})
    assert carrier.find(TO, BODY, datetime.now(UTC)) == Found(provider_ids=())


@pytest.mark.parametrize(
    "answer", [problem(500, 20500), problem(429, 20429), (200, b"<html>"), (200, {}), b""]
)
def test_a_carrier_that_cannot_say_gives_no_answer(
    server: CarrierServer, carrier: TwilioCarrier, answer: tuple[int, Any] | bytes
) -> None:
    server.answer = answer
    assert carrier.find(TO, BODY, datetime.now(UTC)) == NoAnswer()


def test_logs_name_no_numbers_and_no_texts(
    server: CarrierServer,
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
