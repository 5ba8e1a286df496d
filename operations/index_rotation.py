"""Writing the blind indexes once more under the newest index key, from the numbers that they stand for.

The line must not run meanwhile: a known citizen would have an older index than what is registered for them. What
cannot be reckoned again keeps its key, and is looked for under the older ones too: hidden callers, codes for signing
in, and the seals of the audit log. Wrong tries at signing in are forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from casework import audit
from casework.contacts import indexes_of
from models import Application, AuditEntry, Contact, Database, Officer, SignInTries, TextPart

BATCH = 500
Told = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What still needs an older index key."""

    numbers: int
    """Contacts and applications that `rotate` would write anew."""
    officers: int
    """Who has codes for signing in from that time, maybe: they make new ones on their account page."""
    audit: bool
    """Whether the audit log began under an older key. That one must stay in the settings."""


def rotate(database: Database, *, told: Told = lambda *_: None) -> int:
    """Writes all indexes anew and returns how many rows changed."""
    done = _contacts(database, told) + _applications(database, told)
    with database.write() as session:
        for part in session.scalars(select(TextPart)).all():
            part.sender_index = database.vault.index(f"part:{part.carrier}:{part.sender}")
        session.execute(delete(SignInTries))
    return done


def bound(database: Database) -> Bound:
    """What still needs an older index key; nothing where there is only one."""
    vault = database.vault
    with database.read() as session:
        numbers = 0
        for contact in session.scalars(select(Contact).execution_options(yield_per=BATCH)):
            wanted = indexes_of(vault, contact.phone)
            numbers += wanted is not None and wanted != (contact.phone_index, contact.block_index)
        registered = select(Application.phone, Application.phone_index)
        for phone, index in session.execute(registered.where(Application.phone_index.is_not(None))):
            numbers += vault.index(f"phone:{phone}") != index
        officers = len([one for one in session.scalars(select(Officer.recovery)) if one])
        first = session.get(AuditEntry, 1)
        older = first is not None and audit.sealed_by(vault, first) > 0
    return Bound(numbers=numbers, officers=officers if len(vault.indexes("")) > 1 else 0, audit=older)


def _contacts(database: Database, told: Told) -> int:
    done, last = 0, 0
    while True:
        with database.write() as session:
            some = select(Contact).where(Contact.id > last).order_by(Contact.id).limit(BATCH)
            contacts = session.scalars(some).all()
            for contact in contacts:
                last = contact.id
                wanted = indexes_of(database.vault, contact.phone)
                if wanted is not None and wanted != (contact.phone_index, contact.block_index):
                    contact.phone_index, contact.block_index = wanted
                    done += 1
        if not contacts:
            return done
        told("contacts", done)


def _applications(database: Database, told: Told) -> int:
    done, last = 0, 0
    while True:
        with database.write() as session:
            some = select(Application).where(Application.id > last, Application.phone_index.is_not(None))
            found = session.scalars(some.order_by(Application.id).limit(BATCH)).all()
            for one in found:
                last = one.id
                done += _rewritten(session, one, database.vault.index(f"phone:{one.phone}"))
        if not found:
            return done
        told("applications", done)


def _rewritten(session: Session, application: Application, index: str) -> bool:
    """Past the ORM, for `updated_at` tells when its status changed."""
    if application.phone_index == index:
        return False
    row = Application.__table__
    session.execute(update(row).where(row.c.id == application.id).values(phone_index=index))  # type: ignore[arg-type]
    return True
