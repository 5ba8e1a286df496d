"""At the end of its time a case says nothing any more, also to who has the main key and a copy of the file."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from casework import purge, shredding
from casework.contacts import contact_for
from casework.office import Office
from casework.retention import days_of
from casework.wishes import say, so
from models import (
    Case,
    CaseEvent,
    CaseEventKind,
    CaseStatus,
    Contact,
    Database,
    Message,
    Purged,
    StoryCorrection,
    VaultError,
    Wish,
)
from models.case import STORY as PLACE
from models.own_key import told
from tests.casework.told import (
    DOCUMENT,
    HEARD,
    LONG_AGO,
    NOTE,
    NUMBER,
    SMS,
    STORY,
    a_told_case,
    everything_readable,
)
from tests.postgresql import ON_BOTH

pytestmark = ON_BOTH

DAYS = days_of((), recordings=90)
NOW = LONG_AGO + timedelta(days=DAYS["kasus"] + 2)


def test_a_case_past_its_time_is_forgotten_and_is_still_counted(database: Database, office: Office) -> None:
    kept = a_told_case(database, office)
    with database.read() as session:
        case = session.get_one(Case, kept.case)
        sealed, key = case.kept_story, case.data_key
    assert all(words in everything_readable(database, kept) for words in (STORY, DOCUMENT, "kursi_roda"))
    copy = kept.file.read_bytes()

    gone = purge.forget_all(database, office, {**DAYS, "percakapan": 3650, "sms": 3650}, at=NOW)
    assert gone["kasus"] == 1
    left = everything_readable(database, kept)
    assert not any(
        words in left
        for words in (STORY, "dompe saya", DOCUMENT, "kursi_roda", NOTE, HEARD, "Baik.", "Sudah diberi tahu")
    )
    assert not kept.file.exists()
    with database.read() as session:
        case = session.get_one(Case, kept.case)
        assert (case.status, case.service_id, case.shredded_at) == (CaseStatus.RESOLVED, "ktp_hilang", NOW)
        assert CaseEventKind.NOTED in [event.kind for event in case.timeline], "that there was a note stays"
        assert session.scalars(select(Message.body)).all() == [""]
        assert session.scalars(select(StoryCorrection)).all() == []
    assert told(None, sealed, PLACE) is None, "the sealed story of a copy cannot be read without its key"
    with pytest.raises(VaultError):
        database.vault.open(copy, "recordings.sound")
    assert told(key, sealed, PLACE) == STORY
    with pytest.raises(DBAPIError), database.write() as session:
        session.execute(delete(CaseEvent))
    assert purge.forget_all(database, office, DAYS, at=NOW).get("kasus") is None, "once is enough"


def test_an_open_case_and_a_young_one_stay(database: Database, office: Office) -> None:
    kept = a_told_case(database, office, resolved=False)
    with pytest.raises(shredding.StillOpen), database.write() as session:
        shredding.shred(session, office.recordings, session.get_one(Case, kept.case), at=NOW)
    assert "kasus" not in purge.forget_all(database, office, DAYS, at=NOW)
    assert STORY in everything_readable(database, kept)


def test_a_number_goes_after_its_cases_and_a_wish_outlives_it(database: Database, office: Office) -> None:
    kept = a_told_case(database, office)
    with database.write() as session:
        quiet = contact_for(session, database.vault, "081366668888", at=LONG_AGO)
        say(quiet, Wish.NO_CALLS, at=LONG_AGO, reason="diminta anaknya")
        busy = contact_for(session, database.vault, "081377779999", at=NOW)
        ids = kept.contact, quiet.id, busy.id
    gone = purge.forget_all(database, office, DAYS, at=NOW)
    assert gone["nomor"] == 2
    with database.read() as session:
        known, silent, young = (session.get_one(Contact, one) for one in ids)
        assert (known.phone, silent.phone, young.phone) == ("", "", "+6281377779999")
        assert known.phone_index.startswith("gone:")
        assert [wish.reason for wish in silent.wishes] == [None]
    with database.write() as session:
        again = contact_for(session, database.vault, "081366668888", at=NOW)
        assert (again.id, again.phone, so(again, Wish.NO_CALLS)) == (ids[1], "+6281366668888", True)
        assert contact_for(session, database.vault, NUMBER, at=NOW).id not in ids, "nothing leads back to it"


def test_words_of_calls_and_texts_go_before_the_case_and_their_figures_stay(
    database: Database, office: Office
) -> None:
    kept = a_told_case(database, office)
    gone = purge.forget_all(database, office, DAYS, at=LONG_AGO + timedelta(days=400))
    assert {"percakapan": 1, "sms": 1, "rekaman": 1}.items() <= gone.items()
    left = everything_readable(database, kept)
    assert STORY in left
    assert HEARD not in left
    with database.read() as session:
        case = session.get_one(Case, kept.case)
        assert case.call is not None
        assert [(turn.step, turn.heard_kind) for turn in case.call.turns] == [("menu", "said")]
        assert SMS not in session.scalars(select(Message.body)).all()
    again = purge.forget_all(database, office, DAYS, at=LONG_AGO + timedelta(days=401))
    assert not {"percakapan", "sms", "rekaman"} & set(again)


def test_each_run_tells_how_much_of_each_class_went(database: Database, office: Office) -> None:
    first, second = datetime(2026, 11, 23, 1, tzinfo=UTC), datetime(2026, 11, 24, 1, tzinfo=UTC)
    with database.write() as session:
        for at, name, count in ((first, "semua", 0), (second, "semua", 7), (second, "sms", 7)):
            session.add(Purged(at=at, data_class=name, count=count))
    with database.read() as session:
        assert purge.last_runs(session) == [(second, {"sms": 7}), (first, {})]
