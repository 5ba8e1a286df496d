"""How a citizen wants to be reached, as the pages show it. Reads, changes nothing, and knows no HTTP."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from casework import callbacks
from casework.console import wording
from casework.office import Office
from models import Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachView:
    """What the form shows: the choices, with the present one, and what must not be done."""

    chosen: str
    no_calls: bool
    no_texts: bool
    calls: list[str]
    """The last calls of ours, in words."""


def read_reach(session: Session, office: Office, contact: Contact | None) -> ReachView:
    """The form for this contact, or for a number that never called or texted."""
    if contact is None:
        return ReachView(chosen="", no_calls=False, no_texts=False, calls=[])
    return ReachView(
        chosen=contact.reach or "",
        no_calls=contact.no_calls_at is not None,
        no_texts=contact.no_texts_at is not None,
        calls=[wording.call_out(one, office.mpp.timezone) for one in callbacks.latest(session, contact)],
    )
