"""What a citizen wishes of us, by call, by text, or as an officer wrote it down: made so, and kept on their timeline.

A wish in force is set aside only by the citizen, or by an officer with a reason. Runs inside the caller's transaction
and commits nothing.
"""

from collections.abc import Mapping
from datetime import datetime

from models import Contact, ContactWish, Officer, Wish

SET_ASIDE: Mapping[Wish, Wish] = {
    Wish.NO_CALLS: Wish.CALLS,
    Wish.NO_TEXTS: Wish.TEXTS,
    Wish.NO_NOTICES: Wish.NOTICES,
    Wish.SHARED: Wish.OWN,
}
"""Each wish that binds us, and what takes it back."""


def say(
    contact: Contact, wish: Wish, *, at: datetime, by: Officer | None = None, reason: str | None = None
) -> None:
    """Makes it so from now on. Saying what is so already changes nothing, and keeps the first time."""
    if so(contact, wish):
        return
    match wish:
        case Wish.NO_CALLS:
            contact.no_calls_at = at
        case Wish.CALLS:
            contact.no_calls_at = None
        case Wish.NO_TEXTS:
            contact.no_texts_at = at
        case Wish.TEXTS:
            contact.no_texts_at = None
        case Wish.NO_NOTICES:
            contact.stopped_at = at
        case Wish.NOTICES:
            contact.stopped_at = None
        case Wish.SHARED | Wish.OWN:
            contact.shared = wish is Wish.SHARED
    contact.wishes.append(ContactWish(wish=wish, at=at, officer=by, reason=reason))


def so(contact: Contact, wish: Wish) -> bool:
    """Whether this is in force."""
    binding = {
        Wish.NO_CALLS: contact.no_calls_at is not None,
        Wish.NO_TEXTS: contact.no_texts_at is not None,
        Wish.NO_NOTICES: contact.stopped_at is not None,
        Wish.SHARED: bool(contact.shared),
    }
    if wish in binding:
        return binding[wish]
    return not binding[next(one for one, back in SET_ASIDE.items() if back is wish)]


def in_force(contact: Contact) -> tuple[Wish, ...]:
    """The wishes that bind us."""
    return tuple(wish for wish in SET_ASIDE if so(contact, wish))


def last(contact: Contact, wish: Wish) -> ContactWish | None:
    """When it was said last, and by whom; None for one that is older than the timeline."""
    return next((one for one in reversed(contact.wishes) if one.wish is wish), None)
