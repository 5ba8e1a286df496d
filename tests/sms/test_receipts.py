"""Receipts as a carrier brings them: late, twice, for others, and never over a final state."""

from sqlalchemy import select

from models import Delivery, Receipt
from tests.sms.webhooks import Carrier, Form


def test_receipts_for_others_are_kept_and_change_no_text(carrier: Carrier) -> None:
    message_id = carrier.sending()
    assert carrier.receipt("SM-stranger", "delivered") == 204
    assert carrier.receipt("SM-stranger", "failed", "?m=999999") == 204
    assert carrier.message(message_id).delivery == Delivery.SENDING
    with carrier.database.read() as session:
        kept = session.scalars(select(Receipt.status).where(Receipt.provider_id == "SM-stranger"))
        assert set(kept) == {"delivered", "failed"}


def test_a_receipt_without_its_text_or_status_is_refused(carrier: Carrier) -> None:
    assert carrier.receipt("", "sent") == 400
    form: Form = {"MessageSid": "SM1", "AccountSid": carrier.settings.twilio_account_sid}
    assert carrier.post(form, "/sms/status") == 400
