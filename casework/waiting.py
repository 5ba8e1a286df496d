"""The line of callers who wait for an officer, in the database: joining it, keeping one's place, leaving it.

Whose turn it is decide the pure rules (`waiting_rules`); who can be rung is in `duty`; what happens to a ring is in
`officer_rings`. Runs inside the caller's transaction and commits nothing; knows no carrier.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import callbacks, waiting_rules
from casework.call_commands import CallImpossible, CallPlanned
from casework.commands import NobodyReachable, Origin
from casework.duty import OnDuty, anyone_ever, on_duty
from casework.jobs import enqueue
from casework.office import Office
from casework.special_days import with_special_days
from casework.waiting_commands import (
    JoinLine,
    KeepPlace,
    NobodyAnswered,
    PlaceKept,
    StandsInLine,
    StaysInLine,
    StillWaiting,
    TurnCame,
)
from casework.waiting_rules import Duty, InLine
from models import IN_LINE, OWED, CallBack, CallBackState, CallReason, Contact, WaitingCaller, WaitingState

SWEEP = "sweep_line"
"""The kind of job that looks after the line while somebody is in it: see `waiting_sweep`."""
SWEEP_EVERY = timedelta(seconds=15)
HELD_FOR = timedelta(seconds=90)
"""So long an officer is kept free for somebody who is being rung back."""

Joined = TurnCame | StandsInLine | StillWaiting | NobodyAnswered | NobodyReachable
Kept = PlaceKept | StaysInLine | CallPlanned | CallImpossible


def join(session: Session, office: Office, command: JoinLine, origin: Origin) -> Joined:
    """The caller of this call waits, as they may have before; and whether it is their turn now."""
    line = in_line(session, lock=True)
    row = next((one for one in line if one.call_id == origin.call_id), None)
    if row is None or row.state is WaitingState.CALL_BACK:
        row = _come_again(line, command, origin)
    if row is None:
        row = _new(session, command, origin, WaitingState.WAITING)
        line.append(row)
    row.seen_at = origin.at
    if row.state is WaitingState.RINGING:
        return TurnCame(again=bool(row.passed))
    there = on_duty(session, office, origin.at)
    if (officer := _who_asked(row, there)) is not None:
        _offer(row, officer, at=origin.at)
        return TurnCame(again=False)
    duties = _duties(there)
    caller = _caller(row)
    if not there or not waiting_rules.fitting(duties, caller):
        passed = bool(row.passed)
        close(row, WaitingState.MISSED, at=origin.at)
        return NobodyAnswered() if there and passed else nobody(session, office, origin.at)
    waits = _waiting(line, origin.at)
    if (key := waiting_rules.turns(waits, duties).get(row.id)) is not None:
        _offer(row, next(one for one in there if one.key == key), at=origin.at)
        return TurnCame(again=bool(row.passed))
    place = waiting_rules.place(waits, row.id)
    since_told = origin.at - (row.told_at or row.since)
    if not command.tell and not waiting_rules.to_be_told(place, row.told_place, since_told):
        return StillWaiting()
    row.told_at, row.told_place = origin.at, place
    able = len(waiting_rules.fitting(duties, caller))
    minutes = waiting_rules.expected_minutes(place, able, talks(session, at=origin.at))
    return StandsInLine(place=place, minutes=minutes)


def keep_place(
    session: Session, office: Office, contact: Contact, command: KeepPlace, origin: Origin
) -> Kept:
    """They hang up, and are rung when it is their turn: at the place that they have, or at the end of the line.

    Where nobody can ever be rung they are rung back by the line itself.
    """
    line = in_line(session, lock=True)
    row = next((one for one in line if one.call_id == origin.call_id), None)
    if callbacks.not_wanted(contact, CallReason.ASKED) is not None:
        return StaysInLine() if row is not None else CallImpossible()
    if not anyone_ever(session, office):
        return callbacks.call_me(session, office, contact, origin)
    contact.no_calls_at = None  # asking for a call takes "jangan hubungi" back
    before = next((one for one in line if one.contact_id == contact.id and one is not row), None)
    if before is not None and before.state is WaitingState.CALL_BACK:
        if row is not None:
            close(row, WaitingState.LEFT, at=origin.at)
        row = before
    if row is None:
        row = _last_missed(session, origin) or _new(session, command, origin, WaitingState.CALL_BACK)
    return keep(session, office, row, origin)


def keep(session: Session, office: Office, row: WaitingCaller, origin: Origin) -> PlaceKept:
    """They are rung when it is their turn, as if nobody had been rung for them yet."""
    row.state, row.ended_at, row.passed, row.rung_at = WaitingState.CALL_BACK, None, "", None
    row.officer_id = row.desk = row.ring_token = row.call_back_id = None
    look_after(session, at=origin.at)
    found = nobody(session, office, origin.at)
    return PlaceKept(opens_at=None if on_duty(session, office, origin.at) else found.opens_at)


def come_back(session: Session, call_back: CallBack | None, origin: Origin) -> WaitingCaller | None:
    """They were rung because it is their turn, and are on the line: they wait at their old place, in this call."""
    if call_back is None or origin.call_id is None:
        return None
    if call_back.reason is CallReason.OFFICER:
        return _asked_for(session, call_back, origin)
    row = session.scalar(
        select(WaitingCaller).where(
            WaitingCaller.call_back_id == call_back.id, WaitingCaller.state == WaitingState.CALL_BACK
        )
    )
    if row is not None:
        row.state, row.call_id, row.seen_at = WaitingState.WAITING, origin.call_id, origin.at
        row.told_at = row.told_place = row.rung_at = None
        look_after(session, at=origin.at)
    return row


def leave(session: Session, call_id: int, *, at: datetime) -> None:
    """The caller of this call asked for something else. A talk that they had is over."""
    for row in session.scalars(
        select(WaitingCaller).where(WaitingCaller.call_id == call_id, WaitingCaller.state.in_(IN_LINE))
    ):
        if row.state is WaitingState.CONNECTED:
            close(row, WaitingState.TALKED, at=at)
        elif row.state is not WaitingState.CALL_BACK:
            close(row, WaitingState.LEFT, at=at)


def close(row: WaitingCaller, state: WaitingState, *, at: datetime) -> None:
    """Out of the line."""
    row.state, row.ended_at = state, at


def in_line(session: Session, *, lock: bool = False) -> list[WaitingCaller]:
    """Everybody who waits or talks, in order of coming; locked, so that two who ask at once get two officers."""
    wanted = (
        select(WaitingCaller)
        .where(WaitingCaller.state.in_(IN_LINE))
        .order_by(WaitingCaller.since, WaitingCaller.id)
    )
    return list(session.scalars(wanted.with_for_update() if lock else wanted))


def places(line: Sequence[WaitingCaller], at: datetime) -> dict[int, int]:
    """The place of each who waits, by the id of their row."""
    return {caller.id: place for place, caller in enumerate(_waiting(line, at), start=1)}


def due_back(
    session: Session, office: Office, line: Sequence[WaitingCaller], at: datetime
) -> list[WaitingCaller]:
    """Who is to be rung back, because it is their turn."""
    found = waiting_rules.turns(_waiting(line, at), _duties(on_duty(session, office, at)))
    return [
        row
        for row in line
        if row.id in found and row.state is WaitingState.CALL_BACK and row.call_back_id is None
    ]


def nobody(session: Session, office: Office, at: datetime) -> NobodyReachable:
    """Nobody is there; and when somebody is again, where the MPP is closed."""
    mpp = with_special_days(session, office.mpp, at=at)
    return NobodyReachable(opens_at=None if mpp.is_open(at) else mpp.next_opening(at))


def talks(session: Session, *, at: datetime) -> list[timedelta]:
    """How long the last talks with officers were."""
    wanted = (
        select(WaitingCaller.connected_at, WaitingCaller.ended_at)
        .where(WaitingCaller.state == WaitingState.TALKED, WaitingCaller.connected_at.is_not(None))
        .order_by(WaitingCaller.ended_at.desc())
        .limit(waiting_rules.MEASURED)
    )
    return [end - begin for begin, end in session.execute(wanted) if begin is not None and end is not None]


def look_after(session: Session, *, at: datetime) -> None:
    """Has somebody look after the line soon, once however many ask for it."""
    every = SWEEP_EVERY.total_seconds()
    number = int(at.timestamp() // every) + 1
    due = datetime.fromtimestamp(number * every, at.tzinfo)
    enqueue(session, SWEEP, {}, at=due, dedupe=f"{SWEEP}:{number}")


def _new(
    session: Session, command: JoinLine | KeepPlace, origin: Origin, state: WaitingState
) -> WaitingCaller:
    row = WaitingCaller(
        call_id=origin.call_id,
        contact_id=origin.contact_id,
        service_id=command.service_id,
        code=command.code,
        asked=command.asked,
        since=origin.at,
        seen_at=origin.at,
        state=state,
        passed="",
    )
    session.add(row)
    session.flush()
    look_after(session, at=origin.at)
    return row


def _asked_for(session: Session, call_back: CallBack, origin: Origin) -> WaitingCaller:
    """An officer had them rung: they wait for that one, and for another when that one is gone."""
    case = call_back.case
    command = JoinLine(service_id=case.service_id if case is not None else None)
    row = _new(session, command, origin, WaitingState.WAITING)
    row.call_back_id, row.case_id = call_back.id, call_back.case_id
    session.flush()
    return row


def _who_asked(row: WaitingCaller, there: Sequence[OnDuty]) -> OnDuty | None:
    """The officer who had this citizen rung, unless they did not take the call, or are not there or talk."""
    wanted = row.call_back.officer_id if row.call_back is not None else None
    passed = row.passed.split(",")
    return next(
        (
            one
            for one in there
            if one.officer_id == wanted is not None and not one.busy and one.key not in passed
        ),
        None,
    )


def _come_again(line: Sequence[WaitingCaller], command: JoinLine, origin: Origin) -> WaitingCaller | None:
    """Somebody whose place was kept is on the line before they are rung: it is theirs again, in this call. On a
    shared telephone another call may be somebody else's."""
    kept = (
        one
        for one in line
        if one.state is WaitingState.CALL_BACK
        and one.contact_id == origin.contact_id
        and (one.call_id == origin.call_id or not one.contact.shared)
    )
    row = next(kept, None)
    if row is None or origin.call_id is None:
        return None
    if row.call_back is not None:
        callbacks.end(row.call_back, CallBackState.DONE, "talked", at=origin.at)
    row.state, row.call_id, row.call_back_id = WaitingState.WAITING, origin.call_id, None
    row.told_at = row.told_place = row.rung_at = None
    row.service_id = command.service_id or row.service_id
    row.code, row.asked = command.code or row.code, command.asked or row.asked
    return row


