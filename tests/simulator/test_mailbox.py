"""The carrier's REST interface for texts, with the carrier's own library as its client."""

import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from simulator import mailbox
from simulator.mailbox import Fault
from simulator.segments import segments

CITIZEN = "+6281234567890"
STATUS = "/sms/status?m=17"


class ToTheStandIn(TwilioHttpClient):
    """The carrier's HTTP client, with its requests sent to the stand-in."""

    def __init__(self, carrier_url: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        self._place = urlsplit(carrier_url)

    def request(self, method, url, *args, **kwargs):
        wanted = urlsplit(url)
        path = self._place.path + wanted.path
        url = urlunsplit((self._place.scheme, self._place.netloc, path, wanted.query, ""))
        return super().request(method, url, *args, **kwargs)


@pytest.fixture
def client(line):
    http = ToTheStandIn(line.settings.carrier_url, timeout=1)
    yield Client(line.settings.account_sid, line.settings.auth_token, http_client=http)
    http.session.close()


def send(line, client, body: str = "Halo", to: str = CITIZEN):
    callback = line.settings.base_url + STATUS
    return client.messages.create(to=to, from_=line.settings.line_number, body=body, status_callback=callback)


def reports(line, count: int) -> list[dict[str, str]]:
    """The status reports, once this many have come."""
    give_up = time.monotonic() + 5
    while len(line.asked_for("/sms/status")) < count and time.monotonic() < give_up:
        time.sleep(0.02)
    return line.asked_for("/sms/status")


def test_a_text_is_queued_then_reported_sent_and_delivered(line, client) -> None:
    message = send(line, client, "Selamat siang")
    assert message.sid.startswith("SM")
    assert (message.status, message.num_segments, message.direction) == ("queued", "1", "outbound-api")
    found = reports(line, 2)
    assert [report["MessageStatus"] for report in found] == ["sent", "delivered"]
    assert {report["MessageSid"] for report in found} == {message.sid}
    assert {report["m"] for report in found} == {"17"}
    assert all(asked.signed for asked in line.asked)
    assert client.messages(message.sid).fetch().status == "delivered"


def test_texts_can_be_found_by_number_and_time(line, client) -> None:
    first, second = send(line, client, "satu"), send(line, client, "dua")
    send(line, client, "lain", to="+6281234567891")
    assert [text.sid for text in client.messages.list(to=CITIZEN)] == [second.sid, first.sid]
    now = datetime.now(UTC)
    assert len(client.messages.list(to=CITIZEN, date_sent_after=now - timedelta(minutes=1))) == 2
    assert client.messages.list(to=CITIZEN, date_sent_after=now + timedelta(minutes=1)) == []


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (mailbox.OPTED_OUT, 400, 21610),
        (mailbox.TOO_MANY, 429, 20429),
        (mailbox.BROKEN, 500, 20500),
    ],
)
def test_a_fault_refuses_one_text_to_one_number(line, client, fault: Fault, status: int, code: int) -> None:
    line.carrier.mailbox.fail(CITIZEN, fault)
    assert send(line, client, to="+6281234567891").status == "queued"
    with pytest.raises(TwilioRestException) as refused:
        send(line, client)
    assert (refused.value.status, refused.value.code) == (status, code)
    assert client.messages.list(to=CITIZEN) == []
    assert send(line, client).status == "queued"


def test_a_text_may_be_taken_although_the_answer_is_an_error_or_late(line, client) -> None:
    line.carrier.mailbox.fail(CITIZEN, mailbox.BROKEN_AFTER_ACCEPTING, Fault(slow_s=1.5))
    with pytest.raises(TwilioRestException):
        send(line, client, "satu")
    with pytest.raises(OSError, match="timed out"):
        send(line, client, "dua")
    assert [text.body for text in client.messages.list(to=CITIZEN)] == ["dua", "satu"]


def test_an_undelivered_text_is_reported_with_its_reason(line, client) -> None:
    line.carrier.mailbox.fail(CITIZEN, Fault(final="undelivered", final_code=30003))
    send(line, client)
    sent, undelivered = reports(line, 2)
    assert "ErrorCode" not in sent
    assert (undelivered["MessageStatus"], undelivered["ErrorCode"]) == ("undelivered", "30003")


@pytest.mark.parametrize(
    ("to", "body", "code"), [(CITIZEN, "", 21602), ("0812", "Halo", 21614), (CITIZEN, "a" * 1601, 21617)]
)
def test_a_text_that_cannot_be_sent_is_refused(line, client, to: str, body: str, code: int) -> None:
    with pytest.raises(TwilioRestException) as refused:
        send(line, client, body, to)
    assert refused.value.code == code


def test_a_citizen_who_texts_stop_gets_no_more_texts_until_start(line, client) -> None:
    line.carrier.mailbox.arrived(sid="SM1", from_number=CITIZEN, body=" stop ")
    with pytest.raises(TwilioRestException) as refused:
        send(line, client)
    assert refused.value.code == 21610
    line.carrier.mailbox.arrived(sid="SM2", from_number=CITIZEN, body="START")
    assert send(line, client).status == "queued"


def test_a_wrong_password_is_refused(line) -> None:
    http = ToTheStandIn(line.settings.carrier_url, timeout=2)
    stranger = Client(line.settings.account_sid, "wrong", http_client=http)
    with pytest.raises(TwilioRestException) as refused:
        send(line, stranger)
    http.session.close()
    assert (refused.value.status, refused.value.code) == (401, 20003)


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 307, 3),
        ("[" * 80, 1),
        ("[" * 81, 2),
        ("ä€" * 53, 1),
        ("“" * 70, 1),
        ("“" * 71, 2),
        ("“" * 135, 3),
        ("\N{PERSON WITH FOLDED HANDS}" * 36, 2),
    ],
)
def test_texts_are_counted_in_parts(body: str, parts: int) -> None:
    assert segments(body) == parts
