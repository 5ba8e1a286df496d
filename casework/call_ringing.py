"""The last question before a telephone rings, for a carrier that asks it, and what came of the ringing.

A carrier that asks is told "yes" once for each try: whatever was asked of it twice, one telephone rings once. Runs
inside the caller's transaction and commits nothing.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from casework import call_tries
from casework.callbacks import not_wanted
from casework.office import Office
from casework.special_days import quiet_with_special_days
from models import CallBackState, CallReason, CallTry, TryState

RINGING = "ringing"
"""The status of a try whose telephone was let ring."""


def may_ring(
    session: Session, office: Office, found: CallTry, *, number: str, provider_id: str, at: datetime
) -> bool:
    """Whether the carrier's call may ring this number (E.164) now. Yes is said once.

    Since it was placed they may have said "jangan hubungi", or the night may have begun: the try ends then.
    """
    call_back = found.call_back
    if found.state is TryState.ENDED or found.status == RINGING or number != call_back.contact.phone:
        return False
    if not call_tries.is_its_call(found, provider_id):
        return False
    unwanted = not_wanted(call_back.contact, CallReason(call_back.reason)) is not None
    rules = quiet_with_special_days(session, office.mpp.calls, at=at)
    if unwanted or call_back.state is not CallBackState.CALLING or not rules.may_ring(at):
        call_tries.ended(session, office, found, status="canceled", at=at)
        return False
    found.status = RINGING
    return True


def without_a_word(found: CallTry) -> str:
    """How a try ended of which the carrier knows nothing any more: somebody answered it, or nobody did."""
    return "completed" if found.call_id is not None else "no-answer"
