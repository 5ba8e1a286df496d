"""The audit log: nobody changes it unseen, whoever has the database."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from casework import audit
from models import AuditEntry, Database, Deed, TimelineChanged, Vault, new_key

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
REASON = "Pemeriksaan surat nomor 12"
UNGUARDED = "DROP TRIGGER audit_entries_no_update", "DROP TRIGGER audit_entries_no_delete"


@pytest.fixture
def five(database: Database) -> Database:
    for number in range(4):
        with database.write() as session:
            audit.write(session, Deed.CASE_SEEN, at=NOW, by=None, about=(audit.CASE, number))
    with database.write() as session:
        audit.write(session, Deed.REASON_GIVEN, at=NOW, by=None, about=(audit.CASE, 4), reason=REASON)
    return database


def run(database: Database, *statements: str, **values: object) -> None:
    with database.write() as session:
        for statement in statements:
            session.execute(text(statement), values)


def test_a_log_that_nobody_touched_is_whole_and_tells_its_head(five: Database) -> None:
    found = audit.verify(five)
    assert (found.entries, found.problem, found.head.number) == (5, "", 5)
    with five.write() as session:
        audit.write(session, Deed.SIGNED_OUT, at=NOW, by=None, detail={"left": 3})
    later = audit.verify(five, known=found.head)
    assert (later.entries, later.problem) == (6, "")


def test_an_empty_log_is_whole(database: Database) -> None:
    assert audit.verify(database) == audit.Checked(entries=0, head=audit.Head())


def test_the_database_itself_refuses_changes(five: Database) -> None:
    for statement in ("UPDATE audit_entries SET deed = 'signed_in'", "DELETE FROM audit_entries"):
        with pytest.raises(DatabaseError, match="history"):
            run(five, statement)
    with pytest.raises(TimelineChanged), five.write() as session:
        session.scalars(select(AuditEntry)).first().at = NOW + timedelta(days=1)
    with pytest.raises(TimelineChanged), five.write() as session:
        session.delete(session.scalars(select(AuditEntry)).first())


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("UPDATE audit_entries SET deed = 'signed_in' WHERE number = 3", "entry 3 was changed"),
        ("UPDATE audit_entries SET about_id = 99 WHERE number = 2", "entry 2 was changed"),
        (
            "UPDATE audit_entries SET at = '2026-11-25 00:00:00.000000' WHERE number = 1",
            "entry 1 was changed",
        ),
        ("UPDATE audit_entries SET detail = '{\"left\": 1}' WHERE number = 4", "entry 4 was changed"),
        ("UPDATE audit_entries SET reason = NULL WHERE number = 5", "entry 5 was changed"),
        ("DELETE FROM audit_entries WHERE number = 2", "entry 2 is missing"),
        ("DELETE FROM audit_entries WHERE number = 1", "entry 1 is missing"),
        ("UPDATE audit_entries SET previous = 'x' WHERE number = 3", "entry 3 does not follow entry 2"),
    ],
)
def test_whoever_gets_round_the_triggers_is_found_out(five: Database, change: str, problem: str) -> None:
    run(five, *UNGUARDED, change)
    assert audit.verify(five).problem == problem


def test_a_removed_entry_is_seen_although_the_others_were_renumbered(five: Database) -> None:
    run(five, *UNGUARDED, "DELETE FROM audit_entries WHERE number = 3",
        "UPDATE audit_entries SET number = number - 1 WHERE number > 3")  # fmt: skip
    assert audit.verify(five).problem == "entry 3 does not follow entry 2"


def test_that_the_end_was_cut_off_shows_to_who_noted_the_head(five: Database) -> None:
    noted = audit.verify(five).head
    run(five, *UNGUARDED, "DELETE FROM audit_entries WHERE number > 3")
    assert audit.verify(five).problem == ""  # nothing in what is left says so
    assert "entry 5" in audit.verify(five, known=noted).problem


def test_who_has_the_database_but_not_the_key_cannot_write_a_log_of_their_own(five: Database) -> None:
    forger = Database(five.url.render_as_string(), Vault(keys=(new_key(),), index_key=new_key()))
    with forger.write() as session:
        audit.write(session, Deed.SIGNED_IN, at=NOW, by=None)
    forger.close()
    assert audit.verify(five).problem == "entry 6 was changed"


def test_a_forged_reason_does_not_open(five: Database) -> None:
    run(five, *UNGUARDED, "UPDATE audit_entries SET reason = :junk WHERE number = 5", junk=b"x" * 40)
    assert "reason" in audit.verify(five).problem


def test_no_entry_can_have_two_successors(five: Database) -> None:
    with five.read() as session:
        taken = session.scalars(select(AuditEntry.previous).where(AuditEntry.number == 3)).one()
    with pytest.raises(IntegrityError), five.write() as session:
        session.add(
            AuditEntry(number=9, at=NOW, deed=Deed.SIGNED_IN, about="", detail={}, previous=taken, seal="x")
        )


def test_the_reason_is_not_in_the_file_in_clear(five: Database) -> None:
    with five.read() as session:
        assert audit.entries(session, limit=1)[0].reason == REASON
        stored = session.execute(text("SELECT reason FROM audit_entries WHERE number = 5")).scalar_one()
    assert b"surat" not in stored


def test_many_writers_at_once_make_one_chain(database: Database) -> None:
    def write() -> None:
        for _ in range(10):
            with database.write() as session:
                audit.write(session, Deed.CASE_SEEN, at=NOW, by=None)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert audit.verify(database).entries == 40
    assert audit.verify(database).problem == ""


def test_what_was_rolled_back_leaves_no_gap(five: Database) -> None:
    def fail() -> None:
        with five.write() as session:
            audit.write(session, Deed.SIGNED_IN, at=NOW, by=None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with five.write() as session:
        audit.write(session, Deed.SIGNED_IN, at=NOW, by=None)
    assert audit.verify(five).entries == 6


def test_entries_are_found_by_deed_thing_day_and_page(five: Database) -> None:
    with five.read() as session:

        def numbers(**wanted: object) -> list[int]:
            return [entry.number for entry in audit.entries(session, **wanted)]

        assert numbers() == [5, 4, 3, 2, 1]
        assert numbers(deeds=[Deed.REASON_GIVEN]) == [5]
        assert numbers(about=(audit.CASE, 2)) == [3]
        assert numbers(before=3) == [2, 1]
        assert numbers(limit=2) == [5, 4]
        assert numbers(first=NOW) == [5, 4, 3, 2, 1]
        assert numbers(first=NOW + timedelta(seconds=1)) == numbers(until=NOW) == []
