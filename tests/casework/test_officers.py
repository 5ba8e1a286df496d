"""Officers sign in, stay in for a while, and are locked out after wrong passwords."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import officers
from models import Database, Officer, OfficerSession

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD, WRONG = "melati-putih-7", "mawar-merah-8"


@pytest.fixture
def siti(database: Database) -> int:
    with database.write() as session:
        return officers.add_officer(
            session, username="siti", name="Siti Contoh", password=PASSWORD, at=NOW
        ).id


def failed(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(Officer.failed_logins)).one()


def test_the_right_password_opens_a_session(database: Database, siti: int) -> None:
    signed_in = officers.sign_in(database, "siti", PASSWORD, at=NOW)
    assert signed_in is not None
    with database.read() as session:
        found = officers.session_of(session, signed_in.token, at=NOW)
        assert found is not None
        assert found.officer_id == siti
        assert found.token_hash != signed_in.token
        assert officers.session_of(session, signed_in.token[:-1] + "x", at=NOW) is None


def test_passwords_are_stored_as_slow_hashes(database: Database, siti: int) -> None:
    with database.read() as session:
        stored = session.get_one(Officer, siti).password_hash
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_a_short_password_and_a_taken_name_are_refused(database: Database, siti: int) -> None:
    with database.write() as session:
        for name, password in (("budi", "pendek-12"), ("siti", PASSWORD)):
            with pytest.raises(officers.OfficerRefused):
                officers.add_officer(session, username=name, name="Budi", password=password, at=NOW)
        with pytest.raises(officers.OfficerRefused):
            officers.set_password(session.get_one(Officer, siti), "pendek-12")


def test_after_five_wrong_passwords_even_the_right_one_is_refused_for_a_while(
    database: Database, siti: int
) -> None:
    for _ in range(officers.MAX_FAILED - 1):
        assert officers.sign_in(database, "siti", WRONG, at=NOW) is None
    assert failed(database) == officers.MAX_FAILED - 1
    assert officers.sign_in(database, "siti", WRONG, at=NOW) is None
    assert officers.sign_in(database, "siti", PASSWORD, at=NOW + officers.LOCK - timedelta(seconds=1)) is None
    assert officers.sign_in(database, "siti", PASSWORD, at=NOW + officers.LOCK) is not None


def test_the_right_password_forgets_the_wrong_ones(database: Database, siti: int) -> None:
    for _ in range(2):
        for _ in range(officers.MAX_FAILED - 1):
            officers.sign_in(database, "siti", WRONG, at=NOW)
        assert officers.sign_in(database, "siti", PASSWORD, at=NOW) is not None
    assert failed(database) == 0


@pytest.mark.parametrize("change", ["locked", "left", "new password"])
def test_what_changed_during_the_check_counts(database: Database, siti: int, change: str) -> None:
    """The check takes a quarter of a second outside any transaction: many guesses at once are no way around."""
    results: list[officers.SignedIn | None] = []
    thread = threading.Thread(
        target=lambda: results.append(officers.sign_in(database, "siti", PASSWORD, at=NOW))
    )
    with database.write() as session:  # the one writer: the answer has to wait for us
        thread.start()
        thread.join(timeout=0.6)  # long enough for the look at the officer, who is still as before
        assert results == []
        officer = session.get_one(Officer, siti)
        if change == "locked":
            officer.locked_until = NOW + officers.LOCK
        elif change == "left":
            officer.active = False
        else:
            officers.set_password(officer, "melati-kuning-9")
    thread.join()
    assert results == [None]


def test_nobody_and_an_officer_who_left_cannot_sign_in(database: Database, siti: int) -> None:
    assert officers.sign_in(database, "hantu", PASSWORD, at=NOW) is None
    with database.write() as session:
        session.get_one(Officer, siti).active = False
    assert officers.sign_in(database, "siti", PASSWORD, at=NOW) is None


def test_a_new_password_lifts_the_lock_and_ends_the_old_one(database: Database, siti: int) -> None:
    with database.write() as session:
        officer = session.get_one(Officer, siti)
        officer.locked_until = NOW + officers.LOCK
        officers.set_password(officer, "melati-kuning-9")
    assert officers.sign_in(database, "siti", PASSWORD, at=NOW) is None
    assert officers.sign_in(database, "siti", "melati-kuning-9", at=NOW) is not None


@pytest.mark.parametrize(
    ("later", "seen_later", "stays"),
    [
        (timedelta(minutes=60), timedelta(0), True),
        (timedelta(minutes=60, seconds=1), timedelta(0), False),
        (timedelta(hours=12), timedelta(hours=11, minutes=30), True),
        (timedelta(hours=12, seconds=1), timedelta(hours=12), False),
    ],
)
def test_a_session_ends_after_an_idle_hour_and_after_a_working_day(
    database: Database, siti: int, later: timedelta, seen_later: timedelta, stays: bool
) -> None:
    with database.write() as session:
        session.add(
            OfficerSession(token_hash=officers._hash("kunci"), csrf_token="-", officer_id=siti, created_at=NOW,
                           seen_at=NOW + seen_later)
        )  # fmt: skip
    with database.read() as session:
        assert (officers.session_of(session, "kunci", at=NOW + later) is not None) is stays


def test_signing_out_ends_this_session_only(database: Database, siti: int) -> None:
    here, elsewhere = (officers.sign_in(database, "siti", PASSWORD, at=NOW) for _ in range(2))
    assert here is not None
    assert elsewhere is not None
    with database.write() as session:
        officers.sign_out(session, here.token)
    with database.read() as session:
        assert officers.session_of(session, here.token, at=NOW) is None
        assert officers.session_of(session, elsewhere.token, at=NOW) is not None
