"""Messages to other systems: owed with their cause, signed as Standard Webhooks wants it, tried again, given up."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from standardwebhooks import WebhookVerificationError

from casework import cases, jobs, webhooks
from casework.applications import ApplicationData, put_application
from casework.contacts import contact_for
from casework.content import ContentError
from casework.webhook_events import DELIVER, WebhookKind
from casework.webhook_file import Subscription, load_subscriptions, subscribe
from casework.webhook_signing import SecretMalformed, key_of, new_secret
from casework.webhooks import WAITS
from models import ApplicationStatus, Database, Job, JobState, Officer, WebhookDelivery, WebhookState
from tests.casework.people import People
from tests.casework.webhook_receiver import (
    OLD_SECRET,
    SECRET,
    Office,
    Receiver,
    an_application,
    the_delivery,
    wanting,
)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_everything_that_is_subscribed_to_is_told_once_and_nothing_of_a_citizen(
    database: Database, people: People, receiver: Receiver
) -> None:
    wanting(database, receiver.url)
    office = Office(database)
    at = office.at
    with database.write() as session:
        contact = contact_for(session, database.vault, "081234567890", at=at)
        case = cases.open_case(
            session, channel="text", contact_id=contact.id, at=at, service_id="kk", story="KK saya hilang"
        )
        siti = session.get_one(Officer, people.siti)
        cases.forward(case, siti, "Pajak", "salah loket", at=at)
        cases.take(case, siti, at=at)
        cases.resolve(case, siti, "Sudah beres", at=at)
        code = case.code
    an_application(database, ApplicationStatus.READY, at)
    an_application(database, ApplicationStatus.READY, at)
    assert office.run() == 4
    told = receiver.told()
    assert [one["type"] for one in told] == [
        "case.opened",
        "case.forwarded",
        "case.resolved",
        "application.changed",
    ]
    assert told[0]["data"] == {"case": code, "service": "kk", "channel": "text"}
    assert told[1]["data"] == {"case": code, "service": "kk", "from": "", "to": "Pajak"}
    assert told[3]["data"] == {"application": "48213096", "service": "kk", "status": "siap_diambil"}
    assert all(datetime.fromisoformat(one["timestamp"]) == at for one in told)
    sent = b"".join(body for _, body in receiver.got)
    for secret in (b"hilang", b"3456", b"polisi", b"beres", b"salah"):
        assert secret not in sent
    assert office.run() == 0


def test_nobody_is_told_of_what_was_rolled_back_or_not_subscribed_to(
    database: Database, receiver: Receiver
) -> None:
    wanting(database, receiver.url, WebhookKind.APPLICATION_CHANGED)
    office = Office(database)
    with database.write() as session:
        contact = contact_for(session, database.vault, "081234567890", at=office.at)
        cases.open_case(session, channel="text", contact_id=contact.id, at=office.at)
    data = ApplicationData(code="48213096", service_id="kk", status=ApplicationStatus.READY)
    with suppress(RuntimeError), database.write() as session:
        put_application(session, database.vault, data, source="csv", at=office.at)
        raise RuntimeError
    assert (office.run(), receiver.got) == (0, [])


def test_what_is_refused_is_tried_again_with_the_same_id_and_a_fresh_signature(
    database: Database, receiver: Receiver
) -> None:
    wanting(database, receiver.url)
    office = Office(database)
    an_application(database, ApplicationStatus.READY, office.at)
    receiver.answers = [500, 302, 404]
    assert [office.run(), office.later(), office.later(), office.later()] == [1, 1, 1, 1]
    assert the_delivery(database).state is WebhookState.DELIVERED
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({body for _, body in receiver.got}) == 1
    assert len(receiver.got) == 4  # the redirect was not followed
    times = [int(headers["webhook-timestamp"]) for headers, _ in receiver.got]
    assert times == sorted(set(times))


def test_what_never_arrives_is_given_up_visibly_and_can_be_tried_again(
    database: Database, receiver: Receiver
) -> None:
    wanting(database, receiver.url)
    office = Office(database)
    an_application(database, ApplicationStatus.READY, office.at)
    receiver.answers = [500] * (len(WAITS) + 1)
    began = office.at
    office.run()
    for wait in WAITS:
        before = office.at
        assert office.later() == 1
        assert wait <= office.at - before <= wait * 1.2 + timedelta(seconds=1)
    assert office.at - began > timedelta(days=1)
    assert (the_delivery(database).state, the_delivery(database).answer) == (WebhookState.DEAD, "500")
    with database.write() as session:
        assert webhooks.count_dead(session) == 1
        assert webhooks.retry(session, the_delivery(database).id + 1, at=office.at) == 0
        assert webhooks.retry(session, None, at=office.at) == 1
    assert office.run() == 1
    with database.read() as session:
        assert webhooks.not_delivered(session) == []


def test_a_receiver_that_wants_nothing_any_more_is_left_alone(database: Database, receiver: Receiver) -> None:
    wanting(database, receiver.url)
    office = Office(database)
    an_application(database, ApplicationStatus.READY, office.at)
    receiver.answers = [410]
    office.run()
    assert the_delivery(database).state is WebhookState.DEAD
    an_application(database, ApplicationStatus.COLLECTED, office.at)
    with database.write() as session:
        subscribe(session, [])
    office.run()
    with database.read() as session:
        states = session.scalars(select(WebhookDelivery.answer).order_by(WebhookDelivery.id)).all()
    assert states == ["410", "unsubscribed"]


def test_a_worker_that_lost_its_job_writes_nothing(database: Database, receiver: Receiver) -> None:
    wanting(database, receiver.url)
    office = Office(database)
    an_application(database, ApplicationStatus.READY, office.at)
    with database.write() as session:
        slow = jobs.claim(session, at=office.at, only=(DELIVER,))
    assert slow is not None
    office.at += jobs.LEASE
    assert office.run() == 1
    with pytest.raises(jobs.LostJob):
        office.courier.deliver(database, slow)
    assert the_delivery(database).tries == 1


def test_both_secrets_sign_while_they_are_changed(database: Database, receiver: Receiver) -> None:
    wanting(database, receiver.url)
    office = Office(database, secrets={"dukcapil": [key_of(SECRET), key_of(OLD_SECRET)]})
    an_application(database, ApplicationStatus.READY, office.at)
    office.run()
    assert receiver.told(SECRET) == receiver.told(OLD_SECRET)
    with pytest.raises(WebhookVerificationError):
        receiver.told(new_secret())


def test_without_a_secret_nothing_is_sent(database: Database, receiver: Receiver) -> None:
    wanting(database, receiver.url)
    office = Office(database, secrets={})
    an_application(database, ApplicationStatus.READY, office.at)
    office.run()
    assert receiver.got == []
    assert the_delivery(database).answer == "no secret"


def test_a_receiver_that_is_away_is_tried_again(database: Database) -> None:
    wanting(database, "http://127.0.0.1:9/kabar")
    office = Office(database)
    an_application(database, ApplicationStatus.READY, office.at)
    office.run()
    assert (the_delivery(database).state, the_delivery(database).answer) == (
        WebhookState.WAITING,
        "ConnectError",
    )
    with database.read() as session:
        waiting = select(Job).where(Job.kind == DELIVER, Job.state == JobState.READY)
        assert session.scalars(waiting).one().run_at > office.at


FILE = """\
langganan:
  - nama: dukcapil
    alamat: https://contoh.go.id/suara
    kabar: [case.opened, application.changed]
