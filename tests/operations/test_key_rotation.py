"""A newer key comes to everything that is stored, on both databases, and the older one is not needed any more."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError

from casework import audit, cases, recordings, second_factor, wishes
from casework.contacts import contact_for
from casework.recordings import PLACE
from models import (
    AuditEntry,
    Call,
    Case,
    CaseEvent,
    Contact,
    ContactWish,
    Database,
    Deed,
    Officer,
    Recording,
    StoryCorrection,
    TextConversation,
    Vault,
    Wish,
    new_key,
)
from operations import index_rotation, key_rotation
from tests.casework.people import NOW
from tests.postgresql import ON_BOTH

pytestmark = ON_BOTH

NUMBER = "+6281311112222"
WORDS = "katepe saya hilang"


OLD, NEW, INDEX, LATER_INDEX = (new_key() for _ in range(4))


@contextmanager
def opened(database: Database, *keys: str, index: str = INDEX) -> Iterator[Database]:
    """The same database as somebody with these keys opens it."""
    found = Database(
        database.url.render_as_string(hide_password=False), Vault(keys=keys or (OLD,), index_key=index)
    )
    try:
        yield found
    finally:
        found.close()


@pytest.fixture
def case_id(database: Database, tmp_path: Path) -> int:
    """Something in every kind of place, as it was before cases and recordings had keys of their own."""
    with opened(database) as database, database.write() as session:
        contact = contact_for(session, database.vault, NUMBER, at=NOW)
        wishes.say(contact, Wish.NO_CALLS, at=NOW, reason="diminta di loket")
        siti = Officer(username="siti", name="Siti", password_hash="-", created_at=NOW)
        call = Call(provider_id="CA1", contact_id=contact.id, started_at=NOW, position={"langkah": "menu"})
        session.add_all([siti, call, TextConversation(contact_id=contact.id, memory={"a": 1}, at=NOW)])
        session.flush()
        (tmp_path / "old.sealed").write_bytes(database.vault.seal(b"RIFF old", PLACE))
        sound = Recording(call_id=call.id, file="old.sealed", seconds=1, created_at=NOW)
        session.add(sound)
        session.flush()
        case = cases.open_case(session, channel="call", contact_id=contact.id, at=NOW, recording_id=sound.id)
        cases.note(case, siti, "sudah ditelepon", at=NOW)
        case.kept_story = WORDS
        session.add(
            StoryCorrection(case=case, kept_before="katepe", kept_after=WORDS, officer_id=siti.id, at=NOW)
        )
        about = audit.CASE, case.id
        audit.write(session, Deed.REASON_GIVEN, at=NOW, by=siti.id, about=about, reason="periksa")
        return case.id


def test_all_is_read_with_the_newest_key_alone_and_history_stays_history(
    database: Database, case_id: int, tmp_path: Path
) -> None:
    with opened(database, NEW, OLD) as both:
        with both.read() as session:
            version = session.get_one(Case, case_id).version
        found = key_rotation.rotate(both, tmp_path)
        again = key_rotation.rotate(both, tmp_path)
        assert key_rotation.without_own_key(both) == (0, 0)
    assert not found.broken
    assert {"cases", "contacts", "case_events", "contact_wishes", "audit_entries", "calls"} <= set(found.rows)
    assert not again.rows, "a second run finds nothing to do"
    assert not (tmp_path / "old.sealed").exists()

    with opened(database, NEW) as newest:
        with newest.read() as session:
            case = session.get_one(Case, case_id)
            assert (case.story, case.version, case.contact.phone) == (WORDS, version, NUMBER)
            assert "sudah ditelepon" in [(event.detail or {}).get("text") for event in case.timeline]
            assert case.recording is not None
            assert recordings.sound(case.recording, tmp_path, newest.vault) == b"RIFF old"
            correction = session.scalars(select(StoryCorrection)).one()
            assert (correction.before, correction.after) == ("katepe", WORDS)
            assert [wish.reason for wish in case.contact.wishes] == ["diminta di loket"]
            assert case.recording.call.position == {"langkah": "menu"}
        assert audit.verify(newest).problem == ""
        for table in (CaseEvent, ContactWish, AuditEntry):
            with pytest.raises(DBAPIError), newest.write() as session:
                session.execute(delete(table))


def test_a_run_that_was_broken_off_goes_on(database: Database, case_id: int, tmp_path: Path) -> None:
    class Broken(Exception):
        pass

    def stop(table: str, done: int) -> None:
        raise Broken

    with opened(database, NEW, OLD) as both:
        newest = both.vault.newest.hex()
        with pytest.raises(Broken):
            key_rotation.rotate(both, tmp_path, told=stop)
        assert any(newest in counts for counts in key_rotation.counted(both).values()), "what is done stays"
        key_rotation.rotate(both, tmp_path)
        assert all(set(counts) <= {newest} for counts in key_rotation.counted(both).values())


def test_what_no_key_opens_is_told_and_left(database: Database, case_id: int, tmp_path: Path) -> None:
    with opened(database, NEW) as lost:
        found = key_rotation.rotate(lost, tmp_path)
    assert (found.broken["contacts"], found.rows.get("contacts", 0)) == (1, 0)
    with opened(database) as before, before.read() as session:
        assert session.scalars(select(Contact.phone)).all() == [NUMBER]


def test_a_known_caller_is_known_before_and_after_the_indexes_are_written_anew(
    database: Database, case_id: int
) -> None:
    with opened(database) as before, before.write() as session:
        siti = session.scalars(select(Officer)).one()
        code = second_factor.new_recovery_codes(before.vault, siti)[0]
    with opened(database, OLD, index=f"{LATER_INDEX},{INDEX}") as both:
        assert index_rotation.bound(both) == index_rotation.Bound(numbers=1, officers=1, audit=True)
        with both.write() as session:
            contact_for(session, both.vault, "0813-1111-2222", at=NOW)
        assert index_rotation.rotate(both) == 1
        assert index_rotation.rotate(both) == 0
        assert index_rotation.bound(both).numbers == 0
        with both.write() as session:
            assert session.scalars(select(Contact.phone_index)).all() == [both.vault.index(f"phone:{NUMBER}")]
            assert second_factor.use_recovery_code(both.vault, session.scalars(select(Officer)).one(), code)
    with opened(database, OLD, index=LATER_INDEX) as after, after.write() as session:
        contact_for(session, after.vault, NUMBER, at=NOW)
        assert len(session.scalars(select(Contact)).all()) == 1


def test_who_has_only_the_older_index_key_cannot_go_on_writing_the_audit_log(
    database: Database, case_id: int
) -> None:
    with opened(database, OLD, index=f"{LATER_INDEX},{INDEX}") as both:
        with both.write() as session:
            audit.write(session, Deed.SIGNED_IN, at=NOW, by=None)
        assert audit.verify(both).problem == ""
        with opened(database) as thief, thief.write() as session:
            audit.write(session, Deed.SIGNED_IN, at=NOW, by=None)
        assert audit.verify(both).problem == "entry 3 is sealed with an older key than entry 2"
