"""Guessing that one number's count does not stop: by callers without a number, and of one code's second proof.

Each number has a count of its own (`casework.contacts`). A hidden caller is a new contact with every call, so all of
them share one; and whoever knows somebody's code could guess at its proof from one number after the other, so wrong
proofs also count for the code. Both live in the database: hanging up, another channel or a restart forgives nothing.
Commits nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from casework import contacts, tries
from casework.mpp import Mpp
from models import Contact
from models.columns import vault_of

SHARED = 4
"""So many times the wrong codes of one number are borne from all hidden callers together."""


def locked_until(session: Session, contact: Contact, at: datetime) -> datetime | None:
    """Until when this contact may not look up codes, or None."""
    if contact.phone == "":
        return tries.locked_until(session, _hidden(session), at=at)
    return contacts.locked_until(contact, at)


def count_wrong_code(session: Session, contact: Contact, mpp: Mpp, at: datetime) -> datetime | None:
    """Counts one wrong code; the one too many locks, and the end of the lock is returned."""
    until = contacts.count_wrong_code(contact, mpp, at)
    if contact.phone != "":
        return until
    shared = tries.count(session, _hidden(session), most=SHARED * mpp.max_wrong_codes, lock=_lock(mpp), at=at)
    return shared or until


def proof_locked_until(session: Session, code: str, at: datetime) -> datetime | None:
    """Until when no second proof of this code is looked at, whoever gives it, or None."""
    return tries.locked_until(session, _proof(session, code), at=at)


def count_wrong_proof(
    session: Session, contact: Contact, code: str, mpp: Mpp, at: datetime
) -> datetime | None:
    """Counts one wrong proof, for the number and for the code."""
    until = count_wrong_code(session, contact, mpp, at)
    of_code = tries.count(session, _proof(session, code), most=mpp.max_wrong_codes, lock=_lock(mpp), at=at)
    return max((one for one in (until, of_code) if one is not None), default=None)


def _lock(mpp: Mpp) -> timedelta:
    return timedelta(minutes=mpp.lockout_minutes)


def _hidden(session: Session) -> str:
    return vault_of(session.get_bind().dialect).index("tries of hidden callers")


def _proof(session: Session, code: str) -> str:
    return vault_of(session.get_bind().dialect).index(f"tries of proof {code}")
