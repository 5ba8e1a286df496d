"""Keys with which other systems ask us: made, known again, taken away, and kept from asking too often.

Runs inside the caller's transaction. Knows no HTTP.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casework import audit
from models import ApiKey, ApiUse, Deed

PREFIX = "suara_"
SETTINGS = "settings"
"""Whose keys those of SUARA_API_KEYS are."""
NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


class Right(StrEnum):
    """What a system may do."""

    READ_APPLICATIONS = "applications:read"
    WRITE_APPLICATIONS = "applications:write"
    READ_CASES = "cases:read"
    CREATE_CASES = "cases:create"


OF_SETTINGS = frozenset({Right.READ_APPLICATIONS, Right.WRITE_APPLICATIONS})


class KeyRefused(ValueError):
    """There is no such key, or it cannot be made. The message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Another system that is known by its key."""

    name: str
    rights: frozenset[Right]


def make_key(session: Session, name: str, rights: Iterable[Right], *, at: datetime) -> str:
    """A fresh key, which is told once and never again. Raises KeyRefused for a name that is taken or malformed."""
    if not NAME.fullmatch(name) or name == SETTINGS:
        raise KeyRefused(f"a name is 2 to 40 of a-z 0-9 -, and not {SETTINGS!r}")
    if session.scalar(select(ApiKey.id).where(ApiKey.name == name)) is not None:
        raise KeyRefused(f"there is a key {name} already; names are not used twice")
    key = PREFIX + secrets.token_urlsafe(32)
    kept = " ".join(sorted(set(rights)))
    if not kept:
        raise KeyRefused("a key needs at least one right")
    made = ApiKey(name=name, hash=hashed(key), rights=kept, created_at=at)
    session.add(made)
    session.flush()
    detail = {"key": name, "rights": kept.split()}
    audit.write(session, Deed.KEY_MADE, at=at, by=None, about=(audit.KEY, made.id), detail=detail)
    return key


def revoke(session: Session, name: str, *, at: datetime) -> None:
    """The key opens nothing from now on. Raises KeyRefused when there is none."""
    key = session.scalar(select(ApiKey).where(ApiKey.name == name))
    if key is None:
        raise KeyRefused(f"there is no key {name}")
    if key.revoked_at is None:
        key.revoked_at = at
        audit.write(
            session, Deed.KEY_REVOKED, at=at, by=None, about=(audit.KEY, key.id), detail={"key": name}
        )


def all_keys(session: Session) -> list[tuple[ApiKey, datetime | None]]:
    """Every key with when it was used last, by name."""
    used = select(ApiKey, ApiUse.used_at).outerjoin(ApiUse, ApiUse.name == ApiKey.name).order_by(ApiKey.name)
    return [(key, at) for key, at in session.execute(used)]


def system_of(session: Session, key: str, of_settings: Sequence[str]) -> System | None:
    """Who has this key. Those of the settings are compared in constant time, the others found by their hash."""
    matches = [secrets.compare_digest(known.encode(), key.encode()) for known in of_settings]
    if any(matches):
        return System(name=SETTINGS, rights=OF_SETTINGS)
    found = session.scalar(select(ApiKey).where(ApiKey.hash == hashed(key), ApiKey.revoked_at.is_(None)))
    if found is None:
        return None
    return System(name=found.name, rights=frozenset(Right(right) for right in found.rights.split()))


def count_use(session: Session, name: str, *, at: datetime, most: int) -> int:
    """Counts one request of this system. Returns 0, or how many seconds it must wait: it has asked `most` times in
    this minute. The count is a row, so that a restart forgets nothing.
    """
    minute = at.replace(second=0, microsecond=0)
    if not _counted(session, name, minute, at):
        try:
            with session.begin_nested():
                session.add(ApiUse(name=name, minute=minute, count=1, used_at=at))
        except IntegrityError:  # another process counted the very first request at this moment
            _counted(session, name, minute, at)
    count = session.scalar(select(ApiUse.count).where(ApiUse.name == name)) or 0
    return 60 - at.second if count > most else 0


def _counted(session: Session, name: str, minute: datetime, at: datetime) -> bool:
    same = session.execute(
        update(ApiUse)
        .where(ApiUse.name == name, ApiUse.minute == minute)
        .values(count=ApiUse.count + 1, used_at=at)
        .execution_options(synchronize_session=False)
    )
    if same.rowcount:  # type: ignore[attr-defined]
        return True
    first = session.execute(
        update(ApiUse)
        .where(ApiUse.name == name)
        .values(minute=minute, count=1, used_at=at)
        .execution_options(synchronize_session=False)
    )
    return bool(first.rowcount)  # type: ignore[attr-defined]


def hashed(text: str) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
