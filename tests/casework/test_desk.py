"""Watching a case, its documents, and an answer that is dropped."""

from datetime import timedelta

import pytest

from casework import callbacks, cases, documents, watching
from models import Case, CaseEventKind, CaseStatus, Database, Officer, Reach
from tests.casework.people import NOW, People, a_case
from tests.casework.test_answers_by_call import answered_case
from tests.ivr.ringing import Line

MINUTE = timedelta(minutes=1)


def test_a_waiting_case_can_be_given_back(database: Database, people: People) -> None:
    case_id = a_case(database, people, status=CaseStatus.WAITING)
    with database.write() as session:
        case = session.get_one(Case, case_id)
        cases.give_back(case, session.get_one(Officer, people.siti), at=NOW)
        assert (case.status, case.officer) == (CaseStatus.NEW, None)


def test_who_watches_sees_what_happened_since(database: Database, people: People) -> None:
    case_id = a_case(database, people)
    with database.write() as session:
        watching.watch(session, case_id, people.budi, at=NOW)
        watching.watch(session, case_id, people.budi, at=NOW + MINUTE)
        assert [one.news for one in watching.watched(session, people.budi)] == [False]
        case = session.get_one(Case, case_id)
        version = case.version
        cases.note(case, session.get_one(Officer, people.siti), "Sudah ditelepon", at=NOW + MINUTE)
        session.flush()
        assert [one.news for one in watching.watched(session, people.budi)] == [True]
        assert watching.watched(session, people.siti) == []
        watching.seen(session, case_id, people.budi, at=NOW + 2 * MINUTE)
        assert [one.news for one in watching.watched(session, people.budi)] == [False]
        watching.unwatch(session, case_id, people.budi)
        session.expire_all()
        assert not watching.is_watched(session, case_id, people.budi)
        assert case.version == version + 1  # the note's; watching is no change of the case


def test_documents_are_listed_once_and_ticked(database: Database, people: People) -> None:
    case_id = a_case(database, people, status=CaseStatus.TAKEN)
    with database.write() as session:
        case, siti = session.get_one(Case, case_id), session.get_one(Officer, people.siti)
        documents.add(session, case, siti, ["KK asli", "KTP", "KK asli"], at=NOW)
        documents.add(session, case, siti, ["kk asli"], at=NOW)
        listed = documents.of_case(session, case_id)
        assert [one.name for one in listed] == ["KK asli", "KTP"]
        documents.tick(session, case, siti, frozenset({listed[1].id}), at=NOW)
        assert case.timeline[-1].detail == {"there": ["KTP"]}
        assert (
            documents.asked_for([one.name for one in documents.to_bring(session, case_id)])
            == "Mohon bawa: KK asli."
        )
        events = len(case.timeline)
        documents.tick(session, case, siti, frozenset({listed[1].id}), at=NOW)
        assert len(case.timeline) == events
        with pytest.raises(documents.TooMany):
            documents.add(session, case, siti, [f"Surat {number}" for number in range(11)], at=NOW)


def test_an_answer_dropped_because_nobody_may_be_called_is_on_the_timeline(owing: Line) -> None:
    case_id = answered_case(owing, Reach.CALL)
    with owing.database.write() as session:
        callbacks.stop_calls(session, session.get_one(Case, case_id).contact, at=owing.at)
    with owing.database.read() as session:
        last = session.get_one(Case, case_id).timeline[-1]
        assert (last.kind, last.detail) == (CaseEventKind.ANSWER_DROPPED, {"why": "opted_out"})
