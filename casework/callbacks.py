"""Calls that we owe citizens: for a missed call, for "hubungi saya", for news. Rows and jobs; rings no telephone.

What is owed is written, with its job, in the transaction that causes it. Ringing is `ivr`'s business, which asks
`call_tries` for what to do next. Runs inside the caller's transaction and commits nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import wishes
from casework.call_commands import CallImpossible, CallPlanned
from casework.commands import Origin
from casework.jobs import enqueue
from casework.letters import Letter, write
from casework.messages import queue_text
from casework.office import Office
from casework.phones import may_be_called
from casework.special_days import quiet_with_special_days
from models import OWED, CallBack, CallBackState, CallReason, CaseEventKind, Contact, Officer, Wish

CALL = "call_out"
"""The kind of job that rings one telephone."""

SOON = timedelta(seconds=20)
"""From hanging up to our call at least, so that the telephone is down again."""
VERY_SOON = timedelta(minutes=5)
"""A call that comes within this time is announced without the hour."""

WANTED = frozenset({CallReason.MISSED, CallReason.ASKED, CallReason.TURN})
"""Calls that the citizen asked for; the others are news."""


def owe(
    session: Session,
    office: Office,
    contact: Contact,
    *,
    reason: CallReason,
    cause: str,
    at: datetime,
    application_id: int | None = None,
    case_id: int | None = None,
    officer_id: int | None = None,
    words: str | None = None,
) -> CallBack:
    """A call to this contact, planned for as soon as may be, or dropped at once with the reason why.

    The same cause asked again is the same row. A text says when, where the citizen waits for the call.
    """
    # One after the other for each number, so that two webhooks at once cannot make two calls.
    session.get_one(Contact, contact.id, with_for_update=True)
    known = session.scalar(select(CallBack).where(CallBack.cause == cause))
    if known is not None:
        return known
    refused = _refused(session, office, contact, reason, at)
    call_back = CallBack(
        contact_id=contact.id,
        reason=reason,
        cause=cause,
        state=CallBackState.DROPPED if refused else CallBackState.WAITING,
        why=refused,
        due_at=at,
        application_id=application_id,
        case_id=case_id,
        officer_id=officer_id,
        words=words,
        created_at=at,
        ended_at=at if refused else None,
    )
    session.add(call_back)
    session.flush()
    if not refused:
        plan(session, office, call_back, at if reason is CallReason.OFFICER else at + SOON)
        if reason in WANTED:
            announce(session, office, call_back, at=at)
    return call_back


def owed_to(session: Session, contact: Contact, *reasons: CallReason) -> CallBack | None:
    """The oldest call that this contact still waits for, for one of these reasons or for any."""
    wanted = select(CallBack).where(CallBack.contact_id == contact.id, CallBack.state.in_(OWED))
    if reasons:
        wanted = wanted.where(CallBack.reason.in_(reasons))
    return session.scalar(wanted.order_by(CallBack.id).limit(1))


def latest(session: Session, contact: Contact, *, most: int = 5) -> list[CallBack]:
    """The newest calls to this contact that were owed or rung, the newest first."""
    return list(
        session.scalars(
            select(CallBack).where(CallBack.contact_id == contact.id).order_by(CallBack.id.desc()).limit(most)
        )
    )


def plan(session: Session, office: Office, call_back: CallBack, earliest: datetime) -> None:
    """The next try: at the first time from `earliest` on when a telephone may ring."""
    rules = quiet_with_special_days(session, office.mpp.calls, at=earliest)
    call_back.state, call_back.due_at = CallBackState.WAITING, rules.next_time(earliest)
    dedupe = f"{CALL}:{call_back.id}:{call_back.due_at.timestamp():.6f}"
    enqueue(session, CALL, {"call_back": call_back.id}, at=call_back.due_at, dedupe=dedupe)


def announce(session: Session, office: Office, call_back: CallBack, *, at: datetime) -> None:
    """Texts when we call, where texts may go."""
    if call_back.due_at - at <= VERY_SOON:
        tell(session, office, call_back, Letter(key="telepon_sebentar"), at=at)
    else:
        tell(
            session,
            office,
            call_back,
            Letter(key="telepon_akan", values={"waktu": when(office, call_back)}),
            at=at,
        )


def when(office: Office, call_back: CallBack) -> datetime:
    """The time of the next try as it is told: local, on the minute, never earlier than the telephone rings."""
    local = call_back.due_at.astimezone(office.mpp.timezone)
    whole = local.replace(second=0, microsecond=0)
    return whole if whole == local else whole + timedelta(minutes=1)


def tell(session: Session, office: Office, call_back: CallBack, letter: Letter, *, at: datetime) -> bool:
    """Texts the contact, unless texts may not go there. False: it could not be told."""
    contact = session.get_one(Contact, call_back.contact_id)
    if not contact.may_text:
        return False
    queue_text(session, contact, write(office, letter), at=at, case_id=call_back.case_id)
    return True


def end(call_back: CallBack, state: CallBackState, why: str, *, at: datetime) -> None:
    """Nothing is owed any more. What has ended already stays as it is."""
    if call_back.state in OWED:
        call_back.state, call_back.why, call_back.ended_at = state, why[:40], at
        if state is CallBackState.DROPPED and call_back.case is not None and call_back.words:
            call_back.case.add(CaseEventKind.ANSWER_DROPPED, at=at, detail={"why": why})


def stop_calls(session: Session, contact: Contact, *, at: datetime, by: Officer | None = None) -> None:
    """ "Jangan hubungi lagi": what is owed is dropped. Saying it twice keeps the first time."""
    wishes.say(contact, Wish.NO_CALLS, at=at, by=by)
    for call_back in session.scalars(
        select(CallBack).where(CallBack.contact_id == contact.id, CallBack.state.in_(OWED))
    ):
        end(call_back, CallBackState.DROPPED, "opted_out", at=at)


def call_me(
    session: Session, office: Office, contact: Contact, origin: Origin
) -> CallPlanned | CallImpossible:
    """ "Hubungi saya": asking for it takes "jangan hubungi" back. Once for each call or text that asks."""
    wishes.say(contact, Wish.CALLS, at=origin.at)
    cause = f"asked:{origin.channel}:{origin.call_id or origin.message_id}"
    call_back = owe(session, office, contact, reason=CallReason.ASKED, cause=cause, at=origin.at)
    if call_back.why == "joined":
        call_back = owed_to(session, contact, *WANTED) or call_back
    return _planned(office, call_back, origin.at)


def take_call(session: Session, call_back: CallBack | None, *, at: datetime) -> None:
    """They are on the line and want to talk: nobody rings for this again."""
    if call_back is not None:
        end(call_back, CallBackState.DONE, "talked", at=at)


def call_later(
    session: Session, office: Office, call_back: CallBack | None, *, at: datetime
) -> CallPlanned | CallImpossible:
    """They have no time: another try, while there are some left. News then goes the way of who was not reached."""
    if call_back is None or call_back.state not in OWED:
        return CallImpossible()
    if len(call_back.tries) >= office.mpp.calls.tries:
        if call_back.reason in WANTED:
            end(call_back, CallBackState.DONE, "no_time", at=at)
        return CallImpossible()
    if call_back.state is CallBackState.CALLING:
        plan(session, office, call_back, at + office.mpp.calls.apart)
    return _planned(office, call_back, at)


def _planned(office: Office, call_back: CallBack, at: datetime) -> CallPlanned | CallImpossible:
    if call_back.state not in OWED:
        return CallImpossible()
    return CallPlanned(at=when(office, call_back), soon=call_back.due_at - at <= VERY_SOON)


def not_wanted(contact: Contact, reason: CallReason) -> str | None:
    """Why this contact is not rung for this reason now, or None. Only asking for it takes "jangan hubungi" back."""
    if not may_be_called(contact.phone):
        return "number"
    if contact.no_calls_at is not None and reason is not CallReason.ASKED:
        return "opted_out"
    if contact.stopped_at is not None and reason not in (*WANTED, CallReason.OFFICER):
        return "stopped"
    return None


def _refused(
    session: Session, office: Office, contact: Contact, reason: CallReason, at: datetime
) -> str | None:
    """Why this call is not owed at all, or None."""
    if (why := not_wanted(contact, reason)) is not None:
        return why
    if reason not in WANTED:
        return None
    if owed_to(session, contact, *WANTED) is not None:
        return "joined"
    rules = office.mpp.calls
    today = select(func.count()).where(
        CallBack.reason.in_(WANTED),
        CallBack.state != CallBackState.DROPPED,
        CallBack.created_at >= rules.midnight(at),
    )
    own = session.scalar(today.where(CallBack.contact_id == contact.id)) or 0
    if own >= rules.most_to_a_number:
        return "cap"
    # Whoever makes numbers up makes us text them too: what is owed has the same limit as what is rung.
    return "cap_all" if (session.scalar(today) or 0) >= rules.most_a_day else None
