"""The outbox when processes die or are overtaken: nothing is lost, nothing is sent twice."""

from datetime import timedelta

import pytest

from casework import jobs
from casework.jobs import LostJob
from models import Delivery, JobState
from sms.carrier import NoAnswer
from tests.due import Died
from tests.postgresql import ON_BOTH
from tests.sms.post import BUSY, Post

pytestmark = ON_BOTH


def died(post: Post) -> None:
    def end(_: str) -> None:
        raise Died

    post.carrier.meanwhile = end
    with pytest.raises(Died):
        post.run_due()
    post.carrier.meanwhile = lambda _: None


def test_after_a_crash_behind_the_carrier_the_text_is_found_and_not_sent_again(post: Post) -> None:
    message_id = post.queue()
    died(post)
    assert post.message(message_id).delivery == Delivery.SENDING
    post.run_for(timedelta(hours=2))
    assert post.carrier.asked == ["send", "find"]
    assert post.message(message_id).provider_id == post.carrier.taken[0][2]
    assert post.job().state == JobState.DONE


def test_after_a_crash_before_the_carrier_took_it_the_text_is_sent(post: Post) -> None:
    message_id = post.queue()
    post.carrier.answers = [BUSY]
    died(post)
    post.run_for(timedelta(hours=2))
    assert post.carrier.asked == ["send", "find", "send"]
    assert len(post.carrier.taken) == 1
    assert post.message(message_id).delivery == Delivery.SENT


def test_after_a_crash_nothing_is_sent_while_the_carrier_cannot_be_asked(post: Post) -> None:
    message_id = post.queue()
    died(post)
    post.carrier.finding = [NoAnswer(), NoAnswer()]
    post.run_for(timedelta(hours=2))
    assert post.carrier.asked == ["send", "find", "find", "find"]
    assert post.message(message_id).delivery == Delivery.SENT


def test_an_equal_text_that_is_known_already_is_not_taken_for_this_one(post: Post) -> None:
    first = post.queue()
    post.run_due()
    second = post.queue()
    post.carrier.answers = [BUSY]
    died(post)
    post.run_for(timedelta(hours=2))
    assert len(post.carrier.taken) == 2
    assert post.message(second).provider_id not in (None, post.message(first).provider_id)


def test_a_worker_that_was_only_slow_writes_nothing_over_the_other(post: Post) -> None:
    message_id = post.queue()
    slow = post.claim()
    assert slow is not None

    def another(_: str) -> None:
        post.carrier.meanwhile = lambda _: None
        post.at += jobs.LEASE
        assert post.run_due()

    post.carrier.meanwhile = another
    with pytest.raises(LostJob):
        post.run(slow)
    assert len(post.carrier.taken) == 1
    assert post.message(message_id).delivery == Delivery.SENT


def test_a_job_whose_lease_went_to_another_does_not_even_begin(post: Post) -> None:
    post.queue()
    slow = post.claim()
    assert slow is not None
    post.at += jobs.LEASE
    post.run_due()
    with pytest.raises(LostJob):
        post.run(slow)
    assert post.carrier.asked == ["send"]
