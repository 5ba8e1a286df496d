"""That what changed is told: in the transaction that changed it, once, and with ids only."""

import asyncio
from datetime import timedelta

import pytest

from casework import cases, news
from casework.news import Change, Newsroom, Reader
from models import Call, Case, CaseStatus, Database, NewsKind, Officer, WaitingCaller, WaitingState
from tests.casework.people import NOW, People, a_case
from tests.postgresql import ON_BOTH

pytestmark = ON_BOTH


def told(database: Database, after: int = 0) -> list[tuple[NewsKind, int]]:
    with database.read() as session:
        return [(one.kind, one.subject) for one in news.since(session, after)]


def test_a_case_is_told_of_once_for_each_transaction(database: Database, people: People) -> None:
    case_id = a_case(database, people)
    assert told(database) == [(NewsKind.OPENED, case_id)]
    with database.write() as session:
        case, siti = session.get_one(Case, case_id), session.get_one(Officer, people.siti)
        cases.take(case, siti, at=NOW)
        session.flush()
        cases.note(case, siti, "Sudah ditelepon", at=NOW)
    assert told(database, after=1) == [(NewsKind.CHANGED, case_id)]


def test_what_did_not_happen_is_not_told(database: Database, people: People) -> None:
    case_id = a_case(database, people)
    try:
        with database.write() as session:
            cases.take(session.get_one(Case, case_id), session.get_one(Officer, people.siti), at=NOW)
            session.flush()
            raise KeyError
    except KeyError:
        pass
    with database.write() as session:
        cases.seen(session, case_id, people.siti, at=NOW)
    assert told(database, after=1) == []


def test_callers_are_told_of_when_their_state_changes_not_when_they_only_wait(
    database: Database, people: People
) -> None:
    with database.write() as session:
        call = Call(provider_id="CA9", contact_id=people.contact, started_at=NOW)
        session.add(call)
        session.flush()
        row = WaitingCaller(
            call_id=call.id, contact_id=people.contact, since=NOW, seen_at=NOW, state=WaitingState.WAITING
        )
        session.add(row)
        session.flush()
        number = row.id
    with database.write() as session:
        session.get_one(WaitingCaller, number).seen_at = NOW + timedelta(seconds=5)
    assert told(database) == [(NewsKind.CALLER, number)]
    with database.write() as session:
        session.get_one(WaitingCaller, number).state = WaitingState.RINGING
    assert told(database, after=1) == [(NewsKind.CALLER, number)]


def test_old_news_is_forgotten_and_its_ids_never_come_again(database: Database, people: People) -> None:
    a_case(database, people)
    with database.write() as session:
        news.forget(session, at=NOW + timedelta(days=3650))
    assert told(database) == []
    a_case(database, people, status=CaseStatus.TAKEN)
    with database.read() as session:
        assert news.newest(session) == 2


def test_readers_hear_what_another_process_committed_and_the_thread_ends_with_the_last(
    database: Database, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "LOOK_S", 0.01)
    a_case(database, people)
    room, elsewhere = Newsroom(database), Database(str(database.url), database.vault)

    async def read() -> list[Change]:
        one, other = Reader(), Reader()
        with room.reading(one), room.reading(other):
            await asyncio.to_thread(room.wait_for_look)
            case_id = await asyncio.to_thread(a_case, elsewhere, people)
            heard = [await asyncio.wait_for(reader.changes.get(), timeout=10) for reader in (one, other)]
            assert [change.subject for change in heard] == [case_id, case_id]
            assert one.changes.empty()
        return heard

    heard = asyncio.run(read())
    assert {change.kind for change in heard} == {NewsKind.OPENED}
    thread = room._thread
    if thread is not None:
        thread.join(timeout=10)
    assert room.readers == 0
    assert room._thread is None
    elsewhere.close()
