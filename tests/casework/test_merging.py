"""Cases about one matter become one and come apart again; a second matter becomes a case of its own."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework import cases, clocks, duplicates, matters, merging, perform
from casework.commands import CaseFound
from casework.contacts import contact_for
from casework.duplicates import Opened
from casework.office import Office
from models import Case, CaseEventKind, CaseStatus, Contact, Database, Message, MoveNotAllowed, Officer
from tests.casework.people import NOW, People

DAY = timedelta(days=1)


def an_opened(
    number: int, *, contact: int = 1, service: str | None = "kk", days: float = 0, closed: bool = False
) -> Opened:
    return Opened(
        id=number, contact_id=contact, service_id=service, opened_at=NOW + days * DAY, closed=closed
    )


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (an_opened(2), True),
        (an_opened(2, days=7), True),
        (an_opened(2, days=-7), True),
        (an_opened(2, days=7.1), False),
        (an_opened(2, contact=2), False),
        (an_opened(2, service="ktp_baru"), False),
        (an_opened(2, closed=True), False),
        (an_opened(1), False),
    ],
)
def test_which_cases_may_be_one(other: Opened, alike: bool) -> None:
    assert duplicates.may_be_one(an_opened(1), other) is alike
    assert duplicates.may_be_one(other, an_opened(1)) is alike


def test_two_cases_without_a_service_are_never_taken_for_one() -> None:
    assert not duplicates.may_be_one(an_opened(1, service=None), an_opened(2, service=None))


def test_the_oldest_is_suggested_first() -> None:
    others = [an_opened(2, days=1), an_opened(3, days=-1), an_opened(4, contact=9)]
    assert [one.id for one in duplicates.suggested(an_opened(1), others)] == [3, 2]


@pytest.fixture
def pair(database: Database, people: People) -> tuple[int, int]:
    """Two cases of one citizen about one service, the older first; Siti holds the older one."""
    with database.write() as session:
        older, younger = (
            cases.open_case(
                session, channel="text", contact_id=people.contact, at=NOW - days * DAY, service_id="kk"
            )
            for days in (2, 0)
        )
        cases.take(older, session.get_one(Officer, people.siti), at=NOW)
        return older.id, younger.id


def merged(database: Database, people: People, pair: tuple[int, int]) -> None:
    with database.write() as session:
        into, case = (session.get_one(Case, number) for number in pair)
        merging.merge(case, into, session.get_one(Officer, people.siti), at=NOW)


def test_the_code_of_a_merged_case_finds_the_matter(
    database: Database, people: People, pair: tuple[int, int]
) -> None:
    with database.read() as session:
        assert [one.id for one in merging.suggestions(session, session.get_one(Case, pair[1]))] == [pair[0]]
    merged(database, people, pair)
    with database.read() as session:
        into, case = (session.get_one(Case, number) for number in pair)
        assert (case.status, case.officer_id, case.merged_into_id) == (CaseStatus.MERGED, None, into.id)
        assert perform.find(session, case.code) == CaseFound(code=case.code, status=CaseStatus.TAKEN)
        assert cases.find_case(session, case.code) is into
        assert matters.owner_of(session, case.code) == "+6281234567890"
        assert {case.code, into.code} <= set(
            matters.codes_of(session, session.get_one(Contact, people.contact))
        )
        assert into.timeline[-1].detail == {"from": case.code, "case": case.id}
        assert case.timeline[-1].detail == {"into": into.code, "case": into.id}
        assert [one.id for one in merging.related(session, into)] == [case.id]
        assert merging.suggestions(session, into) == []


def test_a_merge_that_was_wrong_is_undone_within_ten_days(
    database: Database, people: People, pair: tuple[int, int]
) -> None:
    merged(database, people, pair)
    with database.write() as session:
        case, siti = session.get_one(Case, pair[1]), session.get_one(Officer, people.siti)
        assert not merging.may_part(case, at=NOW + 11 * DAY)
        with pytest.raises(cases.TooLongAgo):
            merging.part(session, case, siti, at=NOW + 11 * DAY)
        merging.part(session, case, siti, at=NOW + 10 * DAY)
        assert (case.status, case.merged_into_id) == (CaseStatus.NEW, None)
        assert cases.find_case(session, case.code) is case
        with pytest.raises(MoveNotAllowed):
            merging.part(session, case, siti, at=NOW)


def test_what_cannot_be_merged(
    database: Database, office: Office, people: People, pair: tuple[int, int]
) -> None:
    with database.write() as session:
        siti, budi = (session.get_one(Officer, number) for number in (people.siti, people.budi))
        held, free = (session.get_one(Case, number) for number in pair)
        stranger = contact_for(session, database.vault, "081399998888", at=NOW)
        theirs = cases.open_case(session, channel="text", contact_id=stranger.id, at=NOW, service_id="kk")
        for case, into in ((free, free), (free, theirs)):
            with pytest.raises(merging.NotTogether):
                merging.merge(case, into, siti, at=NOW)
        with pytest.raises(cases.NotHeld):
            merging.merge(held, free, budi, at=NOW)
        merging.merge(free, held, siti, at=NOW)
        with pytest.raises(merging.NotTogether):
            merging.merge(held, free, siti, at=NOW)
        with pytest.raises(MoveNotAllowed):
            cases.take(free, siti, at=NOW)


def test_a_merged_case_has_no_clock(
    database: Database, office: Office, people: People, pair: tuple[int, int]
) -> None:
    with database.write() as session:
        case = session.get_one(Case, pair[1])
        clocks.sort(session, office, case, at=NOW)
    merged(database, people, pair)
    with database.read() as session:
        case = session.get_one(Case, pair[1])
        assert not clocks.is_late(case, NOW + 90 * DAY)
        assert cases.open_case_of(session, session.get_one(Contact, people.contact)).id == pair[0]  # type: ignore[union-attr]


def test_a_second_matter_gets_a_code_and_a_text_of_its_own(
    database: Database, office: Office, people: People, pair: tuple[int, int]
) -> None:
    with database.write() as session:
        case, siti = session.get_one(Case, pair[0]), session.get_one(Officer, people.siti)
        case.needs, case.helper, case.consent = ["kursi_roda"], "keluarga", True
        other = merging.split(
            session, office, case, siti, service_id="akta_lahir", story="Akta anak juga belum jadi.", at=NOW
        )
        number, code = other.id, other.code
    with database.read() as session:
        case, other = session.get_one(Case, pair[0]), session.get_one(Case, number)
        assert (other.status, other.service_id, other.split_from_id) == (
            CaseStatus.NEW,
            "akta_lahir",
            case.id,
        )
        assert (other.needs, other.helper, other.consent) == (["kursi_roda"], "keluarga", True)
        assert other.counter != ""
        assert other.due_at is not None
        assert code != case.code
        assert [one.kind for one in (case.timeline[-1], other.timeline[1])] == [CaseEventKind.SPLIT] * 2
        text = session.scalars(select(Message).where(Message.case_id == number)).one()
        assert f"{code[:4]} {code[4:]}" in text.body
