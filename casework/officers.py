"""Officers: their passwords, signing in by password and second factor, and their sessions.

Hashing takes a quarter of a second and 64 MB on purpose; call `sign_in` and whatever takes a password from a thread.
"""

import hashlib
import secrets
import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from casework import audit, second_factor, sign_in_limits
from casework.roles import Role, check
from casework.sign_in_limits import LOCK, MAX_FAILED, Visitor
from models import Database, Deed, Officer, OfficerSession

__all__ = ["LOCK", "MAX_FAILED", "Visitor"]

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
HALF_WAY = timedelta(minutes=5)
"""Between the password and the code of the second factor."""
SHORTEST_PASSWORD = 10

_passwords = PasswordHash((Argon2Hasher(),))
_two_at_a_time = threading.BoundedSemaphore(2)
_nobody = _passwords.hash(secrets.token_hex(16))
"""Checked when the user name is unknown, so that the answer takes as long as for a known one."""
_NOBODY_THERE = Visitor()


class OfficerRefused(ValueError):
    """The user name is taken, or the password is too short or the old one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """`token` goes into the cookie and is stored nowhere else. `half`: the second factor is still to come. `device`
    is another cookie, by which the browser is known next time; "" half way.
    """

    token: str
    half: bool = False
    device: str = ""


def add_officer(
    session: Session,
    *,
    username: str,
    name: str,
    password: str,
    at: datetime,
    roles: Collection[str] = (Role.OFFICER,),
    counters: Collection[str] = (),
    must_change: bool = False,
) -> Officer:
    """A new officer. Raises OfficerRefused, RolesRefused."""
    _check_password(password)
    if session.scalar(select(Officer.id).where(Officer.username == username)) is not None:
        raise OfficerRefused(f"the user name {username} is taken")
    officer = Officer(
        username=username,
        name=name,
        password_hash=_passwords.hash(password),
        must_change=must_change,
        roles=list(check(roles)),
        counters=sorted(set(counters)),
        created_at=at,
    )
    session.add(officer)
    session.flush()
    return officer


def set_password(officer: Officer, password: str, *, must_change: bool = False) -> None:
    """Changes the password and lifts the lock. Raises OfficerRefused."""
    _check_password(password)
    officer.password_hash, officer.must_change = _passwords.hash(password), must_change
    officer.failed_logins, officer.locked_until = 0, None


def has_password(officer: Officer, password: str) -> bool:
    """Whether this is their password."""
    with _two_at_a_time:
        return _passwords.verify(password, officer.password_hash)


def sign_in(
    database: Database, username: str, password: str, *, at: datetime, visitor: Visitor = _NOBODY_THERE
) -> SignedIn | None:
    """Checks the password and opens a session, or None: wrong, unknown, locked and inactive look the same.

    The slow check runs outside any transaction, so that nobody waits for it.
    """
    vault = database.vault
    with database.read() as session:
        officer = session.scalar(select(Officer).where(Officer.username == username))
        closed = sign_in_limits.locked(session, vault, officer, visitor, at=at)
        if closed and sign_in_limits.address_locked(session, vault, visitor, at=at):
            return None
        usable = officer is not None and officer.active and not closed
        expected = officer.password_hash if officer is not None and usable else _nobody
    with _two_at_a_time:
        right = _passwords.verify(password, expected)
    with database.write() as session:
        officer = session.scalar(select(Officer).where(Officer.username == username).with_for_update())
        if officer is None:
            _failed(session, database, None, visitor, at)
            return None
        closed = sign_in_limits.locked(session, vault, officer, visitor, at=at)
        if not usable or closed or not officer.active or officer.password_hash != expected:
            return None
        if not right:
            _failed(session, database, officer, visitor, at)
            return None
        sign_in_limits.succeeded(session, vault, officer, visitor)
        if officer.totp_on:
            return SignedIn(token=_open(session, officer, visitor, at, half=True), half=True)
        return _let_in(session, database, officer, visitor, at)


def sign_in_known(database: Database, username: str, *, at: datetime, visitor: Visitor) -> SignedIn | None:
    """Opens a session for whom a provider has said it is; None when no active officer has that name.

    A one-time password that was never used is worth nothing any more.
    """
    with database.write() as session:
        officer = session.scalar(select(Officer).where(Officer.username == username).with_for_update())
        if officer is None or not officer.active:
            about = (audit.OFFICER, officer.id) if officer is not None else None
            audit.write(session, Deed.SIGN_IN_FAILED, at=at, by=None, about=about, detail={"sso": True})
            return None
        if officer.must_change:
            set_password(officer, secrets.token_urlsafe(32))
        if officer.totp_on:
            return SignedIn(token=_open(session, officer, visitor, at, half=True), half=True)
        return _let_in(session, database, officer, visitor, at)


def finish_signing_in(
    database: Database, token: str, code: str, *, at: datetime, visitor: Visitor
) -> SignedIn | None:
    """The second factor: a code, or a recovery code. A new session takes the place of the half one. None: wrong, too
    late or locked.
    """
    with database.write() as session:
        half = half_session(session, token, at=at)
        if half is None:
            return None
        officer, vault = half.officer, database.vault
        session.refresh(officer, with_for_update=True)
        if sign_in_limits.code_locked(session, vault, officer, at=at):
            return None
        spare = False
        if not second_factor.is_code(officer, code, at=at):
            spare = second_factor.use_recovery_code(vault, officer, code)
            if not spare:
                closed = sign_in_limits.code_failed(session, vault, officer, at=at)
                audit.write(session, Deed.CODE_FAILED, at=at, by=officer.id, detail={"locked": closed})
                return None
        session.delete(half)
        sign_in_limits.code_right(session, vault, officer)
        if spare:
            left = {"left": len(officer.recovery)}
            audit.write(session, Deed.RECOVERY_USED, at=at, by=officer.id, detail=left)
        return _let_in(session, database, officer, visitor, at)


def session_of(session: Session, token: str, *, at: datetime) -> OfficerSession | None:
    """The session behind this cookie, unless it is half, too old, idle too long, or its officer left."""
    found = session.scalar(select(OfficerSession).where(OfficerSession.token_hash == _hash(token)))
    if found is None or found.half or not found.officer.active:
        return None
    if at - found.seen_at > IDLE or at - found.created_at > LONGEST:
        return None
    return found


def half_session(session: Session, token: str, *, at: datetime) -> OfficerSession | None:
    """The session that waits for the second factor."""
    found = session.scalar(select(OfficerSession).where(OfficerSession.token_hash == _hash(token)))
    if found is None or not found.half or not found.officer.active or at - found.created_at > HALF_WAY:
        return None
    return found


def sessions_of(session: Session, officer_id: int, *, at: datetime) -> list[OfficerSession]:
    """Where this officer is signed in, the latest use first."""
    wanted = select(OfficerSession).where(
        OfficerSession.officer_id == officer_id,
        ~OfficerSession.half,
        OfficerSession.seen_at >= at - IDLE,
        OfficerSession.created_at >= at - LONGEST,
    )
    return list(session.scalars(wanted.order_by(OfficerSession.seen_at.desc(), OfficerSession.id)))


def sign_out(session: Session, token: str) -> None:
    """Ends the session; its cookie is worth nothing from now."""
    session.execute(delete(OfficerSession).where(OfficerSession.token_hash == _hash(token)))


def end_sessions(session: Session, officer_id: int, *, but: str = "", only: int | None = None) -> None:
    """Ends this officer's sessions: all, all but the one with this token, or only the one with this id."""
    wanted = [OfficerSession.officer_id == officer_id, OfficerSession.token_hash != _hash(but)]
    if only is not None:
        wanted.append(OfficerSession.id == only)
    session.execute(delete(OfficerSession).where(*wanted))


