"""Finding whose data is meant: by a telephone number as people write it, or by the code of a case or an application.

Never makes a contact. Knows no page.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.phones import read_phone
from models import Application, Case, Contact, Vault

CODE = 8
"""Digits of a code."""


def find(session: Session, vault: Vault, given: str) -> Contact | None:
    """The contact, or None. A code of eight digits is looked for first."""
    digits = "".join(filter(str.isdigit, given))
    if len(digits) == CODE:
        case = session.scalar(select(Case).where(Case.code == digits))
        if case is not None:
            return _there(case.contact)
        application = session.scalar(select(Application).where(Application.code == digits))
        if application is not None and application.phone_index is not None:
            return _with(session, (application.phone_index,))
    phone = read_phone(given)
    return _with(session, vault.indexes(f"phone:{phone.number}")) if phone.number else None


def _with(session: Session, indexes: tuple[str, ...]) -> Contact | None:
    return _there(session.scalar(select(Contact).where(Contact.phone_index.in_(indexes))))


def _there(contact: Contact | None) -> Contact | None:
    return contact if contact is not None and contact.forgotten_at is None else None
