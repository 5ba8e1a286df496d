"""Forgetting all of one citizen because they ask, and once more after an older backup was restored.

What was asked for is also a line in a file beside the database, a time and keyed hashes of the number only: a
restored database knows nothing of a deletion that came after its backup, and the next purge repeats it from there.
Runs inside the caller's transaction and commits nothing, but `again`, which opens its own.
"""

import os
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import numbers_forgotten, shredding
from casework.office import Office
from models import CLOSED, Case, Contact, Database

FILE = "dihapus.txt"
"""Its name, beside the folder of the recordings."""


class CannotForget(ValueError):
    """Something is still owed to them. The message says what, in Indonesian."""


def forget(session: Session, office: Office, contact: Contact, *, at: datetime) -> None:
    """All cases, texts, calls, and the number. Raises CannotForget: roll back then."""
    cases = session.scalars(select(Case).where(Case.contact_id == contact.id)).all()
    still = [case for case in cases if case.status not in CLOSED]
    if still:
        raise CannotForget(f"Masih ada {len(still)} kasus yang belum selesai.")
    for case in cases:
        shredding.shred(session, office.recordings, case, at=at)
    session.flush()
    if not numbers_forgotten.may_go(session, contact, at=at):
        raise CannotForget("Masih ada nomor antrean atau telepon balik untuk warga ini.")
    shredding.forget_calls_and_texts(session, office.recordings, contact.id, at=at)
    numbers_forgotten.forget(session, contact, at=at)


def write_down(office: Office, phone: str, *, at: datetime) -> None:
    """Adds the line. It is on disk before the deletion can be committed."""
    file = _file(office)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as lines:
        lines.write(f"{at.isoformat()} {','.join(office.vault.indexes(f'phone:{phone}'))}\n")
        lines.flush()
        os.fsync(lines.fileno())


def again(database: Database, office: Office, *, at: datetime) -> int:
    """Forgets who asked for it and is there again as they were before; how many. Who called since is somebody new."""
    if not _file(office).exists():
        return 0
    done = 0
    for line in _file(office).read_text(encoding="utf-8").splitlines():
        asked, _, indexes = line.partition(" ")
        with database.write() as session:
            known = Contact.phone_index.in_(indexes.split(",")), Contact.forgotten_at.is_(None)
            before = Contact.created_at < datetime.fromisoformat(asked)
            contact = session.scalar(select(Contact).where(*known, before))
            if contact is not None:
                done += _forgotten(session, office, contact, at)
    return done


def _forgotten(session: Session, office: Office, contact: Contact, at: datetime) -> bool:
    """Whether it could be done; a case that is open again is finished by officers first."""
    try:
        with session.begin_nested():
            forget(session, office, contact, at=at)
    except CannotForget:
        return False
    return True


def _file(office: Office) -> Path:
    return office.recordings.with_name(FILE)
