"""Wrong tries from one place or at one thing, counted in the database so that a restart forgives nothing.

`place` is a keyed hash: nothing is stored that says who tried. Commits nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import SignInTries


def locked_until(session: Session, place: str, *, at: datetime) -> datetime | None:
    """Until when no further try is looked at, or None."""
    tries = session.get(SignInTries, place)
    locked = tries.locked_until if tries is not None else None
    return locked if locked is not None and locked > at else None


def count(session: Session, place: str, *, most: int, lock: timedelta, at: datetime) -> datetime | None:
    """One wrong try. The last of those that are borne within `lock` locks for as long: until when, else None."""
    tries = session.get(SignInTries, place, with_for_update=True) or _first(session, place, at)
    if at - tries.since > lock:
        tries.failed, tries.since = 0, at
    tries.failed += 1
    if tries.failed < most:
        return None
    tries.failed, tries.since, tries.locked_until = 0, at, at + lock
    return tries.locked_until


def forget(session: Session, place: str) -> None:
    """The right one came: what was wrong before it is forgotten."""
    session.execute(delete(SignInTries).where(SignInTries.place == place))


def forget_old(session: Session, *, before: datetime, at: datetime) -> None:
    """Those that began before then and lock nothing any more."""
    free = or_(SignInTries.locked_until.is_(None), SignInTries.locked_until < at)
    session.execute(delete(SignInTries).where(SignInTries.since < before, free))


def _first(session: Session, place: str, at: datetime) -> SignInTries:
    tries = SignInTries(place=place, failed=0, since=at)
    try:
        with session.begin_nested():
            session.add(tries)
    except IntegrityError:  # another process was first
        return session.get_one(SignInTries, place, with_for_update=True)
    return tries
