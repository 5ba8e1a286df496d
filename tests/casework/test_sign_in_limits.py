"""Guessing is hopeless, and guessers lock nobody out who works here."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import audit, officers, sign_in_limits
from casework.sign_in_limits import LOCK, MAX_FAILED, MAX_FROM_ADDRESS, Visitor
from models import AuditEntry, Database, Deed, Officer, SignInTries, Vault, new_key
from tests.casework.quick_passwords import hash_quickly

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OFFICE, ELSEWHERE = Visitor(address="192.0.2.1"), Visitor(address="198.51.100.7")
PASSWORD, WRONG = "melati-putih-7", "mawar-merah-8"


@pytest.fixture
def siti(database: Database, monkeypatch: pytest.MonkeyPatch) -> Officer:
    hash_quickly(monkeypatch)
    with database.write() as session:
        return officers.add_officer(session, username="siti", name="Siti", password=PASSWORD, at=NOW)


def guess(database: Database, times: int, visitor: Visitor, name: str = "siti", at: datetime = NOW) -> None:
    for _ in range(times):
        assert officers.sign_in(database, name, WRONG, at=at, visitor=visitor) is None


def enter(database: Database, visitor: Visitor, at: datetime = NOW) -> officers.SignedIn | None:
    return officers.sign_in(database, "siti", PASSWORD, at=at, visitor=visitor)


def known(database: Database, address: str = "192.0.2.1") -> Visitor:
    """A browser that signed in before."""
    found = enter(database, Visitor(address=address))
    assert found is not None
    return Visitor(address=address, device=found.device)


def test_a_guesser_elsewhere_closes_the_door_to_new_browsers_only(database: Database, siti: Officer) -> None:
    desk = known(database)
    guess(database, MAX_FAILED, ELSEWHERE)
    assert enter(database, OFFICE) is None
    assert enter(database, desk) is not None
    assert enter(database, OFFICE, NOW + LOCK) is not None


def test_a_known_browser_is_locked_by_its_own_wrong_passwords(database: Database, siti: Officer) -> None:
    desk, other = known(database), known(database)
    guess(database, MAX_FAILED, desk)
    assert enter(database, desk) is None
    assert enter(database, other) is not None
    assert enter(database, desk, NOW + LOCK) is not None


def test_an_address_that_tries_many_names_waits_and_known_browsers_there_do_not(
    database: Database, siti: Officer
) -> None:
    desk = known(database)
    for number in range(MAX_FROM_ADDRESS):
        guess(database, 1, OFFICE, name=f"petugas{number}")
    assert enter(database, OFFICE) is None
    assert enter(database, ELSEWHERE) is not None
    assert enter(database, desk) is not None
    assert enter(database, OFFICE, NOW + LOCK) is not None


def test_an_address_of_ipv6_is_its_whole_network(database: Database, siti: Officer) -> None:
    for number in range(MAX_FROM_ADDRESS):
        guess(database, 1, Visitor(address=f"2001:db8:1:2::{number:x}"), name=f"petugas{number}")
    assert enter(database, Visitor(address="2001:db8:1:2:ffff::1")) is None
    assert enter(database, Visitor(address="2001:db8:1:3::1")) is not None


def test_an_account_of_ones_own_does_not_buy_more_guesses(database: Database, siti: Officer) -> None:
    for number in range(MAX_FROM_ADDRESS):
        guess(database, 1, ELSEWHERE, name=f"petugas{number}")
        if number < MAX_FROM_ADDRESS - 1:
            assert enter(database, ELSEWHERE) is not None
    assert enter(database, ELSEWHERE) is None


def test_slow_mistakes_lock_no_address(database: Database, siti: Officer) -> None:
    for number in range(MAX_FROM_ADDRESS):
        guess(database, 1, OFFICE, name=f"petugas{number}", at=NOW + timedelta(minutes=number))
    assert enter(database, OFFICE, NOW + timedelta(minutes=31)) is not None


def test_a_new_password_makes_known_browsers_strangers(database: Database, siti: Officer) -> None:
    desk = known(database)
    with database.write() as session:
        own = session.get_one(Officer, siti.id)
        assert sign_in_limits.known_browser(database.vault, own, desk)
        officers.set_password(own, "melati-kuning-9")
        assert not sign_in_limits.known_browser(database.vault, own, desk)


@pytest.mark.parametrize("forged", ["", ".", "x.y", "x", "é.é"])
def test_the_proof_of_a_known_browser_cannot_be_made_up(
    database: Database, siti: Officer, forged: str
) -> None:
    assert not sign_in_limits.known_browser(database.vault, siti, Visitor(device=forged))


def test_the_proof_is_for_one_officer(database: Database, siti: Officer) -> None:
    desk = known(database)
    with database.write() as session:
        budi = officers.add_officer(session, username="budi", name="Budi", password=PASSWORD, at=NOW)
    assert not sign_in_limits.known_browser(database.vault, budi, desk)


def test_no_address_is_stored(database: Database, siti: Officer) -> None:
    guess(database, 1, OFFICE)
    with database.read() as session:
        (stored,) = session.scalars(select(SignInTries.place))
    assert "192" not in stored
    assert len(stored) == 64


def test_tries_survive_a_restart(database: Database, siti: Officer) -> None:
    guess(database, MAX_FAILED, OFFICE)
    again = Database(database.url.render_as_string(), database.vault)
    assert enter(again, ELSEWHERE) is None
    again.close()


def test_old_tries_are_forgotten(database: Database, siti: Officer) -> None:
    guess(database, 1, OFFICE)
    with database.write() as session:
        sign_in_limits.forget_old(session, at=NOW + 3 * LOCK)
        assert session.scalars(select(SignInTries)).all() == []


def test_what_was_tried_is_in_the_audit_log_without_what_was_typed(database: Database, siti: Officer) -> None:
    guess(database, MAX_FAILED, OFFICE)
    guess(database, 1, ELSEWHERE, name="rahasia-salah-kolom")
    with database.read() as session:
        found = [(entry.deed, entry.about_id, entry.detail) for entry in audit.entries(session)]
    assert found == [
        (Deed.SIGN_IN_FAILED, None, {}),
        (Deed.LOCKED, siti.id, {}),
        *[(Deed.SIGN_IN_FAILED, siti.id, {})] * (MAX_FAILED - 1),
    ]


def test_a_locked_address_writes_no_more(database: Database, siti: Officer) -> None:
    for number in range(MAX_FROM_ADDRESS + 5):
        guess(database, 1, OFFICE, name=f"petugas{number}")
    with database.read() as session:
        assert len(session.scalars(select(AuditEntry)).all()) == MAX_FROM_ADDRESS


def test_a_proof_of_another_installation_is_none_here(database: Database, siti: Officer) -> None:
    desk = known(database)
    other = Vault(keys=(new_key(),), index_key=new_key())
    assert not sign_in_limits.known_browser(other, siti, desk)
