"""Citizens' telephone numbers: found or remembered, counted when they guess codes, stopped when they say so."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from casework.mpp import Mpp
from casework.phones import Phone, read_phone
from models import Contact, Vault

BLOCK = 3
"""Numbers that differ in so many digits at their end only are neighbours."""


# Asked for every call and text, so made once.
_ANY = select(Contact).where(Contact.phone_index.in_(bindparam("indexes", expanding=True)))
_ALONE = _ANY.with_for_update(key_share=True).execution_options(populate_existing=True)
"""Others may still write rows that belong to the contact."""


def contact_for(
    session: Session, vault: Vault, given: str, *, at: datetime, hidden_id: str = "", alone: bool = False
) -> Contact:
    """The contact with this number, made if need be.

    A hidden caller has no number; `hidden_id` (the carrier's id of the call) keeps such callers apart. `alone`: until
    the end of this transaction nobody else who asks for that has this contact.
    """
    phone = read_phone(given)
    known_by = vault.indexes(f"phone:{phone.number}" if phone.number else f"hidden:{hidden_id}")
    index = known_by[0]
    contact = session.scalar(_ALONE if alone else _ANY, {"indexes": list(known_by)})
    block = _block(vault, phone)
    if contact is None:
        contact = Contact(
            phone=phone.number,
            phone_index=index,
            block_index=block,
            can_text=phone.mobile,
            created_at=at,
        )
        session.add(contact)
        session.flush()
    elif contact.forgotten_at is not None:  # a wish of theirs outlived the number
        contact.phone, contact.block_index, contact.can_text = phone.number, block, phone.mobile
        contact.created_at, contact.forgotten_at = at, None
    elif contact.block_index is None and block is not None:  # known since before neighbours were looked for
        contact.block_index = block
    return contact


def indexes_of(vault: Vault, stored: str) -> tuple[str, str | None] | None:
    """What a stored number is found by, and its block; None for a hidden caller, who cannot be found again."""
    phone = read_phone(stored)
    return (vault.index(f"phone:{phone.number}"), _block(vault, phone)) if phone.number else None


def _block(vault: Vault, phone: Phone) -> str | None:
    return vault.index(f"block:{phone.number[:-BLOCK]}") if phone.mobile else None


def locked_until(contact: Contact, at: datetime) -> datetime | None:
    """Until when this contact may not look up codes, or None."""
    return contact.locked_until if contact.locked_until is not None and contact.locked_until > at else None


def count_wrong_code(contact: Contact, mpp: Mpp, at: datetime) -> datetime | None:
    """Counts one wrong code; the one too many locks the number, and the end of the lock is returned."""
    contact.wrong_codes += 1
    if contact.wrong_codes < mpp.max_wrong_codes:
        return None
    contact.wrong_codes = 0
    contact.locked_until = at + timedelta(minutes=mpp.lockout_minutes)
    return contact.locked_until


def forget_wrong_codes(contact: Contact, mpp: Mpp) -> None:
    """A right code: the counting starts again.

    Not where second proofs are asked for: whoever has one that is right could guess others' for ever.
    """
    if mpp.text_proof == mpp.call_proof == "kode":
        contact.wrong_codes = 0
