"""What we ask of Twilio, and what the simulated carrier answers, against Twilio's description of its interface."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from ivr.calling import Placed
from ivr.twilio_calling import TwilioCalling
from sms.carrier import Found, NoAnswer, Refused, Sent
from sms.twilio_carrier import TwilioCarrier
from tests.line import Line
from tests.sms.carrier_server import carrier_server
from tests.sms.validating_proxy import ValidatingProxy, description, validating_proxy

TO, BODY = "+6281234567844", "Silakan ambil KTP di loket é @. -MPP Contoh"


@pytest.fixture
def proxy(line: Line) -> Iterator[ValidatingProxy]:
    file = description()
    if file is None:
        pytest.skip("Twilio's OpenAPI description is not here: see docs/carriers.md")
    with validating_proxy(file, f"{line.settings.base_url}/carrier") as proxy:
        yield proxy


def test_texts_and_calls_are_what_twilio_describes(line: Line, proxy: ValidatingProxy) -> None:
    settings = line.settings.model_copy(update={"twilio_api": proxy.address})
    began = datetime.now(UTC) - timedelta(minutes=1)
    texts, calls = TwilioCarrier(settings), TwilioCalling(settings)
    sent = texts.send(TO, BODY, 2**31 - 1)
    assert isinstance(sent, Sent)
    assert texts.find(TO, BODY, began) == Found(provider_ids=(sent.provider_id,))
    placed = calls.place("+6281234567845", "t" * 43)
    assert isinstance(placed, Placed)
    calls.find("+6281234567845", "t" * 43, began)
    calls.state(placed.provider_id)
    calls.hang_up(placed.provider_id)
    assert proxy.wrong == []
    assert {what.split()[0] for what in proxy.seen} == {"GET", "POST"}
    assert len(proxy.seen) == 12


@pytest.mark.parametrize(
    "answer",
    [
        {"sid": "MM1", "status": "sent"},
        {"sid": "SM" + "3" * 32, "status": "gone"},
        {"sid": "SM" + "3" * 32, "date_created": 7},
    ],
)
def test_what_twilio_does_not_describe_is_seen(line: Line, answer: dict[str, object]) -> None:
    file = description()
    if file is None:
        pytest.skip("Twilio's OpenAPI description is not here: see docs/carriers.md")
    with carrier_server((201, answer)) as server, validating_proxy(file, server.address) as proxy:
        settings = line.settings.model_copy(update={"twilio_api": proxy.address})
        assert isinstance(TwilioCarrier(settings).send(TO, BODY, 7), Sent | NoAnswer | Refused)
        assert [wrong.split(":")[0] for wrong in proxy.wrong] == ["POST Messages.json 201"]


def test_what_twilio_does_not_take_is_seen(line: Line, proxy: ValidatingProxy) -> None:
    account = f"/2010-04-01/Accounts/{line.settings.twilio_account_sid}"
    for path, form in (
        (f"{account}/Messages.json", {"ContentRetention": "lama"}),
        ("/2010-04-01/Text.json", {}),
    ):
        httpx2.post(f"{proxy.address}{path}", data={"To": TO, "Body": BODY, **form})
    assert {wrong.split(":")[0] for wrong in proxy.wrong} == {
        "POST Messages.json asked",
        "POST Text.json asked",
    }
