"""How many wrong tries at signing in are borne, so that guessing is hopeless and nobody can lock others out.

Tries are counted per officer and per address for browsers that we do not know, and per browser for those that signed
in before (each keeps a cookie that proves it). Who guesses from elsewhere can therefore close the door to new
browsers for a quarter of an hour, and never to the ones that the officers work with. All of it is in the database: a
restart forgives nothing.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from sqlalchemy.orm import Session

from casework import tries
from models import Officer, Vault

MAX_FAILED = 5
"""Wrong passwords or codes in a row, for one officer or from one known browser."""
MAX_FROM_ADDRESS = 30
"""Wrong passwords within LOCK from unknown browsers at one address, whoever they were for."""
LOCK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Where somebody signs in from."""

    address: str = ""
    """The socket's peer; a header could say anything. "" when there is none."""
    device: str = ""
    """The cookie of a browser that signed in before."""
    browser: str = ""
    """Which browser on what, in a few words."""


def device_for(vault: Vault, officer: Officer) -> str:
    """A cookie by which this browser is known as one of this officer's. A new password makes it worth nothing."""
    mark = secrets.token_urlsafe(16)
    return f"{mark}.{_proof(vault, officer, mark)}"


def known_browser(vault: Vault, officer: Officer, visitor: Visitor) -> str:
    """The mark of this browser if it signed in as this officer before, else ""."""
    mark, _, proof = visitor.device.partition(".")
    known = hmac.compare_digest(proof.encode(), _proof(vault, officer, mark).encode())
    return mark if mark and known else ""


def locked(
    session: Session, vault: Vault, officer: Officer | None, visitor: Visitor, *, at: datetime
) -> bool:
    """Whether no password is looked at from here for now."""
    if officer is not None and (mark := known_browser(vault, officer, visitor)):
        return tries.locked_until(session, _browser(vault, mark), at=at) is not None
    if officer is not None and officer.locked_until is not None and officer.locked_until > at:
        return True
    return address_locked(session, vault, visitor, at=at)


def address_locked(session: Session, vault: Vault, visitor: Visitor, *, at: datetime) -> bool:
    """Whether this address has tried too often."""
    place = _address(vault, visitor.address)
    return place is not None and tries.locked_until(session, place, at=at) is not None


def failed(
    session: Session, vault: Vault, officer: Officer | None, visitor: Visitor, *, at: datetime
) -> bool:
    """One wrong password. Returns whether it was the last that is borne for now."""
    if officer is not None and (mark := known_browser(vault, officer, visitor)):
        return tries.count(session, _browser(vault, mark), most=MAX_FAILED, lock=LOCK, at=at) is not None
    closed = False
    if officer is not None:
        officer.failed_logins += 1
        if officer.failed_logins >= MAX_FAILED:
            officer.failed_logins, officer.locked_until, closed = 0, at + LOCK, True
    place = _address(vault, visitor.address)
    if place is None:
        return closed
    return tries.count(session, place, most=MAX_FROM_ADDRESS, lock=LOCK, at=at) is not None or closed


def succeeded(session: Session, vault: Vault, officer: Officer, visitor: Visitor) -> None:
    """The right password: the wrong ones before it, from here, are forgotten. Those of the address are not: who has
    an account of their own could guess at others for ever.
    """
    if mark := known_browser(vault, officer, visitor):
        tries.forget(session, _browser(vault, mark))
    else:
        officer.failed_logins, officer.locked_until = 0, None


def code_locked(session: Session, vault: Vault, officer: Officer, *, at: datetime) -> bool:
    """Whether this officer's second factor was wrong too often; only who knows the password can bring that about."""
    return tries.locked_until(session, _second(vault, officer), at=at) is not None


def code_failed(session: Session, vault: Vault, officer: Officer, *, at: datetime) -> bool:
    """One wrong code of the second factor. Returns whether it was the last that is borne for now."""
    return tries.count(session, _second(vault, officer), most=MAX_FAILED, lock=LOCK, at=at) is not None


def code_right(session: Session, vault: Vault, officer: Officer) -> None:
    """Forgets the wrong codes."""
    tries.forget(session, _second(vault, officer))


def forget_old(session: Session, *, at: datetime) -> None:
    """Tries that count no more."""
    tries.forget_old(session, before=at - 2 * LOCK, at=at)


def _proof(vault: Vault, officer: Officer, mark: str) -> str:
    return vault.index(f"browser of officer {officer.id} {mark} {officer.password_hash}")


def _browser(vault: Vault, mark: str) -> str:
    return vault.index(f"tries of browser {mark}")


def _second(vault: Vault, officer: Officer) -> str:
    return vault.index(f"tries of second factor {officer.id}")


def _address(vault: Vault, address: str) -> str | None:
    """One home or office has a whole /64 of IPv6 addresses, so these count as one."""
    try:
        found = ip_address(address)
    except ValueError:
        return None
    near = found.packed if found.version == 4 else found.packed[:8]
    return vault.index(f"tries of address {near.hex()}")
