"""The second proof: from another number than the registered one more than a code, where the MPP asks for that.

Wrong proofs count with wrong codes, on any channel. Runs inside the caller's transaction and commits nothing.
"""

from dataclasses import replace
from datetime import datetime
from hmac import compare_digest

from sqlalchemy.orm import Session

from casework import contacts
from casework.commands import LookUp
from casework.letters import Letter
from casework.matters import owner_of
from casework.office import Office
from models import Contact
from sms import replies
from sms.conversation import Question, Waiting
from sms.turn import TextTurn


def checked(session: Session, office: Office, contact: Contact, turn: TextTurn, at: datetime) -> TextTurn:
    """The turn as it is when its code may be looked up, else with a reply in place of the command."""
    command = turn.command
    if office.mpp.text_proof == "kode" or not isinstance(command, LookUp):
        return turn
    owner = owner_of(session, command.code)
    if owner is None or owner == contact.phone or contacts.locked_until(contact, at) is not None:
        return turn  # nothing to show, their own, or locked: `perform` says so
    if owner == "":
        return replace(turn, command=None, reply=Letter(key="bukti_tidak_ada"))
    waiting = Waiting(question=Question.PROOF, code=command.code)
    if turn.proof is None:
        return replace(turn, command=None, reply=Letter(key="bukti_telepon"), waiting=waiting)
    if compare_digest(owner[-4:], turn.proof):
        return turn
    until = contacts.count_wrong_code(contact, office.mpp, at)
    if until is not None:
        return replace(turn, command=None, reply=replies.locked(office, until))
    return replace(turn, command=None, reply=Letter(key="bukti_salah"), waiting=waiting)