def _last_missed(session: Session, origin: Origin) -> WaitingCaller | None:
    """Where this caller stood when nobody took their call."""
    wanted = select(WaitingCaller).where(
        WaitingCaller.call_id == origin.call_id, WaitingCaller.state == WaitingState.MISSED
    )
    return session.scalar(wanted.order_by(WaitingCaller.id.desc()).limit(1))


def _offer(row: WaitingCaller, officer: OnDuty, *, at: datetime) -> None:
    row.state, row.rung_at, row.ring_token = WaitingState.RINGING, at, secrets.token_hex(16)
    row.officer_id, row.desk = officer.officer_id, officer.desk


def _waiting(line: Sequence[WaitingCaller], at: datetime) -> list[InLine]:
    """Who gets an officer next, in order. Somebody who is rung back has one kept free for a while, and then gives
    way to those who are on the line, without losing their place."""
    return [
        _caller(row)
        for row in line
        if row.state is WaitingState.WAITING
        or (row.state is WaitingState.CALL_BACK and (row.call_back_id is None or _held(row, at)))
    ]


def _held(row: WaitingCaller, at: datetime) -> bool:
    rung = row.call_back is not None and row.call_back.state in OWED
    return rung and row.rung_at is not None and at - row.rung_at < HELD_FOR


def _caller(row: WaitingCaller) -> InLine:
    passed = frozenset(row.passed.split(",")) if row.passed else frozenset[str]()
    return InLine(id=row.id, service_id=row.service_id, passed=passed)


def _duties(there: Sequence[OnDuty]) -> list[Duty]:
    return [Duty(key=one.key, services=one.services, free=not one.busy) for one in there]
