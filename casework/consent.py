"""BERHENTI and MULAI: whether news may go to a number, on its timeline and on that of its open case.

What a citizen asks for is still answered, whatever they said here.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from casework import wishes
from casework.cases import open_case_of
from models import CaseEventKind, Contact, Wish


def stop_notices(session: Session, contact: Contact, *, at: datetime) -> None:
    """BERHENTI, or all texts of ours stopped at the carrier. Notices that wait already do not leave any more."""
    if not wishes.so(contact, Wish.NO_NOTICES):
        wishes.say(contact, Wish.NO_NOTICES, at=at)
        told = "Warga meminta berhenti dikirimi kabar. Jawaban atas pertanyaannya tetap boleh."
        _on_case(session, contact, told, at)


def resume_notices(session: Session, contact: Contact, *, at: datetime) -> None:
    """MULAI: notices and texts go to this number again."""
    if wishes.so(contact, Wish.NO_NOTICES) or wishes.so(contact, Wish.NO_TEXTS):
        wishes.say(contact, Wish.NOTICES, at=at)
        wishes.say(contact, Wish.TEXTS, at=at)
        _on_case(session, contact, "Warga mau dikirimi kabar lagi.", at)


def _on_case(session: Session, contact: Contact, told: str, at: datetime) -> None:
    case = open_case_of(session, contact)
    if case is not None:
        case.add(CaseEventKind.NOTED, at=at, detail={"text": told})
