"""Receipts as a carrier brings them: late, twice, for others, and never over a final state."""

from sqlalchemy import select

from models import Delivery, Message, Receipt
from tests.sms.citizen import row_counts
from tests.sms.webhooks import Carrier, Form


def test_a_receipt_moves_the_text_on(carrier: Carrier) -> None:
    message_id = carrier.sending()
    sid = f"SM-receipt-{message_id}"
    assert carrier.receipt(sid, "sent", f"?m={message_id}") == 204
    assert carrier.message(message_id).delivery == Delivery.SENT
    assert carrier.receipt(sid, "delivered", f"?m={message_id}") == 204
    message = carrier.message(message_id)
    assert (message.delivery, message.provider_id) == (Delivery.DELIVERED, sid)


def test_receipts_that_are_late_or_repeated_change_nothing(carrier: Carrier) -> None:
    message_id = carrier.sending()
    sid = f"SM-receipt-{message_id}"
    carrier.receipt(sid, "undelivered", f"?m={message_id}", ErrorCode="30003")
    for status in ("sent", "delivered", "undelivered", "queued"):
        assert carrier.receipt(sid, status, f"?m={message_id}") == 204
    message = carrier.message(message_id)
    assert (message.delivery, message.error) == (Delivery.FAILED, "30003")
    before = row_counts(carrier.database)
    assert carrier.receipt(sid, "sent", f"?m={message_id}") == 204
    assert row_counts(carrier.database) == before


def test_receipts_for_others_are_kept_and_change_no_text(carrier: Carrier) -> None:
    message_id = carrier.sending()
    assert carrier.receipt("SM-stranger", "delivered") == 204
    assert carrier.receipt("SM-stranger", "failed", "?m=999999") == 204
    assert carrier.message(message_id).delivery == Delivery.SENDING
    with carrier.database.read() as session:
        kept = session.scalars(select(Receipt.status).where(Receipt.provider_id == "SM-stranger"))
        assert set(kept) == {"delivered", "failed"}


def test_a_receipt_never_touches_a_citizens_text(carrier: Carrier) -> None:
    form = carrier.text("halo")
    carrier.post(form)
    sid = str(form["MessageSid"])
    with carrier.database.read() as session:
        kept = session.scalars(select(Message).where(Message.provider_id == sid)).one()
    assert carrier.receipt(sid, "failed", f"?m={kept.id}", ErrorCode="1") == 204
    assert carrier.receipt("SM-other", "failed", f"?m={kept.id}") == 204
    assert carrier.message(kept.id).delivery == Delivery.RECEIVED


def test_a_receipt_without_its_text_or_status_is_refused(carrier: Carrier) -> None:
    assert carrier.receipt("", "sent") == 400
    form: Form = {"MessageSid": "SM1", "AccountSid": carrier.settings.twilio_account_sid}
    assert carrier.post(form, "/sms/status") == 400


def test_a_status_that_we_do_not_know_is_kept_and_changes_nothing(carrier: Carrier) -> None:
    message_id = carrier.sending()
    assert carrier.receipt(f"SM-receipt-{message_id}", "partially_delivered", f"?m={message_id}") == 204
    assert carrier.message(message_id).delivery == Delivery.SENDING
