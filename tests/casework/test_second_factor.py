"""The second factor: codes that work once, recovery codes, and signing in with them."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select, text

from casework import officers, second_factor
from casework.officers import HALF_WAY, Visitor
from casework.sign_in_limits import LOCK, MAX_FAILED
from models import AuditEntry, Database, Deed, Officer, OfficerSession
from tests.casework.quick_passwords import hash_quickly
from tests.casework.test_sign_in_limits import PASSWORD

NOW = datetime(2026, 11, 24, 9, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=second_factor.STEP)
HERE = Visitor(address="192.0.2.1")


@pytest.fixture
def siti(database: Database, monkeypatch: pytest.MonkeyPatch) -> int:
    """An officer with a second factor."""
    hash_quickly(monkeypatch)
    with database.write() as session:
        own = officers.add_officer(session, username="siti", name="Siti", password=PASSWORD, at=NOW)
        second_factor.begin(own)
        own.totp_on = True
        return own.id


def officer(database: Database, officer_id: int) -> Officer:
    with database.read() as session:
        found = session.get_one(Officer, officer_id)
        session.expunge(found)
        return found


def code(database: Database, officer_id: int, at: datetime = NOW) -> str:
    return pyotp.TOTP(officer(database, officer_id).totp_secret or "").at(at)


def half(database: Database, at: datetime = NOW) -> str:
    found = officers.sign_in(database, "siti", PASSWORD, at=at, visitor=HERE)
    assert found is not None
    assert found.half
    assert not found.device
    return found.token


def test_the_password_alone_opens_nothing(database: Database, siti: int) -> None:
    token = half(database)
    with database.read() as session:
        assert officers.session_of(session, token, at=NOW) is None
        assert officers.half_session(session, token, at=NOW) is not None
        assert officers.half_session(session, token, at=NOW + HALF_WAY + timedelta(seconds=1)) is None


def test_password_and_code_open_a_new_session_and_the_half_one_is_gone(database: Database, siti: int) -> None:
    token = half(database)
    whole = officers.finish_signing_in(database, token, code(database, siti), at=NOW, visitor=HERE)
    assert whole is not None
    assert whole.token != token
    assert whole.device
    with database.read() as session:
        assert officers.session_of(session, whole.token, at=NOW) is not None
        assert len(session.scalars(select(OfficerSession)).all()) == 1


def test_a_whole_session_is_no_half_one(database: Database, siti: int) -> None:
    whole = officers.finish_signing_in(database, half(database), code(database, siti), at=NOW, visitor=HERE)
    assert whole is not None
    again = officers.finish_signing_in(database, whole.token, code(database, siti), at=NOW, visitor=HERE)
    assert again is None


@pytest.mark.parametrize(("shift", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephone_may_be_half_a_minute_wrong(
    database: Database, siti: int, shift: int, right: bool
) -> None:
    typed = code(database, siti, NOW + shift * STEP)
    assert second_factor.is_code(officer(database, siti), f"{typed[:3]} {typed[3:]}", at=NOW) is right


def test_a_code_works_once_and_none_before_it(database: Database, siti: int) -> None:
    own = officer(database, siti)
    assert second_factor.is_code(own, code(database, siti), at=NOW)
    assert not second_factor.is_code(own, code(database, siti), at=NOW)
    assert not second_factor.is_code(own, code(database, siti, NOW - STEP), at=NOW)
    assert second_factor.is_code(own, code(database, siti, NOW + STEP), at=NOW)


def test_a_code_that_was_seen_over_the_shoulder_opens_no_second_session(
    database: Database, siti: int
) -> None:
    typed = code(database, siti)
    assert officers.finish_signing_in(database, half(database), typed, at=NOW, visitor=HERE) is not None
    assert officers.finish_signing_in(database, half(database), typed, at=NOW, visitor=HERE) is None


def test_a_recovery_code_works_once_however_it_is_typed(database: Database, siti: int) -> None:
    with database.write() as session:
        own = session.get_one(Officer, siti)
        codes = second_factor.new_recovery_codes(database.vault, own)
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    typed = f" {codes[3].upper().replace('-', ' ')} "
    assert officers.finish_signing_in(database, half(database), typed, at=NOW, visitor=HERE) is not None
    assert officers.finish_signing_in(database, half(database), codes[3], at=NOW, visitor=HERE) is None
    assert officers.finish_signing_in(database, half(database), codes[4], at=NOW, visitor=HERE) is not None
    with database.read() as session:
        stored = str(session.get_one(Officer, siti).recovery)
        deeds = list(session.scalars(select(AuditEntry.deed)))
    assert codes[0].replace("-", "") not in stored
    assert deeds.count(Deed.RECOVERY_USED) == 2


def test_new_recovery_codes_end_the_old_ones(database: Database, siti: int) -> None:
    own = officer(database, siti)
    old = second_factor.new_recovery_codes(database.vault, own)
    second_factor.new_recovery_codes(database.vault, own)
    assert not second_factor.use_recovery_code(database.vault, own, old[0])


def test_codes_are_not_for_guessing(database: Database, siti: int) -> None:
    token = half(database)
    for _ in range(MAX_FAILED):
        assert officers.finish_signing_in(database, token, "000000", at=NOW, visitor=HERE) is None
    right = code(database, siti)
    assert officers.finish_signing_in(database, token, right, at=NOW, visitor=HERE) is None
    assert officers.finish_signing_in(database, half(database), right, at=NOW, visitor=HERE) is None
    later = NOW + LOCK
    typed = code(database, siti, later)
    assert (
        officers.finish_signing_in(database, half(database, later), typed, at=later, visitor=HERE) is not None
    )


def test_the_secret_is_sealed(database: Database, siti: int) -> None:
    secret = officer(database, siti).totp_secret
    assert secret is not None
    with database.read() as session:
        stored = session.execute(text("SELECT totp_secret FROM officers")).scalar_one()
    assert secret.encode() not in stored


def test_an_officer_who_left_half_way_stays_out(database: Database, siti: int) -> None:
    token = half(database)
    with database.write() as session:
        session.get_one(Officer, siti).active = False
    assert officers.finish_signing_in(database, token, code(database, siti), at=NOW, visitor=HERE) is None
