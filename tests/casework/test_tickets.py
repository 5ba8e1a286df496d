"""Tickets on the real databases: never more people than places, never one number twice, whoever races."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from casework import special_days, tickets
from casework.contacts import contact_for
from casework.counters import Counter
from casework.office import Office
from casework.slots import Wish
from models import (
    Contact,
    Database,
    Job,
    Officer,
    QueueTicket,
    TicketMoveNotAllowed,
    TicketState,
)
from tests.postgresql import ON_BOTH

pytestmark = ON_BOTH
NOW = datetime.fromisoformat("2026-11-24T09:00+07:00")
WEDNESDAY = datetime.fromisoformat("2026-11-25T09:00+07:00")
THURSDAY = WEDNESDAY + timedelta(days=1)
PLACES = 3
CALLERS = 8


@pytest.fixture
def counter(office: Office) -> Counter:
    found = office.counters.get("Dukcapil")
    assert found is not None
    assert found.places == PLACES, "change this test with the file"
    return found


def an_officer(database: Database) -> Officer:
    with database.write() as session:
        officer = Officer(username="siti", name="Siti", password_hash="-", created_at=NOW)
        session.add(officer)
        return officer


def booked(
    database: Database,
    office: Office,
    counter: Counter,
    when: datetime,
    phone: str = "081234567890",
    at: datetime = NOW,
) -> QueueTicket:
    with database.write() as session:
        contact = contact_for(session, database.vault, phone, at=at)
        return tickets.book(session, office, counter, when, at=at, contact=contact, service_id="ktp_hilang")


def all_at_once(database: Database, work, count: int) -> list:  # type: ignore[no-untyped-def, type-arg]
    """Does it in so many threads that start together, each with a database of its own as processes have. A refusal is
    a result."""
    start, url = Barrier(count), database.url.render_as_string(hide_password=False)

    def one(number: int):  # type: ignore[no-untyped-def]
        mine = Database(url, database.vault)
        start.wait(timeout=10)
        try:
            with mine.write() as session:
                return work(session, number)
        except (tickets.SlotTaken, tickets.DayFull) as refused:
            return type(refused)
        finally:
            mine.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def test_eight_who_want_three_places_at_once_get_three(
    database: Database, office: Office, counter: Counter
) -> None:
    with database.write() as session:
        people = [
            contact_for(session, database.vault, f"0812345678{number:02}", at=NOW).id
            for number in range(CALLERS)
        ]

    def work(session, number):  # type: ignore[no-untyped-def]
        contact = session.get_one(Contact, people[number])
        ticket = tickets.book(session, office, counter, WEDNESDAY, at=NOW, contact=contact)
        return ticket.number, ticket.seat

    got = all_at_once(database, work, CALLERS)
    given = [one for one in got if isinstance(one, tuple)]
    assert sorted(given) == [(1, 1), (2, 2), (3, 3)]
    assert got.count(tickets.SlotTaken) == CALLERS - PLACES


def test_walk_ins_and_bookings_at_once_get_a_number_each(
    database: Database, office: Office, counter: Counter
) -> None:
    siti = an_officer(database)
    later = datetime.combine(NOW.date(), time(13, 30), NOW.tzinfo)

    def work(session, number):  # type: ignore[no-untyped-def]
        if number % 2:
            return tickets.walk_in(session, office, "Dukcapil", siti, at=NOW).number
        when = later + timedelta(minutes=30 * (number % 4 == 0))
        return tickets.book(session, office, counter, when, at=NOW).number

    assert sorted(all_at_once(database, work, 6)) == [1, 2, 3, 4, 5, 6]


def test_one_telephone_that_asks_twice_at_once_has_one_ticket(
    database: Database, office: Office, counter: Counter
) -> None:
    mine = booked(database, office, counter, THURSDAY)
    with database.write() as session:
        tickets.change(session, mine.id, TicketState.CANCELLED, at=NOW)

    def work(session, number):  # type: ignore[no-untyped-def]
        contact = session.get_one(Contact, mine.contact_id)
        return tickets.book(session, office, counter, WEDNESDAY, at=NOW, contact=contact).id

    assert len(set(all_at_once(database, work, 4))) == 1


def test_the_last_number_of_a_day_is_given_once(database: Database, office: Office, counter: Counter) -> None:
    siti = an_officer(database)
    with database.write() as session:
        for _ in range(counter.most - 1):
            tickets.walk_in(session, office, "Dukcapil", siti, at=NOW)

    def work(session, number):  # type: ignore[no-untyped-def]
        return tickets.walk_in(session, office, "Dukcapil", siti, at=NOW).number

    got = all_at_once(database, work, 4)
    assert got.count(tickets.DayFull) == 3
    assert counter.most in got


def test_two_who_move_to_the_last_place_at_once(database: Database, office: Office, counter: Counter) -> None:
    for number in range(PLACES - 1):
        booked(database, office, counter, THURSDAY, f"08130000000{number}")
    movers = [booked(database, office, counter, WEDNESDAY, f"08140000000{number}").id for number in range(2)]

    def work(session, number):  # type: ignore[no-untyped-def]
        tickets.move(session, office, session.get_one(QueueTicket, movers[number]), THURSDAY, at=NOW)
        return "moved"

    assert sorted(map(str, all_at_once(database, work, 2))) == [str(tickets.SlotTaken), "moved"]
    with database.read() as session:
        there = session.scalars(select(QueueTicket).where(QueueTicket.day == THURSDAY.date())).all()
        assert sorted((one.number, one.seat) for one in there) == [(1, 1), (2, 2), (3, 3)]


def test_a_cancelled_place_is_free_again_and_its_number_is_not(
    database: Database, office: Office, counter: Counter
) -> None:
    given = [booked(database, office, counter, WEDNESDAY, f"08130000000{number}") for number in range(PLACES)]
    with database.write() as session:
        tickets.change(session, given[1].id, TicketState.CANCELLED, at=NOW)
    new = booked(database, office, counter, WEDNESDAY, "081300000009")
    assert (new.seat, new.number, new.label) == (2, 4, "A 4")


def test_moving_within_the_day_keeps_the_number_and_to_another_day_changes_it(
    database: Database, office: Office, counter: Counter
) -> None:
    mine = booked(database, office, counter, WEDNESDAY)
    booked(database, office, counter, WEDNESDAY, "081300000001")
    for when, number in ((WEDNESDAY + timedelta(hours=1), 1), (THURSDAY, 1), (WEDNESDAY, 3)):
        with database.write() as session:
            tickets.move(session, office, session.get_one(QueueTicket, mine.id), when, at=NOW)
        with database.read() as session:
            now = session.get_one(QueueTicket, mine.id)
            assert (tickets.when_of(office.mpp, now), now.number) == (when, number)


def test_who_moves_to_another_day_may_get_a_number_that_somebody_has_on_theirs(
    database: Database, office: Office, counter: Counter
) -> None:
    mine = booked(database, office, counter, WEDNESDAY)
    booked(database, office, counter, WEDNESDAY, phone="081355550002")
    booked(database, office, counter, THURSDAY, phone="081388880003")
    with database.write() as session:
        ticket = session.get_one(QueueTicket, mine.id)
        tickets.move(session, office, ticket, THURSDAY, at=NOW)
        assert (ticket.day, ticket.number) == (THURSDAY.date(), 2)


def test_only_times_of_the_counter_can_be_had(database: Database, office: Office, counter: Counter) -> None:
    with database.write() as session:
        special_days.write_down(
            session,
            office.mpp,
            an_officer_in(session),
            day=THURSDAY.date(),
            hours="",
            reason="Upacara",
            at=NOW,
        )
    for when in (
        WEDNESDAY + timedelta(minutes=7),
        NOW - timedelta(hours=1),
        THURSDAY,
        WEDNESDAY + timedelta(days=3),
        WEDNESDAY + timedelta(days=30),
    ):
        with pytest.raises(tickets.SlotTaken):
            booked(database, office, counter, when)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(QueueTicket)) == 0
        offered = tickets.offer(session, office, counter, Wish(day=THURSDAY.date()), at=NOW)
        assert offered is not None
        assert offered.date() == date(2026, 11, 27)


def an_officer_in(session) -> Officer:  # type: ignore[no-untyped-def]
    officer = Officer(username="siti", name="Siti", password_hash="-", created_at=NOW)
    session.add(officer)
    session.flush()
    return officer


def test_a_day_at_the_counter(database: Database, office: Office, counter: Counter) -> None:
    siti = an_officer(database)
    mine = booked(database, office, counter, datetime.combine(NOW.date(), time(13, 30), NOW.tzinfo))
    with database.write() as session:
        walked = tickets.walk_in(session, office, "Dukcapil", siti, at=NOW)
        assert (walked.state, walked.start, walked.label) == (TicketState.ARRIVED, None, "A 2")
        tickets.change(session, mine.id, TicketState.MISSED, at=NOW)
        tickets.change(session, mine.id, TicketState.ARRIVED, at=NOW)
        tickets.change(session, mine.id, TicketState.ARRIVED, at=NOW)
        tickets.change(session, mine.id, TicketState.SERVED, at=NOW)
        with pytest.raises(TicketMoveNotAllowed):
            tickets.change(session, mine.id, TicketState.CANCELLED, at=NOW)
    with database.read() as session:
        order = tickets.of_day(session, "Dukcapil", NOW.date())
        assert [(one.label, one.state) for one in order] == [
            ("A 1", TicketState.SERVED),
            ("A 2", TicketState.ARRIVED),
        ]


def test_nobody_walks_in_when_it_is_closed(database: Database, office: Office) -> None:
    siti = an_officer(database)
    sunday = NOW + timedelta(days=5)
    with database.write() as session, pytest.raises(tickets.CounterClosed):
        tickets.walk_in(session, office, "Dukcapil", siti, at=sunday)
    with database.write() as session, pytest.raises(tickets.CounterClosed):
        tickets.walk_in(session, office, "KUA", siti, at=NOW)


def test_the_reminder_is_written_with_the_ticket(
    database: Database, office: Office, counter: Counter
) -> None:
    mine = booked(database, office, counter, THURSDAY)
    booked(database, office, counter, datetime.combine(NOW.date(), time(13, 30), NOW.tzinfo), "081300000001")
    with database.write() as session:
        tickets.move(
            session, office, session.get_one(QueueTicket, mine.id), THURSDAY + timedelta(days=1), at=NOW
        )
    with database.read() as session:
        due = session.scalars(select(Job).where(Job.kind == tickets.REMIND).order_by(Job.run_at)).all()
        assert [job.run_at for job in due] == [
            datetime.fromisoformat("2026-11-25T15:00+07:00"),
            datetime.fromisoformat("2026-11-26T15:00+07:00"),
        ]


def test_nobody_is_reminded_on_a_holiday(database: Database, office: Office, counter: Counter) -> None:
    holidays = frozenset({date(2026, 11, 25), date(2026, 11, 24)})
    quiet = replace(office.sending.quiet, holidays=holidays)
    office = replace(office, sending=replace(office.sending, quiet=quiet))
    assert tickets.remind_at(office, THURSDAY.date()) == datetime.fromisoformat("2026-11-23T15:00+07:00")