"""


def test_the_file_names_who_is_told(tmp_path: Path) -> None:
    path = tmp_path / "webhooks.yaml"
    assert load_subscriptions(path) == ()
    path.write_text(FILE)
    assert load_subscriptions(path) == (
        Subscription(
            name="dukcapil",
            url="https://contoh.go.id/suara",
            kinds=(WebhookKind.CASE_OPENED, WebhookKind.APPLICATION_CHANGED),
        ),
    )
    for wrong in (
        FILE.replace("https://", "ftp://"),
        FILE.replace("contoh.go.id", "siti:rahasia@contoh.go.id"),
        FILE.replace("case.opened", "case.dibuka"),
        FILE.replace("dukcapil", "Duk capil"),
        FILE + FILE.partition("\n")[2],
    ):
        path.write_text(wrong)
        with pytest.raises(ContentError, match=r"webhooks\.yaml"):
            load_subscriptions(path)


def test_a_secret_is_long_enough() -> None:
    assert len(key_of(new_secret())) == 32
    for wrong in ("whsec_", "whsec_YWJj", "whsec_!!!", new_secret().removeprefix("whsec_")):
        with pytest.raises(SecretMalformed):
            key_of(wrong)


def test_a_message_can_be_read_by_people(database: Database, receiver: Receiver) -> None:
    wanting(database, receiver.url)
    an_application(database, ApplicationStatus.READY, datetime.now(UTC))
    assert json.loads(the_delivery(database).body).keys() == {"type", "timestamp", "data"}
