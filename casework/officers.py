"""Officers: their passwords, signing in and out, and the lock after wrong passwords.

Hashing takes a quarter of a second and 64 MB on purpose; call `sign_in` from a thread.
"""

import hashlib
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import Database, Officer, OfficerSession

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
MAX_FAILED = 5
LOCK = timedelta(minutes=15)
SHORTEST_PASSWORD = 10

_passwords = PasswordHash((Argon2Hasher(),))
_two_at_a_time = threading.BoundedSemaphore(2)
_nobody = _passwords.hash(secrets.token_hex(16))
"""Checked when the user name is unknown, so that the answer takes as long as for a known one."""


class OfficerRefused(ValueError):
    """The user name is taken, or the password is too short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """`token` goes into the cookie and is stored nowhere else."""

    token: str


def add_officer(
    session: Session, *, username: str, name: str, password: str, at: datetime, administrator: bool = False
) -> Officer:
    """A new officer. Raises OfficerRefused."""
    if len(password) < SHORTEST_PASSWORD:
        raise OfficerRefused(f"the password must have at least {SHORTEST_PASSWORD} characters")
    if session.scalar(select(Officer.id).where(Officer.username == username)) is not None:
        raise OfficerRefused(f"the user name {username} is taken")
    officer = Officer(username=username, name=name, password_hash=_passwords.hash(password), created_at=at)
    officer.administrator = administrator
    session.add(officer)
    session.flush()
    return officer


def set_password(officer: Officer, password: str) -> None:
    """Changes the password and lifts the lock. Raises OfficerRefused."""
    if len(password) < SHORTEST_PASSWORD:
        raise OfficerRefused(f"the password must have at least {SHORTEST_PASSWORD} characters")
    officer.password_hash = _passwords.hash(password)
    officer.failed_logins, officer.locked_until = 0, None


def sign_in(database: Database, username: str, password: str, *, at: datetime) -> SignedIn | None:
    """Checks the password and opens a session, or None: wrong, unknown, locked and inactive look the same.

    The slow check runs outside any transaction, so that nobody waits for it.
    """
    with database.read() as session:
        officer = session.scalar(select(Officer).where(Officer.username == username))
        usable = officer is not None and officer.active and not _locked(officer, at)
        expected = officer.password_hash if officer is not None and usable else _nobody
    with _two_at_a_time:
        right = _passwords.verify(password, expected)
    with database.write() as session:
        officer = session.scalar(select(Officer).where(Officer.username == username))
        if officer is None or not usable or not _as_checked(officer, expected, at):
            return None
        if not right:
            officer.failed_logins += 1
            if officer.failed_logins >= MAX_FAILED:
                officer.failed_logins, officer.locked_until = 0, at + LOCK
            return None
        officer.failed_logins, officer.locked_until = 0, None
        token = secrets.token_urlsafe(32)
        session.add(
            OfficerSession(
                token_hash=_hash(token),
                csrf_token=secrets.token_urlsafe(24),
                officer_id=officer.id,
                created_at=at,
                seen_at=at,
            )
        )
        return SignedIn(token=token)


def session_of(session: Session, token: str, *, at: datetime) -> OfficerSession | None:
    """The session behind this cookie, unless it is too old, idle too long, or its officer left."""
    found = session.scalar(select(OfficerSession).where(OfficerSession.token_hash == _hash(token)))
    if found is None or not found.officer.active:
        return None
    if at - found.seen_at > IDLE or at - found.created_at > LONGEST:
        return None
    return found


def sign_out(session: Session, token: str) -> None:
    """Ends the session; its cookie is worth nothing from now."""
    session.execute(delete(OfficerSession).where(OfficerSession.token_hash == _hash(token)))


def _as_checked(officer: Officer, expected: str, at: datetime) -> bool:
    """Whether the officer is still as when the check began: others may have locked them in between."""
    return officer.active and officer.password_hash == expected and not _locked(officer, at)


def _locked(officer: Officer, at: datetime) -> bool:
    return officer.locked_until is not None and officer.locked_until > at


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
