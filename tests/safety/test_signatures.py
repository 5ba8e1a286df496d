"""Every address that a carrier calls is signed, whatever stands in a header, and what was signed once does no more.

The addresses are those that the application has: one that is added tomorrow is looked at here without being named.

Precedents: dograh issues 326 and 340; hermes-agent issue 4688 (a route that was forgotten); CVE-2026-28465 (forwarded
headers that were believed); CVE-2026-32053 and openclaw issue 87497 (a replay that minted a new token); openclaw
commit 651dc745 (a stale turn, no limit before the check).
"""

import re
import time
from collections.abc import Iterator

import httpx2
import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import func, select
from twilio.request_validator import RequestValidator

from models import Base, Call, CallTurn, Recording
from tests.ivr.carrier import Carrier
from tests.line import Line

SIGNED = ("/ivr/", "/sms/")
OWN_GUARD = ("/ivr/asterisk", "/sms/kannel")
"""Guarded by a secret instead (tests/ivr/test_asterisk_secret.py, tests/sms/test_kannel_routes.py)."""
TOKEN = "0" * 32
CALLERS = ("+6281311223301", "+6285277001102")


@pytest.fixture
def carrier(line: Line, request: pytest.FixtureRequest) -> Iterator[Carrier]:
    carrier = Carrier(line, f"CA{abs(hash(request.node.name)):032d}"[:34])
    yield carrier
    carrier.client.close()


def webhooks(line: Line) -> list[str]:
    """Every address that a carrier posts to."""
    found = {
        str(context.path)
        for context in iter_route_contexts(line.app.routes)
        if "POST" in (context.methods or ())
        and str(context.path).startswith(SIGNED)
        and not str(context.path).startswith(OWN_GUARD)
    }
    return [f"{path}?turn=1&t={TOKEN}&r={TOKEN}&m=1" for path in sorted(found)]


def rows(line: Line) -> dict[str, int]:
    with line.database.read() as session:
        tables = Base.metadata.sorted_tables
        counted = {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables
        }
    return {name: count for name, count in counted.items() if name != "jobs"}  # the worker has its own


def rows_at_rest(line: Line) -> dict[str, int]:
    """The same when nothing comes any more of what other tests began, such as a text's receipt."""
    seen = rows(line)
    for _ in range(20):
        time.sleep(1.0)
        if (now := rows(line)) == seen:
            return now
        seen = now
    raise AssertionError("the line does not come to rest")


def test_every_webhook_refuses_what_the_carrier_did_not_sign(line: Line, carrier: Carrier) -> None:
    form = {**carrier.form(), "MessageSid": "SM" + "1" * 32, "Body": "STATUS", "MessageStatus": "sent"}
    paths, before = webhooks(line), rows_at_rest(line)
    assert len(paths) >= 13
    other = RequestValidator("x" * 32)
    for path in paths:
        assert carrier.client.post(path, data=form).status_code == 403, path
        signatures = ("", "x", "=" * 28, "é", "ÿ" * 300, "null", other.compute_signature(path, form))
        for signature in signatures:
            assert carrier.post(path, form, signature=signature).status_code == 403, (path, signature)
    assert rows(line) == before, "and nothing was written"


FORWARDED = (
    {"Host": "penipu.example"},
    {"X-Forwarded-Host": "penipu.example"},
    {"X-Forwarded-Host": "penipu.example, suara.example.go.id", "X-Forwarded-Proto": "https"},
    {"X-Forwarded-Proto": "https", "X-Forwarded-Port": "443"},
    {"Forwarded": "for=127.0.0.1;host=penipu.example;proto=https"},
    {"X-Original-URL": "/ivr/answer", "X-Rewrite-URL": "/ivr/answer"},
    {"X-Original-Host": "penipu.example", "X-Host": "penipu.example"},
)


