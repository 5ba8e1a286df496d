"""Sharing out new cases: who gets the next one, and who gets none."""

from datetime import datetime, timedelta

import pytest

from casework import clocks, jobs, sharing
from casework.office import Office
from casework.sharing import Hand, Shared, fairest, shared_out
from models import Case, CaseEventKind, CaseStatus, Database, JobState, Officer
from tests.casework.people import NOW, People, a_case

OPEN = datetime.fromisoformat("2026-11-24T02:00:00+00:00")
"""A Tuesday at nine in the morning, western time: the counters are open."""
SAMSAT = frozenset({"Samsat"})


def test_the_least_in_hand_gets_the_next_and_equals_take_turns() -> None:
    hands = [
        Hand(officer_id=1, counters=SAMSAT, working=2),
        Hand(officer_id=2, counters=SAMSAT, waiting=5),
        Hand(officer_id=3, counters=SAMSAT),
        Hand(officer_id=4, counters=frozenset({"Polri"})),
    ]
    cases = [Shared(case_id=number, counter="Samsat") for number in range(10, 17)]
    given = shared_out(cases, hands)
    assert list(given.values()) == [3, 2, 3, 2, 1, 3, 2]


def test_who_has_too_much_or_another_counter_gets_nothing() -> None:
    full = Hand(officer_id=1, counters=SAMSAT, working=sharing.MOST_IN_HAND)
    other = Hand(officer_id=2, counters=frozenset({"Polri"}))
    assert fairest([full, other], "Samsat") is None
    assert shared_out([Shared(case_id=1, counter="Samsat")], [full, other]) == {}


def test_who_did_not_open_it_gets_it_again_only_when_there_is_nobody_else() -> None:
    idle, busy = Hand(officer_id=1, counters=SAMSAT), Hand(officer_id=2, counters=SAMSAT, working=9)
    assert fairest([idle, busy], "Samsat", {1}) == busy
    assert fairest([idle], "Samsat", {1}) == idle


@pytest.fixture
def at_samsat(database: Database, people: People) -> list[int]:
    """Two new cases of a counter, the second more urgent; its two officers are there."""
    ids = [a_case(database, people) for _ in range(2)]
    with database.write() as session:
        for number, case_id in enumerate(ids):
            case = session.get_one(Case, case_id)
            case.counter, case.priority = "Samsat", number
        for officer_id in (people.siti, people.budi):
            officer = session.get_one(Officer, officer_id)
            officer.roles, officer.counters = ["officer"], ["Samsat"]
    return ids


def holders(database: Database, ids: list[int]) -> list[int | None]:
    with database.read() as session:
        return [session.get_one(Case, case_id).officer_id for case_id in ids]


def share(database: Database, office: Office, at: datetime = OPEN) -> int:
    with database.write() as session:
        return sharing.share(session, office, by=None, at=at)


def test_new_cases_go_to_who_is_there_and_say_so(
    database: Database, office: Office, people: People, at_samsat: list[int]
) -> None:
    elsewhere = a_case(database, people)
    assert share(database, office) == 2
    assert holders(database, at_samsat) == [people.budi, people.siti]  # the urgent one first
    assert holders(database, [elsewhere]) == [None]
    with database.read() as session:
        case = session.get_one(Case, at_samsat[0])
        last = case.timeline[-1]
        assert (case.status, last.kind, last.officer_id) == (CaseStatus.TAKEN, CaseEventKind.GIVEN, None)
        assert last.detail["text"] == sharing.WHY
    assert share(database, office) == 0


@pytest.mark.parametrize("away", ["break", "day off", "left", "only reads"])
def test_who_is_away_gets_nothing(
    database: Database, office: Office, people: People, at_samsat: list[int], away: str
) -> None:
    with database.write() as session:
        siti = session.get_one(Officer, people.siti)
        siti.at_work = away != "break"
        siti.active = away != "left"
        siti.duty = {"selasa": []} if away == "day off" else {}
        siti.roles = ["auditor"] if away == "only reads" else ["officer"]
    assert share(database, office) == 2
    assert holders(database, at_samsat) == [people.budi, people.budi]


def test_at_night_nothing_is_given(database: Database, office: Office, at_samsat: list[int]) -> None:
    assert share(database, office, at=OPEN + timedelta(hours=12)) == 0


def test_what_nobody_opened_for_a_day_goes_to_somebody_else(
    database: Database, office: Office, people: People, at_samsat: list[int]
) -> None:
    with database.write() as session:
        case = session.get_one(Case, at_samsat[0])
        case.priority = 2
        sharing.share(session, office, by=None, at=OPEN)
        clocks._back_to_the_queue(case, OPEN)
        clocks._back_to_the_queue(session.get_one(Case, at_samsat[1]), OPEN)
    first = [people.siti, people.budi]
    assert share(database, office) == 2
    assert holders(database, at_samsat) == list(reversed(first))


@pytest.mark.parametrize("on", [True, False])
def test_it_shares_by_itself_while_it_is_switched_on(
    database: Database, office: Office, at_samsat: list[int], on: bool
) -> None:
    with database.write() as session:
        sharing.schedule(session, at=NOW)
        sharing.schedule(session, at=NOW)
    with database.write() as session:
        job = jobs.claim(session, at=NOW)
        assert job is not None
        assert jobs.claim(session, at=NOW, only=[sharing.SHARE]) is None
        session.expunge(job)
    sharing.run(database, office, on, job)
    with database.read() as session:
        ahead = jobs.next_due(session, only=[sharing.SHARE])
    assert (ahead is not None) is on
    assert job.state is not JobState.DEAD
