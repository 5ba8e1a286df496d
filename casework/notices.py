"""News for citizens: a status that changed, an officer's answer. By call, by text, or both, as each of them chose.

A call says nothing of the matter before somebody gives the last four digits of its code: telephones are shared, and
answering machines listen. Runs inside the caller's transaction, except the job's handler, which opens its own.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import callbacks, cases, contacts, guessing, jobs, letters
from casework.applications import application_found
from casework.call_commands import AnswerFound, NoticeGone
from casework.commands import ApplicationFound, NothingFound, Origin, TooManyWrongCodes
from casework.messages import queue_text
from casework.office import Office
from models import (
    OWED,
    Application,
    ApplicationEvent,
    CallBack,
    CallBackState,
    CallReason,
    CallTry,
    Case,
    CaseEventKind,
    Contact,
    Database,
    Job,
    Officer,
    Purpose,
    Reach,
)

LAST_DIGITS = 4
BY_CALL = frozenset({Reach.CALL, Reach.BOTH})
BY_TEXT = frozenset({Reach.TEXT, Reach.BOTH})

Opened = ApplicationFound | AnswerFound | NothingFound | NoticeGone | TooManyWrongCodes


class CannotTell(ValueError):
    """Neither a text nor a call of ours may go to this number."""


def _now() -> datetime:
    return datetime.now(UTC)


def tell_status(database: Database, office: Office, job: Job, *, now: Callable[[], datetime] = _now) -> None:
    """Does one job of the kind `applications.TELL_STATUS`, in one transaction."""
    with database.write() as session:
        if not jobs.finish(session, job):
            return
        event = session.get(ApplicationEvent, job.payload["event"])
        if event is not None:
            _tell(session, office, event, at=now())


def can_tell(contact: Contact) -> bool:
    """Whether an officer's answer reaches this contact, by text or by a call of ours."""
    return contact.may_text or (
        contact.reach in BY_CALL and callbacks.not_wanted(contact, CallReason.ANSWER) is None
    )


def answer(
    session: Session, office: Office, case: Case, officer: Officer, body: str, *, signature: str, at: datetime
) -> None:
    """Tells the citizen the officer's words, in the way that they chose. Raises CannotTell, NotHeld.

    `body` is the text as it would be sent, which ends with `signature`; a call says who we are by itself.
    """
    contact = case.contact
    by_call = contact.reach in BY_CALL and callbacks.not_wanted(contact, CallReason.ANSWER) is None
    by_text = contact.may_text and (contact.reach is not Reach.CALL or not by_call)
    if not by_call and not by_text:
        raise CannotTell(case.code)
    words = body.removesuffix(signature).strip()
    if by_call:
        cause = f"answer:{case.id}:{case.version}"
        cases.answer_by_call(case, officer, words, at=at)
        callbacks.owe(
            session,
            office,
            contact,
            reason=CallReason.ANSWER,
            cause=cause,
            at=at,
            case_id=case.id,
            words=words,
        )
    if by_text:
        cases.answer(session, case, officer, body, at=at)


def open_notice(session: Session, office: Office, contact: Contact, digits: str, origin: Origin) -> Opened:
    """What there is to tell, to somebody who knows the end of its code. Wrong digits count as wrong codes do."""
    call_back = of_call(session, origin.call_id)
    until = guessing.locked_until(session, contact, origin.at)
    if until is not None:
        return TooManyWrongCodes(until=until)
    code = _code(call_back)
    if call_back is None or code is None:
        return NoticeGone()
    if code[-LAST_DIGITS:] != digits:
        until = guessing.count_wrong_code(session, contact, office.mpp, origin.at)
        return TooManyWrongCodes(until=until) if until is not None else NothingFound(code=digits)
    contacts.forget_wrong_codes(contact, office.mpp)
    call_back.opened_at = call_back.opened_at or origin.at
    if call_back.application is not None:
        return application_found(call_back.application)
    return AnswerFound(words=call_back.words or "") if call_back.words else NoticeGone()


def confirm(session: Session, call_id: int | None, *, at: datetime) -> None:
    """ "Sudah paham": the news has arrived, and nobody rings for it again."""
    call_back = of_call(session, call_id)
    if call_back is not None and call_back.opened_at is not None and call_back.state in OWED:
        callbacks.end(call_back, CallBackState.DONE, "understood", at=at)
        _on_timeline(call_back, "understood", at)


def unreached(session: Session, office: Office, call_back: CallBack, *, at: datetime) -> None:
    """Nobody could be told by telephone: the same as a text where one may go, and the case says so."""
    contact, application = call_back.contact, call_back.application
    _on_timeline(call_back, "unreached", at)
    if not contact.may_text or contact.stopped_at is not None or contact.reach is not Reach.CALL:
        return
    if application is not None:
        text = letters.status(office, application_found(application))
        queue_text(session, contact, text, at=at, purpose=Purpose.NOTICE)
    elif call_back.words:
        text = letters.write(office, letters.Letter(key="jawaban", values={"jawaban": call_back.words}))
        queue_text(session, contact, text, at=at, case_id=call_back.case_id)


def of_call(session: Session, call_id: int | None) -> CallBack | None:
    """What this call was made for; None for a call that came in."""
    if call_id is None:
        return None
    return session.scalar(select(CallBack).join(CallTry).where(CallTry.call_id == call_id))


def _tell(session: Session, office: Office, event: ApplicationEvent, *, at: datetime) -> None:
    application = event.application
    if application.history[-1].id == event.id:  # else something newer will be told
        text = letters.status(office, application_found(application))
        tell_of(session, office, application, text, cause=f"event:{event.id}", at=at)


def tell_of(
    session: Session, office: Office, application: Application, text: str, *, cause: str, at: datetime
) -> None:
    """News of an application, by the way that its citizen chose; nothing where nobody wants any.

    `text` is what a text would say; a call says the present status.
    """
    if application.phone_index is None:
        return
    contact = session.scalar(select(Contact).where(Contact.phone_index == application.phone_index))
    if contact is None or contact.reach is None:
        return
    by_call = contact.reach in BY_CALL and callbacks.not_wanted(contact, CallReason.STATUS) is None
    if by_call and not _owed_already(session, contact, application):
        callbacks.owe(
            session,
            office,
            contact,
            reason=CallReason.STATUS,
            cause=cause,
            at=at,
            application_id=application.id,
        )
    by_text = contact.reach in BY_TEXT or not by_call
    if by_text and contact.may_text and contact.stopped_at is None:
        queue_text(session, contact, text, at=at, purpose=Purpose.NOTICE)


def _owed_already(session: Session, contact: Contact, application: Application) -> bool:
    """Whether a call about this application is owed and was not heard yet: it will tell the present status."""
    wanted = select(CallBack.id).where(
        CallBack.contact_id == contact.id,
        CallBack.application_id == application.id,
        CallBack.state.in_(OWED),
        CallBack.opened_at.is_(None),
    )
    return session.scalar(wanted) is not None


def _code(call_back: CallBack | None) -> str | None:
    if call_back is None:
        return None
    if call_back.application is not None:
        return call_back.application.code
    return call_back.case.code if call_back.case is not None else None


def _on_timeline(call_back: CallBack, how: str, at: datetime) -> None:
    if call_back.case is not None:
        call_back.case.add(CaseEventKind.CALL_ENDED, at=at, detail={"how": how})
