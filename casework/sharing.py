"""Sharing out new cases (bagi rata): which officer of a counter gets the next one. The choice is pure.

Only who lists the counter, is on duty, has no break and not too much in hand is given anything; what nobody can be
given stays in the queue. What its officer does not open in a day comes back (casework/clocks.py), and then goes to
somebody else where there is anybody else.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import clocks, handing_over, jobs
from casework.case_queue import ALL, Among
from casework.duty import is_there
from casework.office import Office
from casework.special_days import with_special_days
from models import Case, CaseEvent, CaseEventKind, CaseStatus, Database, Job, Officer

SHARE = "share_cases"
"""The kind of job that shares out by itself."""
EVERY = timedelta(minutes=5)
MOST_IN_HAND = 20
"""Who works on so many cases gets no more."""
AT_ONCE = 100
"""Cases of one sharing, the most urgent first."""
WHY = "Dibagi rata kepada petugas yang bertugas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """One officer who is there. `working` and `waiting`: how many cases they work on, and wait with."""

    officer_id: int
    counters: frozenset[str]
    working: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One new case. `had_by`: who was given it before and did not open it."""

    case_id: int
    counter: str
    had_by: frozenset[int] = frozenset()


def fairest(hands: Iterable[Hand], counter: str, had_by: Collection[int] = ()) -> Hand | None:
    """Who gets the next case of this counter: the least in hand, then the fewest that wait, then the oldest account.

    None when nobody of the counter is there, or all have too much in hand.
    """
    there = [one for one in hands if counter in one.counters and one.working < MOST_IN_HAND]
    return min(
        there,
        key=lambda one: (one.officer_id in had_by, one.working, one.waiting, one.officer_id),
        default=None,
    )


def shared_out(cases: Sequence[Shared], hands: Sequence[Hand]) -> dict[int, int]:
    """Case to officer, by ids, for these cases in this order. Cases that nobody can be given are left out."""
    found: dict[int, int] = {}
    held = {one.officer_id: one for one in hands}
    for case in cases:
        hand = fairest(held.values(), case.counter, case.had_by)
        if hand is not None:
            found[case.case_id] = hand.officer_id
            held[hand.officer_id] = replace(hand, working=hand.working + 1)
    return found


def share(session: Session, office: Office, *, by: Officer | None, at: datetime, among: Among = ALL) -> int:
    """Gives the new cases to who is there. `by`: who pressed the button; None: the line itself. Returns how many."""
    wanted = select(Case).where(Case.status == CaseStatus.NEW, Case.counter != "", *among.where())
    new = {case.id: case for case in session.scalars(wanted.order_by(Case.line, Case.id).limit(AT_ONCE))}
    before = _given_before(session, new)
    given = shared_out(
        [
            Shared(case_id=case.id, counter=case.counter, had_by=before.get(case.id, frozenset()))
            for case in new.values()
        ],
        _hands(session, office, at),
    )
    for case_id, officer_id in given.items():
        case, to = new[case_id], session.get_one(Officer, officer_id)
        handing_over.give(case, to, WHY, by=by, at=at)
        clocks.keep(session, office, case, at=at)
    return len(given)


def schedule(session: Session, *, at: datetime) -> None:
    """Shares out at this time, by itself. Once in five minutes, whoever asks for it."""
    number = int(at.timestamp() // EVERY.total_seconds())
    jobs.enqueue(session, SHARE, {}, at=at, dedupe=f"{SHARE}:{number}")


def run(database: Database, office: Office, on: bool, job: Job) -> None:
    """Does one job of the kind SHARE; the last one when it is `on` no more. Raises LostJob."""
    at = datetime.now(UTC)
    with database.write() as session:
        jobs.must_hold(session, job)
        if on:
            share(session, office, by=None, at=at)
            schedule(session, at=at + EVERY)
        jobs.finish(session, job)


def _hands(session: Session, office: Office, at: datetime) -> list[Hand]:
    """Everybody who is there now, with what they have in hand."""
    mpp = with_special_days(session, office.mpp, at=at)
    held = select(Case.officer_id, Case.status, func.count()).group_by(Case.officer_id, Case.status)
    counts = {
        (officer_id, status): count
        for officer_id, status, count in session.execute(
            held.where(Case.status.in_((CaseStatus.TAKEN, CaseStatus.WAITING)))
        )
    }
    return [
        Hand(
            officer_id=one.id,
            counters=frozenset(counter for counter in one.counters if handing_over.can_hold(one, counter)),
            working=counts.get((one.id, CaseStatus.TAKEN), 0),
            waiting=counts.get((one.id, CaseStatus.WAITING), 0),
        )
        for one in session.scalars(select(Officer).where(Officer.active).order_by(Officer.id))
        if one.at_work and is_there(mpp, one, at)
    ]


def _given_before(session: Session, cases: Mapping[int, Case]) -> dict[int, frozenset[int]]:
    """By case: whom it was given to before, without their having ended it."""
    events = session.scalars(
        select(CaseEvent).where(CaseEvent.case_id.in_(cases), CaseEvent.kind == CaseEventKind.GIVEN)
    )
    found: dict[int, frozenset[int]] = {}
    for event in events:
        found[event.case_id] = found.get(event.case_id, frozenset()) | {event.detail["to_id"]}
    return found
