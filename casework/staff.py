"""What an administrator does with officers: add, change, stop, bring back, help with a lost password or telephone.

Each step is in the audit log. There is always one administrator left.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import audit, officers, second_factor
from casework.handing_over import put_back_all
from casework.office import Office
from casework.officers import OfficerRefused
from casework.roles import Right, Role, check, rights_of
from models import Deed, Officer

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class LastAdministrator(OfficerRefused):
    """Nobody could administer any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is written about an officer. The user name counts only for a new one."""

    username: str = ""
    name: str
    roles: tuple[str, ...]
    counters: tuple[str, ...] = ()


def administrators(session: Session) -> list[Officer]:
    """The active officers who may manage officers."""
    active = session.scalars(select(Officer).where(Officer.active).order_by(Officer.id))
    return [one for one in active if Right.MANAGE_OFFICERS in rights_of(one.roles)]


def one_time_password() -> str:
    """Four groups of four letters and figures that are not taken for each other; good for one signing in."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def add(
    session: Session, office: Office, entry: Entry, *, by: Officer | None, at: datetime, password: str = ""
) -> tuple[Officer, str]:
    """A new officer and their password; without one given, it is made and must be changed at the first signing in.
    Raises OfficerRefused, RolesRefused.
    """
    _check_counters(office, entry)
    given = password or one_time_password()
    officer = officers.add_officer(
        session,
        username=entry.username,
        name=entry.name,
        password=given,
        at=at,
        roles=entry.roles,
        counters=entry.counters,
        must_change=not password,
    )
    _write(
        session, Deed.OFFICER_ADDED, officer, by, at, {"roles": officer.roles, "counters": officer.counters}
    )
    return officer, given


def change(
    session: Session, office: Office, officer: Officer, entry: Entry, *, by: Officer | None, at: datetime
) -> None:
    """Another name, other roles or counters. What the officer may do changes with their next click. Raises
    OfficerRefused, RolesRefused, LastAdministrator.
    """
    _check_counters(office, entry)
    roles = [str(role) for role in check(entry.roles)]
    if Right.MANAGE_OFFICERS not in rights_of(roles):
        _must_leave_one(session, officer)
    before = {"roles": officer.roles, "counters": officer.counters, "name": officer.name}
    officer.name, officer.roles, officer.counters = entry.name, roles, sorted(set(entry.counters))
    after = {"roles": officer.roles, "counters": officer.counters, "name": officer.name}
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        detail = {"changed": changed, "roles": officer.roles, "counters": officer.counters}
        _write(session, Deed.OFFICER_CHANGED, officer, by, at, detail)


def stop(session: Session, office: Office, officer: Officer, *, by: Officer | None, at: datetime) -> int:
    """The officer works here no more: out at once, and what they held is in the queue. Returns how many cases that
    were. Raises LastAdministrator.
    """
    _must_leave_one(session, officer)
    officer.active = False
    officers.end_sessions(session, officer.id)
    cases = put_back_all(session, office, officer, by=by, at=at)
    _write(session, Deed.OFFICER_STOPPED, officer, by, at, {"cases": cases})
    return cases


def bring_back(session: Session, officer: Officer, *, by: Officer | None, at: datetime) -> str:
    """The officer works here again, with a password for one signing in."""
    officer.active = True
    given = one_time_password()
    officers.set_password(officer, given, must_change=True)
    _write(session, Deed.OFFICER_BACK, officer, by, at)
    return given


def reset_password(session: Session, officer: Officer, *, by: Officer | None, at: datetime) -> str:
    """A password for one signing in; the old one and all sessions end."""
    given = one_time_password()
    officers.set_password(officer, given, must_change=True)
    officers.end_sessions(session, officer.id)
    _write(session, Deed.PASSWORD_RESET, officer, by, at)
    return given


def reset_second_factor(session: Session, officer: Officer, *, by: Officer | None, at: datetime) -> None:
    """For who lost telephone and recovery codes; all sessions end."""
    second_factor.end(officer)
    officers.end_sessions(session, officer.id)
    _write(session, Deed.SECOND_FACTOR_RESET, officer, by, at)


def _must_leave_one(session: Session, officer: Officer) -> None:
    left = [one for one in administrators(session) if one.id != officer.id]
    if not left and officer.active and Right.MANAGE_OFFICERS in rights_of(officer.roles):
        raise LastAdministrator("Harus ada satu pengelola. Jadikan orang lain pengelola lebih dulu.")


def _check_counters(office: Office, entry: Entry) -> None:
    unknown = [one for one in entry.counters if one not in office.triage.counters]
    if unknown:
        raise OfficerRefused(f"Loket {', '.join(unknown)} tidak ada.")
    if set(entry.roles) == {Role.OFFICER} and not entry.counters:
        raise OfficerRefused("Pilih paling sedikit satu loket untuk petugas loket.")


def _write(
    session: Session, deed: Deed, officer: Officer, by: Officer | None, at: datetime, detail: object = None
) -> None:
    audit.write(
        session,
        deed,
        at=at,
        by=by.id if by is not None else None,
        about=(audit.OFFICER, officer.id),
        detail=detail if isinstance(detail, dict) else None,
    )
