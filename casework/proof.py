"""The second proof: from another number than the registered one more than a code, where the MPP asks for that.

One rule for calls and texts. Wrong proofs count with wrong codes, on any channel. Runs inside the caller's
transaction and commits nothing.
"""

from datetime import datetime
from hmac import compare_digest

from sqlalchemy.orm import Session

from casework import guessing
from casework.commands import ProofImpossible, ProofNeeded, ProofWrong, TooManyWrongCodes
from casework.matters import owner_of
from casework.mpp import Mpp, Proof
from models import Contact

DIGITS = 4
"""Of the registered telephone number, the last."""

Lacking = ProofNeeded | ProofWrong | ProofImpossible | TooManyWrongCodes


def lacking(
    session: Session, mpp: Mpp, wanted: Proof, contact: Contact, code: str, given: str | None, at: datetime
) -> Lacking | None:
    """What keeps this contact from being told of what has this code; None: nothing that a proof could mend.

    `given`: the digits that they named. None too where nothing has the code and where the number is locked: a look-up
    says so itself.
    """
    if wanted == "kode":
        return None
    owner = owner_of(session, code)
    if owner is None or guessing.locked_until(session, contact, at) is not None:
        return None
    if owner == "":  # a hidden caller has no number either, and is not its owner for that
        return ProofImpossible()
    if owner == contact.phone:
        return None
    if given is None:
        return ProofNeeded(code=code)
    if (until := guessing.proof_locked_until(session, code, at)) is not None:
        return TooManyWrongCodes(until=until)
    if compare_digest(owner[-DIGITS:].encode(), given.encode()):
        return None
    until = guessing.count_wrong_proof(session, contact, code, mpp, at)
    return TooManyWrongCodes(until=until) if until is not None else ProofWrong(code=code)
