"""Several carriers: who gets a text, who is asked about it, what happens when one fails and when it is back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.office import Office
from casework.route_choice import PROBE_EVERY, PROBE_SOON, Route
from models import Database, Delivery, Purpose
from sms.carrier import NoAnswer, Refused
from tests.postgresql import ON_BOTH
from tests.sms.post import BUSY, Post

pytestmark = ON_BOTH

AWAY = Refused(error="unreachable", permanent=False)


@pytest.fixture
def two(database: Database, office: Office) -> Post:
    routes = {
        "one": Route(name="one", label="Satu", prices={"semua": 300}),
        "two": Route(name="two", label="Dua", prices={"semua": 500, "telkomsel": 450}),
    }
    return Post(database, replace(office, sending=replace(office.sending, routes=routes)), ("one", "two"))


def taken(post: Post) -> tuple[int, ...]:
    return tuple(len(carrier.taken) for carrier in post.carriers.values())


def test_the_first_route_is_taken_and_remembered_with_its_price(two: Post) -> None:
    message = two.message(two.queue())
    two.run_due()
    message = two.message(message.id)
    assert (message.route, message.cost, message.handed_at, taken(two)) == ("one", 300, two.at, (1, 0))


def test_a_route_that_refuses_for_now_hands_over_to_the_next_at_once(two: Post) -> None:
    message_id = two.queue()
    two.carriers["one"].answers = [AWAY]
    two.run_due()
    message = two.message(message_id)
    assert (message.delivery, message.route, message.cost) == (Delivery.SENT, "two", 450)
    assert taken(two) == (0, 1)


def test_a_text_that_a_carrier_may_have_goes_nowhere_else(two: Post) -> None:
    message_id = two.queue()
    two.carriers["one"].answers, two.carriers["one"].takes_silently = [NoAnswer()], True
    two.run_for(timedelta(hours=2))
    assert two.carriers["one"].asked == ["send", "find"]
    assert two.carriers["two"].asked == []
    assert two.message(message_id).delivery == Delivery.SENT


def test_it_goes_to_the_next_when_the_first_has_surely_not_got_it_and_fails(two: Post) -> None:
    message_id = two.queue()
    two.carriers["one"].answers = [NoAnswer(), *[AWAY] * 9]
    two.run_for(timedelta(hours=2))
    assert two.carriers["two"].asked == ["send"]
    assert taken(two) == (0, 1)
    assert two.message(message_id).route == "two"


def test_a_carrier_that_is_no_longer_in_the_settings_keeps_its_text_unknown(two: Post) -> None:
    message_id = two.queue()
    two.carriers["one"].answers, two.carriers["one"].takes_silently = [NoAnswer()], True
    two.run_due()
    del two.carriers["one"]
    two.outbox = two.another_process()
    two.run_for(timedelta(hours=2))
    assert two.message(message_id).delivery == Delivery.UNKNOWN
    assert two.carriers["two"].asked == []


def test_when_all_refuse_it_is_tried_again_later(two: Post) -> None:
    message_id = two.queue()
    for carrier in two.carriers.values():
        carrier.answers = [BUSY]
    two.run_due()
    assert two.message(message_id).delivery == Delivery.QUEUED
    two.run_for(timedelta(minutes=1))
    assert two.message(message_id).delivery == Delivery.SENT


def failing(post: Post) -> None:
    """Three texts in a row that the first route refuses."""
    post.carriers["one"].answers = [AWAY] * 3
    for number in range(3):
        post.queue(to=f"0812345678{number:02}")
        post.run_due()
    post.carriers["one"].asked.clear()


def test_a_failing_route_is_left_alone_by_every_process(two: Post) -> None:
    failing(two)
    two.queue(to="081234567899")
    two.outbox = two.another_process()
    two.run_due()
    assert (two.carriers["one"].asked, len(two.carriers["two"].taken)) == ([], 4)


def test_it_is_probed_with_one_text_and_used_again_after_two(two: Post) -> None:
    failing(two)
    sent = []
    for wait in (PROBE_EVERY, timedelta(0), PROBE_SOON, timedelta(0)):
        two.at += wait
        message_id = two.queue(to=f"08123456{len(sent):04}")
        two.run_due()
        sent.append(two.message(message_id).route)
    assert sent == ["one", "two", "one", "one"]


def test_a_rate_lets_a_seconds_texts_go_and_spaces_the_others(database: Database, office: Office) -> None:
    routes = {"one": Route(name="one", label="Satu", prices={}, per_second=2)}
    post = Post(database, replace(office, sending=replace(office.sending, routes=routes)))
    ids = [post.queue(to=f"0812345678{number:02}") for number in range(7)]
    begun = post.at
    post.run_for(timedelta(minutes=1))
    handed = [post.message(one).handed_at for one in ids]
    waited = [round((at - begun) / timedelta(seconds=1), 1) for at in handed if at is not None]
    assert waited == [0, 0, 0, 0.5, 1.0, 1.5, 2.0]
    assert post.carrier.asked == ["send"] * 7


def test_a_notice_probes_what_an_answer_does_not(two: Post) -> None:
    two.carriers["one"].answers, two.carriers["one"].finding = [NoAnswer()] * 3, [NoAnswer()] * 99
    for number in range(3):
        two.queue(to=f"0812345678{number:02}")
        two.run_due()
    two.at += PROBE_EVERY
    while two.run_due():
        pass
    answer, notice = two.queue(to="081234567898"), two.queue(to="081234567899", purpose=Purpose.NOTICE)
    while two.run_due():
        pass
    assert (two.message(answer).route, two.message(notice).route) == ("two", "one")
