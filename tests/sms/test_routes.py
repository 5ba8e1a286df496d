"""The text webhooks as a carrier meets them: signed forms in, nothing but what is signed gets through."""

import pytest
from sqlalchemy import select

from deps import MAX_BODY
from models import Direction, Message
from tests.sms.citizen import row_counts
from tests.sms.webhooks import Carrier


def test_a_text_is_stored_before_it_is_answered_with_empty_twiml(carrier: Carrier) -> None:
    form = carrier.text("SYARAT KK")
    answer = carrier.client.post(
        "/sms/incoming", data=form, headers={"X-Twilio-Signature": carrier.sign("/sms/incoming", form)}
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] in ("text/xml", "application/xml")
    assert answer.text.endswith("<Response/>")
    with carrier.database.read() as session:
        kept = session.scalars(select(Message).where(Message.provider_id == form["MessageSid"])).one()
        reply = session.scalars(select(Message).where(Message.reply_to_id == kept.id)).one()
        assert (kept.body, kept.direction) == ("SYARAT KK", Direction.IN)
        assert reply.body.startswith("KK: ")


def test_the_older_token_is_accepted_while_tokens_change(carrier: Carrier) -> None:
    form = carrier.text()
    assert carrier.post(form, signature=carrier.sign("/sms/incoming", form, token=1)) == 200


@pytest.mark.parametrize("signature", ["", "x", "bm90IGEgc2lnbmF0dXJl", "тайна", "=" * 5000])
@pytest.mark.parametrize("path", ["/sms/incoming", "/sms/status"])
def test_a_wrong_signature_gets_nowhere(carrier: Carrier, path: str, signature: str) -> None:
    before = row_counts(carrier.database)
    assert carrier.post(carrier.text(MessageStatus="delivered"), path, signature) == 403
    assert row_counts(carrier.database) == before


@pytest.mark.parametrize("path", ["/sms/incoming", "/sms/status"])
def test_without_a_signature_nothing_gets_through(carrier: Carrier, path: str) -> None:
    assert carrier.client.post(path, data=carrier.text(MessageStatus="sent")).status_code == 403


@pytest.mark.parametrize("field", ["Body", "From", "MessageSid", "To"])
def test_nothing_signed_can_be_changed(carrier: Carrier, field: str) -> None:
    form = carrier.text()
    signature = carrier.sign("/sms/incoming", form)
    assert carrier.post({**form, field: "+6281234500000"}, signature=signature) == 403


def test_a_signature_for_one_address_opens_no_other(carrier: Carrier) -> None:
    form = carrier.text(MessageStatus="delivered")
    assert carrier.post(form, "/sms/status?m=1", carrier.sign("/sms/status?m=2", form)) == 403
    assert carrier.post(form, "/sms/incoming", carrier.sign("/sms/status", form)) == 403


def test_another_account_gets_nowhere(carrier: Carrier) -> None:
    assert carrier.post(carrier.text(AccountSid="AC" + "9" * 32)) == 403


@pytest.mark.parametrize("path", ["/sms/incoming", "/sms/status"])
def test_only_forms_are_read(carrier: Carrier, path: str) -> None:
    headers = {"X-Twilio-Signature": carrier.sign(path, {})}
    assert carrier.client.post(path, json={"Body": "x"}, headers=headers).status_code == 415
    assert carrier.client.post(path, content=b"<Body/>", headers=headers).status_code == 415
    assert carrier.client.post(path, files={"Body": b"x"}, headers=headers).status_code == 415


def test_a_body_that_is_too_large_is_not_read(carrier: Carrier) -> None:
    assert carrier.post(carrier.text("a" * MAX_BODY)) == 413


@pytest.mark.parametrize("field", ["Body", "From", "MessageSid"])
def test_each_field_must_be_there_exactly_once(carrier: Carrier, field: str) -> None:
    before = row_counts(carrier.database)
    form = carrier.text()
    missing = {name: value for name, value in form.items() if name != field}
    assert carrier.post(missing) == 400
    assert carrier.post({**form, field: [str(form[field]), "twice"]}) == 400
    assert carrier.post({**form, field: [str(form[field])] * 2}) == 400
    assert row_counts(carrier.database) == before


@pytest.mark.parametrize("sid", ["", " ", "SM 1", "S" * 65, "SM1\x00"])
def test_an_id_that_is_none_is_refused(carrier: Carrier, sid: str) -> None:
    assert carrier.post(carrier.text(MessageSid=sid)) == 400


def test_what_runs_together_under_one_signature_is_refused(carrier: Carrier) -> None:
    """{Body: "halo", From: "+62..."} and {Body: "haloFrom+62..."} have the same signature."""
    form = carrier.text("halo")
    signature = carrier.sign("/sms/incoming", form)
    merged = {**form, "Body": f"haloFrom{form['From']}"}
    del merged["From"]
    assert carrier.post(merged, signature=signature) == 400
