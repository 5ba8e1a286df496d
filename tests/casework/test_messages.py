"""Texts as rows: queued with a job, kept once, and moved on by receipts that come twice and out of order."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from casework.contacts import contact_for
from casework.messages import SEND, queue_text, receive_text, record_receipt
from models import Contact, Database, Delivery, Job, Message, Receipt

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
SID = "SM" + "1" * 32


def a_text(database: Database, delivery: Delivery = Delivery.SENDING, provider_id: str | None = None) -> int:
    with database.write() as session:
        contact = contact_for(session, database.vault, "081234567890", at=NOW)
        message = queue_text(session, contact, "Silakan datang.", at=NOW)
        message.delivery, message.provider_id = delivery, provider_id
        return message.id


def report(database: Database, status: str, delivery: Delivery | None, *, sid: str = SID,
           message_id: int | None = None, error: str | None = None) -> bool:  # fmt: skip
    with database.write() as session:
        return record_receipt(session, provider_id=sid, status=status, delivery=delivery, error=error, at=NOW,
                              message_id=message_id)  # fmt: skip


def text_of(database: Database, message_id: int) -> Message:
    with database.read() as session:
        return session.get_one(Message, message_id)


def test_a_queued_text_and_its_job_are_one_transaction(database: Database) -> None:
    def break_off() -> None:
        with database.write() as session:
            contact = contact_for(session, database.vault, "081234567890", at=NOW)
            queue_text(session, contact, "Silakan datang.", at=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    with database.read() as session:
        assert session.scalars(select(Message)).all() == []
        assert session.scalars(select(Job).where(Job.kind == SEND)).all() == []
        assert session.scalars(select(Contact)).all() == []


def test_a_receipt_finds_its_text_by_the_carriers_id(database: Database) -> None:
    message_id = a_text(database, Delivery.SENT, SID)
    assert report(database, "delivered", Delivery.DELIVERED)
    assert text_of(database, message_id).delivery == Delivery.DELIVERED


def test_a_receipt_finds_its_text_by_our_id_before_we_know_the_carriers(database: Database) -> None:
    message_id = a_text(database, Delivery.UNKNOWN)
    assert report(database, "sent", Delivery.SENT, message_id=message_id)
    message = text_of(database, message_id)
    assert (message.delivery, message.provider_id, message.sent_at) == (Delivery.SENT, SID, NOW)
    with database.read() as session:
        assert session.scalars(select(Receipt)).one().message_id == message_id


def test_a_receipt_never_moves_another_text_or_one_that_came_in(database: Database) -> None:
    ours = a_text(database, Delivery.SENT, "SM" + "2" * 32)
    with database.write() as session:
        contact = contact_for(session, database.vault, "081234567890", at=NOW)
        came_in = receive_text(session, contact, "halo", provider_id="SM" + "3" * 32, at=NOW)
    report(database, "failed", Delivery.FAILED, message_id=ours)
    report(database, "failed", Delivery.FAILED, sid="SM" + "4" * 32, message_id=came_in.id)
    report(database, "failed", Delivery.FAILED, sid="SM" + "3" * 32)
    assert text_of(database, ours).delivery == Delivery.SENT
    assert text_of(database, came_in.id).delivery == Delivery.RECEIVED


def test_the_same_receipt_twice_is_kept_once(database: Database) -> None:
    a_text(database, Delivery.SENT, SID)
    assert report(database, "delivered", Delivery.DELIVERED)
    assert not report(database, "delivered", Delivery.DELIVERED)
    with database.read() as session:
        assert len(session.scalars(select(Receipt)).all()) == 1


@pytest.mark.parametrize("final", [Delivery.DELIVERED, Delivery.FAILED])
def test_what_is_final_stays(database: Database, final: Delivery) -> None:
    message_id = a_text(database, final, SID)
    assert report(database, "sent", Delivery.SENT)
    assert report(database, "undelivered", Delivery.FAILED, error="30003")
    assert report(database, "delivered", Delivery.DELIVERED)
    message = text_of(database, message_id)
    assert (message.delivery, message.error) == (final, None)


def test_a_receipt_for_no_text_of_ours_is_kept(database: Database) -> None:
    assert report(database, "delivered", Delivery.DELIVERED, message_id=999)
    with database.read() as session:
        assert session.scalars(select(Receipt)).one().message_id is None


def test_a_status_that_means_nothing_to_us_changes_nothing(database: Database) -> None:
    message_id = a_text(database, Delivery.SENT, SID)
    assert report(database, "teleported", None)
    assert text_of(database, message_id).delivery == Delivery.SENT
