"""The audit log: written, read and verified.

An entry is written last in its transaction: on PostgreSQL it holds a lock until the commit, so that numbers have
no gap and no entry two successors. The chain shows what was changed, removed or slipped in before its end; that the
end itself was cut off shows only to who has written down an earlier `Head`.
"""

import json
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import AuditEntry, Database, Deed, Vault, VaultError
from models.columns import vault_of

LATELY = timedelta(minutes=10)
"""Within this time the same look by the same officer is one entry."""
REASON_HOLDS = timedelta(minutes=30)
"""For so long a reason that was given opens the same thing again."""
CASE, APPLICATION, CONTACT, OFFICER = "case", "application", "contact", "officer"
SESSION, DAY, CONTENT, UPLOAD, KEY = "session", "day", "content", "upload", "key"
"""What something can be about."""
_LOCK = 7112  # any number, the same in every process


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest entry: written down elsewhere, it shows later that nothing before it was changed or cut off."""

    number: int = 0
    seal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What verifying found. `problem` is "" when every entry is as it was written."""

    entries: int
    head: Head
    problem: str = ""


def write(
    session: Session,
    deed: Deed,
    *,
    at: datetime,
    by: int | None,
    about: tuple[str, int] | None = None,
    detail: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> None:
    """Adds an entry. `by` is an officer's id. Call it last in the transaction."""
    session.flush()
    bind = session.get_bind()
    if bind.dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    newest = select(AuditEntry.number, AuditEntry.seal).order_by(AuditEntry.number.desc()).limit(1)
    last = session.execute(newest).first()
    entry = AuditEntry(
        number=last.number + 1 if last is not None else 1,
        at=at.astimezone(UTC),
        deed=deed,
        officer_id=by,
        about=about[0] if about else "",
        about_id=about[1] if about else None,
        detail=dict(detail or {}),
        reason=reason,
        previous=last.seal if last is not None else "",
    )
    entry.seal = _seals(vault_of(bind.dialect), entry)[0]
    session.add(entry)
    session.flush()


def lately(session: Session, deed: Deed, *, at: datetime, by: int, about: tuple[str, int],
           within: timedelta = LATELY) -> bool:  # fmt: skip
    """Whether this officer did this to the same thing a short while ago."""
    return (
        session.scalar(
            select(AuditEntry.number)
            .where(
                AuditEntry.officer_id == by,
                AuditEntry.deed == deed,
                AuditEntry.about == about[0],
                AuditEntry.about_id == about[1],
                AuditEntry.at > at - within,
            )
            .limit(1)
        )
        is not None
    )


def entries(
    session: Session,
    *,
    officer_id: int | None = None,
    deeds: Collection[Deed] = (),
    about: tuple[str, int] | None = None,
    first: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[AuditEntry]:
    """The newest entries that fit, with their officers; `before` a number, for the next page."""
    wanted = [
        *([AuditEntry.officer_id == officer_id] if officer_id is not None else []),
        *([AuditEntry.deed.in_(deeds)] if deeds else []),
        *([AuditEntry.about == about[0], AuditEntry.about_id == about[1]] if about else []),
        *([AuditEntry.at >= first] if first else []),
        *([AuditEntry.at < until] if until else []),
        *([AuditEntry.number < before] if before else []),
    ]
    query = select(AuditEntry).where(*wanted).options(joinedload(AuditEntry.officer))
    return list(session.scalars(query.order_by(AuditEntry.number.desc()).limit(limit)))


def verify(database: Database, *, known: Head | None = None) -> Checked:
    """Reads the whole log and checks the chain, and that `known` is still in it. Stops at the first thing wrong."""
    head, missing, oldest = Head(), known, None
    try:
        with database.read() as session:
            whole = select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=1000)
            with closing(session.scalars(whole)) as rows:
                for entry in rows:
                    if problem := _problem(database.vault, entry, head, oldest):
                        return Checked(entries=head.number, head=head, problem=problem)
                    oldest = sealed_by(database.vault, entry)
                    head = Head(number=entry.number, seal=entry.seal)
                    if missing == head:
                        missing = None
    except VaultError:
        problem = f"the reason of an entry after {head.number} was changed outside the program"
        return Checked(entries=head.number, head=head, problem=problem)
    if missing is not None:
        problem = f"entry {missing.number} is not in the log as it was written down"
        return Checked(entries=head.number, head=head, problem=problem)
    return Checked(entries=head.number, head=head)


def sealed_by(vault: Vault, entry: AuditEntry) -> int:
    """Which index key sealed it: 0 is the newest, -1 none at hand."""
    seals = _seals(vault, entry)
    return seals.index(entry.seal) if entry.seal in seals else -1


def _problem(vault: Vault, entry: AuditEntry, head: Head, oldest: int | None) -> str:
    """`oldest`: the key of the entry before. After a rotation nothing may be sealed with the older key any more, so
    that who has got hold of that one cannot write on."""
    if entry.number != head.number + 1:
        return f"entry {head.number + 1} is missing"
    if entry.previous != head.seal:
        return f"entry {entry.number} does not follow entry {head.number}"
    key = sealed_by(vault, entry)
    if key < 0:
        return f"entry {entry.number} was changed"
    if oldest is not None and key > oldest:
        return f"entry {entry.number} is sealed with an older key than entry {head.number}"
    return ""


def _seals(vault: Vault, entry: AuditEntry) -> tuple[str, ...]:
    """Its seal under every index key, the newest first."""
    content = [
        entry.number, entry.at.isoformat(), entry.deed, entry.officer_id, entry.about, entry.about_id,
        entry.detail, entry.reason, entry.previous,
    ]  # fmt: skip
    return vault.indexes(f"audit entry {json.dumps(content, sort_keys=True, ensure_ascii=False)}")
