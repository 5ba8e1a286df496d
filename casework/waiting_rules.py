"""Whose turn it is in the line for an officer, where everybody stands, and how long it will take. Pure values.

First come, first served, among the officers who are there, know the service and are in no call. Knows no table, no
clock and no telephone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

MEASURED = 20
"""So many of the last talks tell how long one takes."""
LEAST_MEASURED = 3
"""Of fewer talks nothing is known."""
TOLD_MINUTES = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60)
"""What is said of a wait, rounded up: nobody minds that it was shorter."""
TELL_EVERY = timedelta(seconds=60)
"""So often a caller hears where they stand, and at once when they have moved up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """An officer who is there, or one of the MPP's own officer numbers. `services` are what they take; none: all."""

    key: str
    services: frozenset[str] = frozenset()
    free: bool = True

    def takes(self, service_id: str | None) -> bool:
        """Whether they can be asked about this service; a caller who named none can be put through to all."""
        return not self.services or service_id is None or service_id in self.services


@dataclass(frozen=True, slots=True, kw_only=True)
class InLine:
    """Somebody who waits. `passed` are the keys of those who were rung for them and did not take the call."""

    id: int
    service_id: str | None
    passed: frozenset[str] = frozenset()


def fitting(duties: Sequence[Duty], caller: InLine) -> tuple[Duty, ...]:
    """Who could be rung for this caller, now or later: those who know the service, else anybody. Who was rung for
    them already is not rung again."""
    knowing = [duty for duty in duties if duty.takes(caller.service_id)] or duties
    return tuple(duty for duty in knowing if duty.key not in caller.passed)


def turns(line: Sequence[InLine], duties: Sequence[Duty]) -> Mapping[int, str]:
    """Caller to the officer who is theirs now. `line` is in order of coming.

    Whoever came first gets the officer who knows least else, so that those who know everything stay free longest.
    """
    free, found = [duty for duty in duties if duty.free], {}
    for caller in line:
        able = {duty.key for duty in fitting(duties, caller)}
        chosen = min(
            (duty for duty in free if duty.key in able),
            key=lambda duty: (not duty.services, len(duty.services)),
            default=None,
        )
        if chosen is not None:
            found[caller.id] = chosen.key
            free.remove(chosen)
    return found


def place(line: Sequence[InLine], caller_id: int) -> int:
    """Where they stand: 1 is next. Raises ValueError for somebody who does not wait."""
    return [caller.id for caller in line].index(caller_id) + 1


def expected_minutes(place: int, officers: int, talks: Sequence[timedelta]) -> int | None:
    """How long it takes about until it is their turn, in minutes that can be said; None when nobody can know.

    All these officers talk. One gets free every talk's length divided by their number.
    """
    if officers < 1 or len(talks) < LEAST_MEASURED:
        return None
    minutes = median(talk.total_seconds() for talk in talks) / 60 * place / officers
    return next((told for told in TOLD_MINUTES if minutes <= told), TOLD_MINUTES[-1])


def to_be_told(place: int, told_place: int | None, since_told: timedelta) -> bool:
    """Whether to say where they stand: at first, when they have moved up, and now and then."""
    return told_place is None or place < told_place or since_told >= TELL_EVERY
