"""The outbox on the real database: each text leaves once, whatever happens between two commits."""

from datetime import timedelta

import pytest

from casework.contacts import contact_for
from models import Delivery, JobState, Message
from sms.carrier import NoAnswer, Refused
from sms.retrying import WAITS, ErrorClass
from tests.postgresql import ON_BOTH
from tests.sms.citizen import NOON
from tests.sms.post import BUSY, Post

pytestmark = ON_BOTH


def test_a_queued_text_is_handed_over_once(post: Post) -> None:
    message_id = post.queue()
    post.run_for(timedelta(hours=2))
    message = post.message(message_id)
    assert post.carrier.asked == ["send"]
    assert post.carrier.taken == [
        ("+6281234567890", "Silakan datang. -MPP Contoh", "SM00000000000000000000000000000000")
    ]
    assert (message.delivery, message.provider_id) == (Delivery.SENT, "SM00000000000000000000000000000000")
    assert message.sent_at == NOON
    assert post.job().state == JobState.DONE


def test_it_is_sending_while_the_carrier_is_asked(post: Post) -> None:
    message_id, seen = post.queue(), []
    post.carrier.meanwhile = lambda _: seen.append(post.message(message_id).delivery)
    post.run_due()
    assert seen == [Delivery.SENDING]


def test_texts_to_those_who_want_no_notices_still_leave(post: Post) -> None:
    message_id = post.queue()
    with post.database.write() as session:
        contact_for(session, post.office.vault, "081234567890", at=NOON).stopped_at = NOON
    post.run_due()
    assert post.message(message_id).delivery == Delivery.SENT


# No answer ------------------------------------------------------------------------------------------------------


def test_without_an_answer_a_text_is_unknown_and_not_failed(post: Post) -> None:
    message_id = post.queue()
    post.carrier.answers = [NoAnswer()]
    post.run_due()
    assert post.message(message_id).delivery == Delivery.UNKNOWN
    assert post.job().state == JobState.READY


def test_an_unknown_text_that_the_carrier_has_is_not_sent_again(post: Post) -> None:
    message_id = post.queue()
    post.carrier.answers, post.carrier.takes_silently = [NoAnswer()], True
    post.run_for(timedelta(hours=2))
    assert post.carrier.asked == ["send", "find"]
    assert post.message(message_id).delivery == Delivery.SENT


def test_an_unknown_text_is_sent_again_only_when_the_carrier_has_surely_not_got_it(post: Post) -> None:
    message_id = post.queue()
    post.carrier.answers = [NoAnswer()]
    post.run_for(timedelta(seconds=50))
    assert post.carrier.asked == ["send", "find"], "the list of a carrier runs a little behind"
    post.run_for(timedelta(hours=2))
    assert post.carrier.asked == ["send", "find", "find", "send"]
    assert post.message(message_id).delivery == Delivery.SENT


def test_a_text_that_stays_unknown_is_never_called_failed(post: Post) -> None:
    message_id = post.queue()
    post.carrier.answers, post.carrier.finding = [NoAnswer()], [NoAnswer()] * 9
    post.run_for(timedelta(hours=3))
    assert post.carrier.asked == ["send"] + ["find"] * len(WAITS[ErrorClass.NO_ANSWER])
    assert post.message(message_id).delivery == Delivery.UNKNOWN
    assert post.job().state == JobState.DEAD


# Refusals -------------------------------------------------------------------------------------------------------


def test_a_refusal_that_passes_is_tried_again(post: Post) -> None:
    message_id = post.queue()
    post.carrier.answers = [BUSY, BUSY]
    post.run_for(timedelta(hours=2))
    message = post.message(message_id)
    assert post.carrier.asked == ["send"] * 3
    assert (message.delivery, message.error) == (Delivery.SENT, None)


def test_a_refusal_that_does_not_pass_ends_as_failed(post: Post) -> None:
    message_id = post.queue()
    post.carrier.answers = [BUSY] * 9
    post.run_for(timedelta(hours=3))
    message = post.message(message_id)
    assert post.carrier.asked == ["send"] * (1 + len(WAITS[ErrorClass.BUSY]))
    assert (message.delivery, message.error) == (Delivery.FAILED, "20429")
    assert post.job().state == JobState.DEAD


def test_a_refusal_for_good_is_not_tried_again(post: Post) -> None:
    message_id = post.queue()
    post.carrier.answers = [Refused(error="21614", permanent=True)]
    post.run_for(timedelta(hours=2))
    message = post.message(message_id)
    assert post.carrier.asked == ["send"]
    assert (message.delivery, message.error) == (Delivery.FAILED, "21614")
    assert post.stopped_at(message_id) is None
    assert post.job().state == JobState.DONE


def test_who_opted_out_at_the_carrier_gets_no_notices_of_ours(post: Post) -> None:
    message_id = post.queue()
    post.carrier.answers = [Refused(error="21610", permanent=True, opted_out=True)]
    post.run_due()
    assert post.stopped_at(message_id) == NOON


# Receipts -------------------------------------------------------------------------------------------------------


def test_a_receipt_that_is_faster_than_the_carriers_answer_stays(post: Post) -> None:
    message_id = post.queue()
    post.carrier.meanwhile = lambda sid: post.receipt(sid, "delivered", Delivery.DELIVERED, message_id)
    post.run_due()
    message = post.message(message_id)
    assert (message.delivery, message.provider_id) == (Delivery.DELIVERED, post.carrier.taken[0][2])
    assert message.sent_at is not None


def test_a_receipt_settles_an_unknown_text_and_the_job_ends_by_itself(post: Post) -> None:
    message_id = post.queue()
    post.carrier.answers, post.carrier.takes_silently = [NoAnswer()], True
    post.run_due()
    post.receipt(post.carrier.taken[0][2], "delivered", Delivery.DELIVERED, message_id)
    post.run_for(timedelta(hours=2))
    assert post.carrier.asked == ["send"]
    assert post.message(message_id).delivery == Delivery.DELIVERED
    assert post.job().state == JobState.DONE


@pytest.mark.parametrize("final", [Delivery.DELIVERED, Delivery.FAILED])
def test_what_is_final_is_never_sent(post: Post, final: Delivery) -> None:
    message_id = post.queue()
    with post.database.write() as session:
        session.get_one(Message, message_id).delivery = final
    post.run_due()
    assert post.carrier.asked == []
    assert post.message(message_id).delivery == final
    assert post.job().state == JobState.DONE
