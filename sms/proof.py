"""The second proof by text: what is asked for and answered where `casework.proof` finds it lacking.

Runs inside the caller's transaction and commits nothing.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from sqlalchemy.orm import Session

from casework import proof
from casework.commands import LookUp, ProofImpossible, ProofNeeded, ProofWrong, TooManyWrongCodes
from casework.letters import Letter
from casework.office import Office
from models import Contact
from sms import replies
from sms.conversation import Question, Waiting
from sms.turn import TextTurn


def checked(session: Session, office: Office, contact: Contact, turn: TextTurn, at: datetime) -> TextTurn:
    """The turn as it is when its code may be looked up, else with a reply in place of the command."""
    command, mpp = turn.command, office.mpp
    if not isinstance(command, LookUp):
        return turn
    found = proof.lacking(session, mpp, mpp.text_proof, contact, command.code, turn.proof, at)
    waiting = Waiting(question=Question.PROOF, code=command.code)
    match found:
        case None:
            return turn
        case ProofNeeded():
            return replace(turn, command=None, reply=Letter(key="bukti_telepon"), waiting=waiting)
        case ProofWrong():
            return replace(turn, command=None, reply=Letter(key="bukti_salah"), waiting=waiting)
        case ProofImpossible():
            return replace(turn, command=None, reply=Letter(key="bukti_tidak_ada"))
        case TooManyWrongCodes(until=until):
            return replace(turn, command=None, reply=replies.locked(office, until))
        case _:
            assert_never(found)
