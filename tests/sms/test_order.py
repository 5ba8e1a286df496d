"""Texts to one citizen leave in the order in which they were written, and none waits for ever."""

from datetime import timedelta

from casework.text_limits import UNSURE_PATIENCE
from models import Delivery
from sms.carrier import NoAnswer, Refused
from tests.postgresql import ON_BOTH
from tests.sms.post import BUSY, Post

pytestmark = ON_BOTH


def bodies(post: Post) -> list[str]:
    return [body for _, body, _ in post.carrier.taken]


def test_a_later_text_waits_for_one_that_is_tried_again(post: Post) -> None:
    post.queue("satu")
    post.queue("dua")
    post.carrier.answers = [BUSY, BUSY]
    post.run_for(timedelta(minutes=5))
    assert bodies(post) == ["satu", "dua"]


def test_it_leaves_as_soon_as_the_one_before_it_has(post: Post) -> None:
    post.queue("satu")
    later = post.queue("dua")
    post.carrier.answers = [BUSY]
    post.run_for(timedelta(minutes=5))
    assert post.message(later).handed_at == post.message(later - 1).handed_at


def test_texts_to_others_do_not_wait(post: Post) -> None:
    post.queue("satu")
    post.queue("lain", to="081234567891")
    post.carrier.answers = [BUSY]
    post.run_due()
    post.run_due()
    assert bodies(post) == ["lain"]


def test_a_receipt_of_an_unknown_text_lets_the_next_one_go(post: Post) -> None:
    first, second = post.queue("satu"), post.queue("dua")
    post.carrier.answers, post.carrier.takes_silently = [NoAnswer()], True
    post.run_due()
    post.run_due()
    assert post.message(second).held == "order"
    post.receipt(post.carrier.taken[0][2], "delivered", Delivery.DELIVERED, first)
    assert post.run_due()
    assert bodies(post) == ["satu", "dua"]


def test_a_text_that_stays_unknown_holds_the_next_for_two_minutes_only(post: Post) -> None:
    post.queue("satu")
    second = post.queue("dua")
    begun = post.at
    post.carrier.answers, post.carrier.finding = [NoAnswer()], [NoAnswer()] * 99
    post.run_for(timedelta(hours=2))
    message = post.message(second)
    assert message.delivery == Delivery.SENT
    assert message.handed_at is not None
    assert UNSURE_PATIENCE <= message.handed_at - begun < UNSURE_PATIENCE + timedelta(minutes=1)
    third = post.queue("tiga")
    post.run_for(timedelta(seconds=1))
    assert post.message(third).delivery == Delivery.SENT


def test_one_that_failed_holds_nobody(post: Post) -> None:
    post.queue("satu")
    post.queue("dua")
    post.carrier.answers = [Refused(error="21614", permanent=True)]
    post.run_due()
    post.run_due()
    assert bodies(post) == ["dua"]
