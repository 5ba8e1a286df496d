"""The outbox on the real database: each text leaves once, whatever happens between two commits."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from casework import jobs
from casework.contacts import contact_for
from casework.messages import queue_text, record_receipt
from casework.office import Office
from models import Database, Delivery, Job, JobState, Message
from sms.carrier import Found, NoAnswer, Refused, Sent
from sms.outbox import LostJob, send_text
from tests.sms.citizen import NOON

Answer = Sent | Refused | NoAnswer
BUSY = Refused(error="20429", permanent=False)


class Died(BaseException):
    """The process ends here."""


class RecordingCarrier:
    """Takes texts, and answers what it is told to. What it took, `find` finds."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.asked: list[str] = []
        self.taken: list[tuple[str, str, str]] = []
        self.answers: list[Answer] = []
        self.finding: list[Found | NoAnswer] = []
        self.takes_silently = False
        self.meanwhile: Callable[[str], None] = lambda provider_id: None

    def send(self, to: str, body: str, message_id: int) -> Answer:
        self.asked.append("send")
        with self.database.write():
            pass  # nobody holds the one writer while we are asked
        provider_id = f"SM{len(self.taken):032}"
        answer = self.answers.pop(0) if self.answers else Sent(provider_id=provider_id)
        if isinstance(answer, Sent) or self.takes_silently:
            self.taken.append((to, body, provider_id))
        self.meanwhile(provider_id)
        return answer

    def find(self, to: str, body: str, after: datetime) -> Found | NoAnswer:
        self.asked.append("find")
        if self.finding:
            return self.finding.pop(0)
        return Found(provider_ids=tuple(sid for one, text, sid in self.taken if (one, text) == (to, body)))


class Post:
    """The line's end: texts are queued, and jobs run when they are due."""

    def __init__(self, database: Database, office: Office) -> None:
        self.database, self.office, self.at = database, office, NOON
        self.carrier = RecordingCarrier(database)

    def queue(self, body: str = "Silakan datang. -MPP Contoh") -> int:
        with self.database.write() as session:
            contact = contact_for(session, self.office.vault, "081234567890", at=self.at)
            return queue_text(session, contact, body, at=self.at).id

    def claim(self) -> Job | None:
        with self.database.write() as session:
            return jobs.claim(session, at=self.at)

    def run(self, job: Job) -> None:
        send_text(self.database, self.carrier, job, now=lambda: self.at)

    def run_due(self) -> bool:
        job = self.claim()
        if job is not None:
            self.run(job)
        return job is not None

    def run_for(self, time: timedelta) -> None:
        until = self.at + time
        while (due := self.next_due()) is not None and due <= until:
            self.at = max(self.at, due)
            self.run_due()
        self.at = until

    def next_due(self) -> datetime | None:
        with self.database.read() as session:
            open_jobs = select(Job.run_at).where(Job.state.in_([JobState.READY, JobState.RUNNING]))
            return session.scalar(open_jobs.order_by(Job.run_at))

    def receipt(self, provider_id: str, status: str, delivery: Delivery, message_id: int) -> None:
        with self.database.write() as session:
            record_receipt(
                session,
                provider_id=provider_id,
                status=status,
                delivery=delivery,
                error=None,
                at=self.at,
                message_id=message_id,
            )

    def message(self, message_id: int) -> Message:
        with self.database.read() as session:
            return session.get_one(Message, message_id)

    def stopped_at(self, message_id: int) -> datetime | None:
        with self.database.read() as session:
            return session.get_one(Message, message_id).contact.stopped_at

    def job(self) -> Job:
        with self.database.read() as session:
            return session.scalars(select(Job)).one()


@pytest.fixture
def post(database: Database, office: Office) -> Post:
    return Post(database, office)


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


# A crash --------------------------------------------------------------------------------------------------------


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
    assert post.carrier.asked == ["send"] + ["find"] * len(jobs.RETRY_AFTER)
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
    assert post.carrier.asked == ["send"] * (1 + len(jobs.RETRY_AFTER))
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
