"""The voice webhooks: verified, idempotent, and never a dead line."""

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from models import Call, CallTurn, Case, Recording
from speech import audio
from tests.ivr.carrier import Carrier
from tests.line import Line

ROUTES = (
    "/ivr/answer",
    "/ivr/continue",
    "/ivr/keys?turn=1",
    "/ivr/recorded?turn=1",
    "/ivr/dialled?turn=1",
    "/ivr/status",
)


def turns(line: Line, sid: str) -> int:
    with line.database.read() as session:
        wanted = select(func.count()).select_from(CallTurn).join(Call).where(Call.provider_id == sid)
        return session.scalar(wanted) or 0


def keypad(carrier: Carrier) -> str:
    """A call that goes on without a stream; the first TwiML."""
    carrier.post("/ivr/answer")
    return carrier.post("/ivr/continue").text


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("signature", ["", "AAAA", "x" * 500, "\u00e9", "=" * 28])
def test_an_unsigned_or_badly_signed_webhook_is_refused(carrier: Carrier, path: str, signature: str) -> None:
    assert carrier.post(path, signature=signature).status_code == 403


@pytest.mark.parametrize("path", ROUTES)
def test_a_webhook_without_a_signature_of_another_form_or_account_is_refused(
    carrier: Carrier, path: str
) -> None:
    assert carrier.client.post(path, data=carrier.form()).status_code == 403
    assert carrier.client.post(path, json=carrier.form()).status_code == 415
    assert carrier.post(path, AccountSid="AC" + "9" * 32).status_code == 403
    assert carrier.post(path, Long="x" * 70_000).status_code == 413
    endless = {"content-type": "application/x-www-form-urlencoded"}
    assert carrier.client.post(path, content=iter([b"CallSid=1"]), headers=endless).status_code == 411


def test_a_signature_for_another_host_does_not_count(carrier: Carrier) -> None:
    form = carrier.form()
    signed = RequestValidator(carrier.line.settings.twilio_auth_tokens[0]).compute_signature(
        "https://penipu.example/ivr/answer", form
    )
    answer = carrier.client.post(
        "/ivr/answer",
        data=form,
        headers={"X-Twilio-Signature": signed, "Host": "penipu.example", "X-Forwarded-Proto": "https"},
    )
    assert answer.status_code == 403


def test_a_repeated_answer_makes_one_call_and_the_same_token(line: Line, carrier: Carrier) -> None:
    first = carrier.post("/ivr/answer")
    assert first.status_code == 200
    assert carrier.post("/ivr/answer").text == first.text
    assert re.search(
        r'<Connect><Stream url="ws://[^"]+/ivr/stream"><Parameter name="token" value="\w{40}"', first.text
    )
    assert '</Connect><Redirect method="POST">' in first.text
    with line.database.read() as session:
        assert len(session.scalars(select(Call).where(Call.provider_id == carrier.sid)).all()) == 1


def test_a_field_that_is_given_twice_or_not_at_all_is_refused(carrier: Carrier) -> None:
    form = carrier.form()
    del form["CallSid"]
    assert carrier.post("/ivr/answer", form).status_code == 400


def test_keys_sent_twice_are_one_turn_and_get_the_same_answer(line: Line, carrier: Carrier) -> None:
    first = keypad(carrier)
    assert 'numDigits="1"' in first
    assert 'action="' + line.settings.base_url + '/ivr/keys?turn=1"' in first
    answer = carrier.post("/ivr/keys?turn=1", Digits="1").text
    before = turns(line, carrier.sid)
    assert carrier.post("/ivr/keys?turn=1", Digits="1").text == answer
    assert carrier.post("/ivr/keys?turn=1", Digits="3").text == answer
    assert turns(line, carrier.sid) == before == 2


def test_a_continue_sent_twice_is_one_turn(line: Line, carrier: Carrier) -> None:
    first = keypad(carrier)
    assert carrier.post("/ivr/continue").text == first
    assert turns(line, carrier.sid) == 1


def test_the_sound_of_a_turn_is_served_only_with_its_key(line: Line, carrier: Carrier) -> None:
    url = re.search(r"<Play>([^<]+)</Play>", keypad(carrier))[1].replace("&amp;", "&")
    sound = carrier.client.get(url)
    assert sound.headers["content-type"] == "audio/wav"
    assert audio.seconds(audio.read_wav(sound.content)) > 5
    parts = urlsplit(url)
    assert carrier.client.get(f"{parts.path}?key=0").status_code == 403
    assert carrier.client.get(parts.path).status_code == 422
    assert carrier.client.get(re.sub(r"/1\.wav", "/2.wav", url)).status_code == 403


def test_by_keys_too_what_is_said_again_is_said_slower_this_once(carrier: Carrier) -> None:
    def seconds(twiml: str) -> float:
        url = re.search(r"<Play>([^<]+)</Play>", twiml)[1].replace("&amp;", "&")
        return audio.seconds(audio.read_wav(carrier.client.get(url).content))

    keypad(carrier)
    once = seconds(carrier.post("/ivr/keys?turn=1", Digits="2").text)
    again = seconds(carrier.post("/ivr/keys?turn=2", Digits="9").text)
    assert again > 1.1 * once


def test_a_recording_sent_twice_opens_one_case(line: Line, carrier: Carrier) -> None:
    keypad(carrier)
    carrier.post("/ivr/keys?turn=1", Digits="3")
    carrier.post("/ivr/keys?turn=2", Digits="2")
    carrier.post("/ivr/keys?turn=3", Digits="1")
    carrier.post("/ivr/keys?turn=4", Digits="1")
    url = f"{line.settings.twilio_api}/recordings/REcontoh"
    for _ in range(2):
        answer = carrier.post("/ivr/recorded?turn=5", RecordingUrl=url, RecordingDuration="7")
        assert answer.status_code == 200
    with line.database.read() as session:
        call = session.scalars(select(Call).where(Call.provider_id == carrier.sid)).one()
        assert len(session.scalars(select(Case).where(Case.call_id == call.id)).all()) == 1
        assert len(session.scalars(select(Recording).where(Recording.call_id == call.id)).all()) == 1


def test_a_recording_from_elsewhere_is_never_fetched(carrier: Carrier) -> None:
    keypad(carrier)
    for url in ("http://169.254.169.254/latest", "file:///etc/passwd", "https://penipu.example/RE1"):
        assert carrier.post("/ivr/recorded?turn=1", RecordingUrl=url).status_code == 400


def test_a_finished_call_is_ended_once_and_stays_ended(line: Line, carrier: Carrier) -> None:
    keypad(carrier)
    for _ in range(2):
        assert carrier.post("/ivr/status", CallStatus="completed").status_code == 204
    assert "<Hangup" in carrier.post("/ivr/continue").text
    assert "<Hangup" in carrier.post("/ivr/keys?turn=1", Digits="1").text
    assert turns(line, carrier.sid) == 2


def test_status_of_an_unknown_call_and_other_statuses_change_nothing(carrier: Carrier) -> None:
    assert carrier.post("/ivr/status", CallStatus="completed").status_code == 204
    assert carrier.post("/ivr/status", CallStatus="ringing").status_code == 204
    assert carrier.post("/ivr/continue").status_code == 404


def test_a_hidden_caller_is_served_too(line: Line, carrier: Carrier) -> None:
    assert carrier.post("/ivr/answer", From="anonymous").status_code == 200
    assert "<Gather" in carrier.post("/ivr/continue").text
