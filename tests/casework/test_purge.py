"""What is deleted once a day, and what stays."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from casework import jobs, purge
from casework.contacts import contact_for
from casework.office import Office
from models import (
    Call,
    CallBack,
    CallBackState,
    CallReason,
    Database,
    Job,
    QueueTicket,
    TextConversation,
    TicketState,
    WaitingCaller,
    WaitingState,
)


def purged(database: Database, office: Office, now: datetime) -> Job:
    """Runs today's purge, and gives its job."""
    with database.write() as session:
        purge.schedule(session, at=now)
    with database.write() as session:
        job = jobs.claim(session, at=now)
    assert job is not None
    purge.run(database, office, job)
    return job


def test_yesterdays_conversations_are_forgotten_and_todays_stay(database: Database, office: Office) -> None:
    now = datetime.now(UTC)
    with database.write() as session:
        for phone, days in (("081234567890", 2), ("081298765432", 0)):
            contact = contact_for(session, database.vault, phone, at=now)
            session.add(TextConversation(contact_id=contact.id, memory=None, at=now - timedelta(days=days)))
        today = contact.id
    job = purged(database, office, now)
    with database.read() as session:
        assert list(session.scalars(select(TextConversation.contact_id))) == [today]
        waiting = session.scalars(select(Job.run_at).where(Job.dedupe != job.dedupe))
        assert [at.date() - now.date() for at in waiting] == [timedelta(days=1)], "tomorrow's is scheduled"


def test_what_a_call_had_to_say_is_forgotten_a_day_after_it_is_over(
    database: Database, office: Office
) -> None:
    now = datetime.now(UTC)
    with database.write() as session:
        contact = contact_for(session, database.vault, "081234567890", at=now)
        for cause, state, days in (
            ("owed", CallBackState.WAITING, None),
            ("today", CallBackState.DONE, 0),
            ("done", CallBackState.DONE, 2),
            ("unreached", CallBackState.UNREACHED, 2),
        ):
            call_back = CallBack(
                contact_id=contact.id,
                reason=CallReason.ANSWER,
                cause=cause,
                state=state,
                due_at=now - timedelta(days=9),
                words="Silakan datang ke loket dua.",
                created_at=now - timedelta(days=9),
                ended_at=None if days is None else now - timedelta(days=days),
            )
            session.add(call_back)
    purged(database, office, now)
    with database.read() as session:
        kept = {one.cause for one in session.scalars(select(CallBack)) if one.words}
    assert kept == {"owed", "today"}


def test_who_waited_for_an_officer_is_forgotten_after_a_month_and_who_waits_is_not(
    database: Database, office: Office
) -> None:
    now = datetime.now(UTC)
    with database.write() as session:
        contact = contact_for(session, database.vault, "081234567890", at=now)
        call = Call(provider_id="CA1", contact_id=contact.id, started_at=now)
        session.add(call)
        session.flush()
        for state, days in (("talked", 31), ("left", 29), ("call_back", None)):
            session.add(
                WaitingCaller(call_id=call.id, contact_id=contact.id, since=now - timedelta(days=40), seen_at=now,
                              state=WaitingState(state),
                              ended_at=None if days is None else now - timedelta(days=days))
            )  # fmt: skip
    purged(database, office, now)
    with database.read() as session:
        assert {row.state for row in session.scalars(select(WaitingCaller))} == {"left", "call_back"}


def test_whose_number_it_was_is_forgotten_after_a_month(database: Database, office: Office) -> None:
    now = datetime.now(UTC)
    with database.write() as session:
        contact = contact_for(session, database.vault, "081234567890", at=now)
        for number, days in enumerate((32, 28), start=1):
            session.add(
                QueueTicket(
                    counter="Polri", day=(now - timedelta(days=days)).date(), letter="C", number=number,
                    state=TicketState.SERVED, contact_id=contact.id, booked_at=now,
                )
            )  # fmt: skip
    purged(database, office, now)
    with database.read() as session:
        kept = session.scalars(select(QueueTicket.contact_id).order_by(QueueTicket.number)).all()
    assert kept == [None, contact.id]