def _let_in(
    session: Session, database: Database, officer: Officer, visitor: Visitor, at: datetime
) -> SignedIn:
    token = _open(session, officer, visitor, at, half=False)
    audit.write(session, Deed.SIGNED_IN, at=at, by=officer.id)
    known = sign_in_limits.known_browser(database.vault, officer, visitor)
    device = visitor.device if known else sign_in_limits.device_for(database.vault, officer)
    return SignedIn(token=token, device=device)


def _open(session: Session, officer: Officer, visitor: Visitor, at: datetime, *, half: bool) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        OfficerSession(
            token_hash=_hash(token),
            csrf_token=secrets.token_urlsafe(24),
            officer_id=officer.id,
            half=half,
            browser=visitor.browser,
            created_at=at,
            seen_at=at,
        )
    )
    return token


def _failed(
    session: Session, database: Database, officer: Officer | None, visitor: Visitor, at: datetime
) -> None:
    closed = sign_in_limits.failed(session, database.vault, officer, visitor, at=at)
    about = (audit.OFFICER, officer.id) if officer is not None else None
    audit.write(session, Deed.LOCKED if closed else Deed.SIGN_IN_FAILED, at=at, by=None, about=about)


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise OfficerRefused(f"the password must have at least {SHORTEST_PASSWORD} characters")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
