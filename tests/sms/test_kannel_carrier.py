"""The Kannel adapter against a real server on loopback that answers as smsbox 1.4.5 does, or not at all.

The sentences are smsbox's own; test_kannel_real.py asks the real one for those that can be provoked.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from config import Settings, SettingsError
from models import Delivery
from sms.carrier import NoAnswer, Sent
from sms.kannel_carrier import KannelCarrier
from sms.retrying import WAITS, ErrorClass
from tests.line import settings_for
from tests.sms.carrier_server import CarrierServer, carrier_server
from tests.sms.kannel_peer import KANNEL, SECRET
from tests.sms.post import Post

TO, BODY = "+6281234567890", "Silakan ambil KTP di loket é @.\n-MPP Contoh"


@pytest.fixture
def server() -> Iterator[CarrierServer]:
    with carrier_server((202, "0: Accepted for delivery")) as server:
        yield server


@pytest.fixture
def settings(server: CarrierServer, tmp_path: Path) -> Settings:
    return settings_for(tmp_path, **KANNEL, kannel_api=f"{server.address}/cgi-bin/sendsms")


@pytest.fixture
def carrier(settings: Settings) -> KannelCarrier:
    return KannelCarrier(settings)


def test_a_text_is_handed_over_with_everything_that_smsbox_wants(
    server: CarrierServer, carrier: KannelCarrier, settings: Settings
) -> None:
    sent = carrier.send(TO, BODY, 7)
    assert isinstance(sent, Sent)
    [asked] = server.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/cgi-bin/sendsms", BODY)
    headers = asked.headers
    assert headers["content-type"] == "text/plain; charset=UTF-8"
    assert (headers["x-kannel-to"], headers["x-kannel-from"]) == (TO, settings.line_number)
    assert (headers["x-kannel-username"], headers["x-kannel-password"]) == ("suara", "sandi-kannel-contoh")
    assert (headers["x-kannel-coding"], headers["x-kannel-dlr-mask"]) == ("0", "31")
    back = urlsplit(headers["x-kannel-dlr-url"])
    assert (back.hostname, back.port, back.path) == ("127.0.0.1", settings.port, "/sms/kannel/receipt")
    assert (back.username, back.password) == ("suara", SECRET)
    assert SECRET not in back.query
    assert "type=%d" in back.query
    assert "answer=%A" in back.query
    assert dict(parse_qsl(back.query))["m"] == "7"
    assert dict(parse_qsl(back.query))["id"] == sent.provider_id


def test_texts_that_follow_each_other_share_a_connection(
    server: CarrierServer, carrier: KannelCarrier
) -> None:
    server.keeps = True
    assert isinstance(carrier.send(TO, BODY, 7), Sent)
    assert isinstance(carrier.send(TO, BODY, 8), Sent)
    assert (len(server.asked), server.connections) == (2, 1)


def test_a_connection_that_smsbox_closed_meanwhile_leaves_no_text_unknown(
    server: CarrierServer, carrier: KannelCarrier
) -> None:
    server.hangs_up = True
    for number in range(3):
        assert isinstance(carrier.send(TO, BODY, number), Sent)
        assert server.closed.wait(5)
        server.closed.clear()
    assert (len(server.asked), server.connections) == (3, 3)


def test_a_text_without_an_answer_stays_unknown_and_is_never_sent_again(
    server: CarrierServer, settings: Settings, post: Post
) -> None:
    server.answer = b""
    post.carriers["one"] = KannelCarrier(settings)
    message_id = post.queue()
    for _ in range(len(WAITS[ErrorClass.NO_ANSWER]) + 1):
        job = post.claim()
        assert job is not None
        post.run(job)
        server.answer = (202, "0: Accepted for delivery")
        post.at += timedelta(hours=1)
    assert post.claim() is None
    assert post.message(message_id).delivery == Delivery.UNKNOWN
    assert len(server.asked) == 1


def test_a_full_queue_delays_a_text_and_loses_none(
    server: CarrierServer, settings: Settings, post: Post
) -> None:
    server.answer = (503, "Temporal failure, try again later.")
    post.carriers["one"] = KannelCarrier(settings)
    message_id = post.queue()
    for answer in ((202, "3: Queued for later delivery"), None):
        job = post.claim()
        assert job is not None
        post.run(job)
        server.answer = answer
        post.at += timedelta(hours=1)
    assert post.message(message_id).delivery == Delivery.SENT
    assert len(server.asked) == 2


def test_kannel_cannot_be_asked_what_it_has(carrier: KannelCarrier) -> None:
    assert carrier.find(TO, BODY, datetime.now(UTC)) == NoAnswer()


def test_logs_name_no_numbers_no_texts_and_no_secrets(
    server: CarrierServer,
    settings: Settings,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    carrier = KannelCarrier(settings)
    for answer in ((403, "no"), (500, "no"), b"", (202, "0: Accepted for delivery")):
        server.answer = answer
        carrier.send(TO, BODY, 7)
    out, err = capfd.readouterr()
    for shown in (out, err, caplog.text):
        for hidden in (TO[1:], "Silakan", SECRET, "sandi-kannel"):
            assert hidden not in shown


PRODUCTION = {"environment": "production", "base_url": "https://suara.example.go.id"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("kannel_secret", "", "SUARA_KANNEL_SECRET"),
        ("kannel_secret", "s" * 23, "SUARA_KANNEL_SECRET"),
        ("kannel_secret", "s" * 23 + "@", "SUARA_KANNEL_SECRET"),
        ("kannel_user", "", "SUARA_KANNEL_USER"),
        ("kannel_password", "", "SUARA_KANNEL_PASSWORD"),
        ("kannel_api", "http://10.0.0.7:13013/cgi-bin/sendsms", "SUARA_KANNEL_API"),
        ("kannel_api", "ftp://127.0.0.1/", "SUARA_KANNEL_API"),
        ("kannel_callback", "http://suara.example.go.id", "SUARA_KANNEL_CALLBACK"),
        ("kannel_callback", "http://127.0.0.1:8000/", "no slash"),
        ("kannel_callback", "http://a:b@127.0.0.1:8000", "no user"),
    ],
)
def test_an_unsafe_installation_is_refused_by_name(tmp_path: Path, name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        settings_for(tmp_path, **{**PRODUCTION, **KANNEL, name: value})


def test_a_safe_one_is_accepted_and_talks_to_this_machine(tmp_path: Path) -> None:
    settings = settings_for(
        tmp_path, **PRODUCTION, **KANNEL, port=8123, kannel_addresses="10.0.0.7, 10.0.0.8"
    )
    assert settings.kannel_callback == "http://127.0.0.1:8123"
    assert settings.kannel_api == "http://127.0.0.1:13013/cgi-bin/sendsms"
    assert settings.kannel_addresses == ("10.0.0.7", "10.0.0.8")
