"""What cases are found by, and what they are never found by."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework import case_queue, cases, clocks, search
from casework.case_queue import Wanted
from casework.office import Office
from models import Case, CaseStatus, CaseWords, Database, Officer
from tests.casework.people import NOW, People
from tests.postgresql import ON_BOTH

pytestmark = ON_BOTH

STORY = "nama saya Ratnawati, katepe hilang waktu banjir"


@pytest.fixture
def case_id(database: Database, office: Office, people: People) -> int:
    with database.write() as session:
        case = cases.open_case(
            session, channel="text", contact_id=people.contact, at=NOW, service_id="ktp_hilang", story=STORY
        )
        clocks.sort(session, office, case, at=NOW)
        return case.id


def found(database: Database, words: str) -> list[int]:
    with database.read() as session:
        return list(session.scalars(select(Case.id).where(search.has_words(session, words))))


@pytest.mark.parametrize("words", ["KTP", "kehilangan", "dukcapil", "hilang ktp", "elektr", "sms", "biasa"])
def test_a_case_is_found_by_its_service_counter_and_channel(
    database: Database, case_id: int, words: str
) -> None:
    assert found(database, words) == [case_id]


@pytest.mark.parametrize(
    "words", ["Ratnawati", "banjir", "81234567890", "ktp paspor", "", '"', "ktp OR", "* NOT"]
)
def test_never_by_what_is_personal_or_by_signs(database: Database, case_id: int, words: str) -> None:
    assert found(database, words) == []


def test_tags_and_what_happened_are_found_and_go_with_the_case(
    database: Database, office: Office, people: People, case_id: int
) -> None:
    with database.write() as session:
        case, siti = session.get_one(Case, case_id), session.get_one(Officer, people.siti)
        cases.note(case, siti, "Rahasia sekali", at=NOW)
        case.tags = "jemput bola"
        clocks.keep(session, office, case, at=NOW)
    assert found(database, "jemput catatan") == [case_id]
    assert found(database, "rahasia") == []
    with database.write() as session:
        case = session.get_one(Case, case_id)
        case.tags = ""
        clocks.keep(session, office, case, at=NOW)
        clocks.keep(session, office, case, at=NOW)
        assert len(session.scalars(select(CaseWords)).all()) == 1
    assert found(database, "jemput") == []


def test_words_narrow_the_queue(database: Database, office: Office, people: People, case_id: int) -> None:
    with database.write() as session:
        other = cases.open_case(
            session, channel="text", contact_id=people.contact, at=NOW + timedelta(hours=1), service_id="kk"
        )
        clocks.sort(session, office, other, at=NOW)
    with database.read() as session:
        page = case_queue.page(session, Wanted(status=CaseStatus.NEW, words="keluarga"))
        assert [case.id for case in page.cases] == [other.id]
        assert search.is_known(session, "kartu keluarga")
        assert not search.is_known(session, "Ratnawati")


def test_of_a_word_that_every_case_has_the_newest_are_found(
    database: Database, office: Office, people: People, case_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST_CASES", 1)
    with database.write() as session:
        newer = cases.open_case(session, channel="text", contact_id=people.contact, at=NOW, service_id="kk")
        clocks.sort(session, office, newer, at=NOW)
    assert found(database, "dukcapil") == [newer.id]
    assert found(database, "hilang") == [case_id]


def test_what_has_no_words_is_made_findable_the_newest_first(
    database: Database, office: Office, people: People, case_id: int
) -> None:
    with database.write() as session:
        newer = cases.open_case(session, channel="text", contact_id=people.contact, at=NOW, service_id="kk")
        clocks.sort(session, office, newer, at=NOW)
        search.forget_all(session)
    assert found(database, "dukcapil") == []
    for there in ([newer.id], [case_id, newer.id], [case_id, newer.id]):
        with database.write() as session:
            search.index_missing(session, office, most=1)
        assert found(database, "dukcapil") == there
