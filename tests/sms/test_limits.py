"""Hours, caps, bursts and BERHENTI: what waits, what leaves all the same, and what never leaves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from casework import messages
from casework.consent import resume_notices, stop_notices
from casework.contacts import contact_for
from casework.route_choice import Route
from casework.text_report import count_waiting
from models import Database, Delivery, Message, Officer, Purpose
from tests.postgresql import ON_BOTH
from tests.sms.post import Post

pytestmark = ON_BOTH

NIGHT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
"""22.00 in Jakarta."""
MORNING = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
NOTICE = Purpose.NOTICE


def allow(post: Post, **rules: object) -> None:
    """The same post under other rules."""
    sending = replace(post.office.sending, **rules)  # type: ignore[arg-type]
    post.office = replace(post.office, sending=sending)
    post.outbox = post.another_process()


def an_officer(database: Database) -> int:
    with database.write() as session:
        officer = Officer(username="siti", name="Siti", password_hash="-", created_at=NIGHT)
        session.add(officer)
        session.flush()
        return officer.id


def release(post: Post, message_id: int) -> None:
    with post.database.write() as session:
        messages.release(session, session.get_one(Message, message_id), at=post.at)


@pytest.mark.parametrize(("purpose", "leaves"), [(Purpose.ANSWER, NIGHT), (Purpose.NOTICE, MORNING)])
def test_news_waits_for_the_morning_and_answers_do_not(
    post: Post, purpose: Purpose, leaves: datetime
) -> None:
    post.at = NIGHT
    message_id = post.queue(purpose=purpose)
    post.run_for(timedelta(days=1))
    assert post.message(message_id).handed_at == leaves


def test_news_does_not_leave_on_a_holiday(post: Post) -> None:
    post.at = datetime(2026, 12, 25, 3, 0, tzinfo=UTC)
    message_id = post.queue(purpose=NOTICE)
    post.run_for(timedelta(days=3))
    assert post.message(message_id).handed_at == datetime(2026, 12, 26, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(("hours", "leaves"), [("", 26), ("08.00-11.00", 25)])
def test_news_goes_by_the_days_that_officers_closed_or_opened(post: Post, hours: str, leaves: int) -> None:
    post.at = datetime(2026, 12, 25 if hours else 24, 3, 0, tzinfo=UTC)
    allow(post, quiet=replace(post.office.sending.quiet, holidays=frozenset({date(2026, 12, 25)})))
    post.write_down(post.at.date(), hours)
    message_id = post.queue(purpose=NOTICE)
    post.run_for(timedelta(days=3))
    at = post.message(message_id).handed_at
    assert at == datetime(2026, 12, leaves, 3 if hours else 1, 0, tzinfo=UTC)


def test_news_that_waits_for_the_morning_holds_no_answer(post: Post) -> None:
    post.at = NIGHT
    post.queue("kabar", purpose=NOTICE)
    post.run_due()
    answer = post.queue("jawaban")
    post.run_due()
    assert post.message(answer).delivery == Delivery.SENT


def test_berhenti_stops_news_that_was_queued_before_and_nothing_else(post: Post) -> None:
    post.at = NIGHT
    notice = post.queue(purpose=NOTICE)
    post.run_due()
    with post.database.write() as session:
        contact = contact_for(session, post.office.vault, "081234567890", at=post.at)
        stop_notices(session, contact, at=post.at)
    answer = post.queue()
    post.run_for(timedelta(days=1))
    stopped = post.message(notice)
    assert (stopped.delivery, stopped.error) == (Delivery.FAILED, "stopped")
    assert post.message(answer).delivery == Delivery.SENT
    with post.database.write() as session:
        contact = contact_for(session, post.office.vault, "081234567890", at=post.at)
        resume_notices(session, contact, at=post.at)
    again = post.queue(purpose=NOTICE)
    post.run_for(timedelta(days=1))
    assert post.message(again).delivery == Delivery.SENT


def test_a_citizen_gets_so_much_news_in_a_day_and_answers_beside_it(post: Post) -> None:
    allow(post, notices_to_a_citizen=2)
    notices = [post.queue(purpose=NOTICE) for _ in range(3)]
    answer = post.queue()
    post.run_for(timedelta(hours=1))
    assert [post.message(one).delivery for one in (*notices, answer)] == ["sent", "sent", "queued", "sent"]
    assert post.message(notices[2]).held == "cap_citizen"
    post.run_for(timedelta(days=1))
    assert post.message(notices[2]).delivery == Delivery.SENT


def test_a_day_may_cost_so_much_for_news_and_more_for_answers(post: Post) -> None:
    routes = {"one": Route(name="one", label="Satu", prices={"semua": 400})}
    allow(post, routes=routes, rupiah_for_notices=800, rupiah_a_day=1600)
    sent = []
    for number, purpose in enumerate([NOTICE] * 3 + [Purpose.ANSWER] * 3):
        message_id = post.queue(to=f"08123456{number:04}", purpose=purpose)
        post.run_due()
        sent.append((str(post.message(message_id).delivery), post.message(message_id).held))
    assert sent == [
        ("sent", None), ("sent", None), ("queued", "cap_day"), ("sent", None), ("sent", None), ("queued", "cap_day"),
    ]  # fmt: skip


def test_a_route_that_cost_enough_today_leaves_the_rest_to_the_others(post: Post) -> None:
    routes = {
        "one": Route(name="one", label="Satu", prices={"semua": 400}, most_a_day=400),
        "two": Route(name="two", label="Dua", prices={"semua": 500}, most_a_day=500),
    }
    post.carriers["two"] = type(post.carrier)(post.database, "TX")
    allow(post, routes=routes)
    ids = [post.queue(to=f"08123456{number:04}") for number in range(3)]
    for _ in ids:
        post.run_due()
    assert [post.message(one).route for one in ids] == ["one", "two", None]
    assert post.message(ids[2]).held == "cap_route"


def test_an_officer_sees_what_is_held_and_lets_it_go(post: Post) -> None:
    allow(post, answers_to_a_citizen=1)
    post.queue()
    message_id = post.queue()
    post.run_for(timedelta(minutes=1))
    with post.database.read() as session:
        assert count_waiting(session) == 1
    release(post, message_id)
    post.run_due()
    assert post.message(message_id).delivery == Delivery.SENT


def test_what_an_officer_lets_go_leaves_in_spite_of_its_routes_cap(post: Post) -> None:
    allow(post, routes={"one": Route(name="one", label="Satu", prices={"semua": 400}, most_a_day=400)})
    post.queue()
    post.run_due()
    message_id = post.queue(to="081234567891")
    post.run_due()
    assert post.message(message_id).held == "cap_route"
    release(post, message_id)
    post.run_due()
    assert post.message(message_id).delivery == Delivery.SENT


def test_what_an_officer_lets_go_does_not_wake_anybody(post: Post) -> None:
    post.at = NIGHT
    message_id = post.queue(purpose=NOTICE)
    release(post, message_id)
    post.run_for(timedelta(days=1))
    assert post.message(message_id).handed_at == MORNING


def test_answers_do_not_count_as_news(post: Post) -> None:
    allow(post, notices_to_a_citizen=1)
    for purpose in (Purpose.ANSWER, Purpose.ANSWER, NOTICE):
        message_id = post.queue(purpose=purpose)
        post.run_for(timedelta(seconds=5))
        assert post.message(message_id).delivery == Delivery.SENT


def test_neighbouring_new_numbers_are_not_paid_for_and_known_ones_are(post: Post) -> None:
    allow(post, neighbours_in_an_hour=5)
    known = post.queue(to="081234567000")
    post.run_due()
    post.at += timedelta(days=2)
    new = [post.queue(to=f"081234567{number:03}") for number in range(1, 7)]
    again, far = post.queue(to="081234567000"), post.queue(to="085712345678")
    post.run_for(timedelta(minutes=1))
    assert {post.message(one).held for one in new} == {"burst"}
    assert {post.message(one).delivery for one in (known, again, far)} == {Delivery.SENT}


def test_a_rush_of_new_numbers_waits_until_it_is_over(post: Post) -> None:
    allow(post, new_in_ten_minutes=10)
    ids = [post.queue(to=f"0812{number:04}0000") for number in range(12)]
    post.run_for(timedelta(minutes=1))
    assert {post.message(one).held for one in ids} == {"burst"}
    post.run_for(timedelta(hours=1))
    assert {post.message(one).delivery for one in ids} == {Delivery.SENT}