@pytest.mark.parametrize("headers", FORWARDED, ids=lambda headers: next(iter(headers)))
def test_no_header_says_where_we_are(line: Line, carrier: Carrier, headers: dict[str, str]) -> None:
    """What was signed for another address is refused however a header dresses it up, and ours is taken."""
    form, sign = carrier.form(), RequestValidator(line.settings.twilio_auth_tokens[0]).compute_signature
    for base in ("https://penipu.example", "http://penipu.example", "https://suara.example.go.id"):
        sent = {**headers, "X-Twilio-Signature": sign(f"{base}/ivr/answer", form)}
        assert carrier.client.post("/ivr/answer", data=form, headers=sent).status_code == 403
    ours = {**headers, "X-Twilio-Signature": sign(f"{line.settings.base_url}/ivr/answer", form)}
    assert carrier.client.post("/ivr/answer", data=form, headers=ours).status_code == 200


def test_a_replayed_request_changes_nothing_and_mints_no_token(line: Line, carrier: Carrier) -> None:
    """Also when it says that it is another try."""
    form = carrier.form(From=CALLERS[0])
    first = carrier.post("/ivr/answer", form)
    token, before = re.search(r'name="token" value="(\w+)"', first.text), rows(line)
    assert token is not None
    for number in range(3):
        signature = carrier.sign("/ivr/answer", form)
        headers = {"X-Twilio-Signature": signature, "I-Twilio-Idempotency-Token": f"lain-{number}"}
        again = carrier.client.post("/ivr/answer", data=form, headers=headers)
        assert again.text == first.text
    assert rows(line) == before


def test_a_stale_turn_is_answered_with_the_present_one(line: Line, carrier: Carrier) -> None:
    carrier.post("/ivr/answer", From=CALLERS[1])
    carrier.post("/ivr/continue")
    carrier.post("/ivr/keys?turn=1", Digits="1")
    present = carrier.post("/ivr/keys?turn=2", Digits="9").text
    for turn, digits in ((1, "3"), (2, "0"), (0, "1"), (99, "1"), (-1, "1")):
        assert carrier.post(f"/ivr/keys?turn={turn}", Digits=digits).text == present
        assert carrier.post(f"/ivr/recorded?turn={turn}").text == present
    with line.database.read() as session:
        steps = session.scalars(select(CallTurn.heard).order_by(CallTurn.id.desc()).limit(2)).all()
    assert steps == ["9", "1"]


def test_what_is_not_waited_for_gets_the_present_turn_and_no_apology(line: Line, carrier: Carrier) -> None:
    """Keys before the first question, an officer's end where nobody was rung, a story where none was asked for."""
    carrier.post("/ivr/answer", From="+6281399001103")
    first = carrier.post("/ivr/keys?turn=1", Digits="1").text
    assert "<Gather" in first
    url = f"{line.settings.twilio_api}/recordings/RElain"
    for path, fields in (
        ("/ivr/dialled?turn=1", {}),
        ("/ivr/recorded?turn=1", {"RecordingUrl": url, "RecordingDuration": "7"}),
    ):
        assert carrier.post(path, **fields).text == first
    with line.database.read() as session:
        call = session.scalars(select(Call).where(Call.provider_id == carrier.sid)).one()
        assert call.turn == 1
        assert session.scalars(select(Recording).where(Recording.call_id == call.id)).all() == []


def test_a_turn_that_is_no_number_is_refused(carrier: Carrier) -> None:
    for turn in ("", "satu", "1e3", "9" * 5000, "1;drop", "%00"):
        assert carrier.post(f"/ivr/keys?turn={turn}", Digits="1").status_code in (404, 422), turn


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD"])
def test_webhooks_take_posts_only(line: Line, carrier: Carrier, method: str) -> None:
    """A signed address alone, as it stands in a log, does nothing."""
    with httpx2.Client(base_url=line.settings.base_url, trust_env=False) as client:
        for path in webhooks(line):
            signature = carrier.sign(path, {})
            answer = client.request(method, path, headers={"X-Twilio-Signature": signature})
            assert answer.status_code == 405, path
