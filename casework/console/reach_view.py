"""How a citizen wants to be reached, as the pages show it. Reads, changes nothing, and knows no HTTP."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from casework import callbacks, wishes
from casework.console import wording
from casework.office import Office
from models import Contact, Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachView:
    """What the form shows: the choices, with the present one, and what the citizen wishes."""

    chosen: str
    no_calls: bool
    no_texts: bool
    shared: bool
    wishes: list[str]
    """What the citizen wishes, each with when and who said so."""
    known: str
    """The same for the form, so that a wish that comes meanwhile is not set aside unseen."""
    past: list[str]
    """Every wish, the newest first."""
    calls: list[str]
    """The last calls of ours, in words."""


def read_reach(session: Session, office: Office, contact: Contact | None) -> ReachView:
    """The form for this contact, or for a number that never called or texted."""
    if contact is None:
        return ReachView(
            chosen="", no_calls=False, no_texts=False, shared=False, wishes=[], known="", past=[], calls=[]
        )
    zone, standing = office.mpp.timezone, wishes.in_force(contact)
    return ReachView(
        chosen=contact.reach or "",
        no_calls=Wish.NO_CALLS in standing,
        no_texts=Wish.NO_TEXTS in standing,
        shared=Wish.SHARED in standing,
        wishes=[
            wording.wished(last, zone) if (last := wishes.last(contact, wish)) else wording.WISH[wish]
            for wish in standing
        ],
        known=",".join(standing),
        past=[wording.wished(one, zone) for one in reversed(contact.wishes)],
        calls=[wording.call_out(one, zone) for one in callbacks.latest(session, contact)],
    )
