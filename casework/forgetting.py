"""What of each class of data goes when its time is over: a function for each class, a few rows at a time.

Each takes the session, the office, the moment before which its class has no right to be there any more, and now; it
forgets at most `MOST` rows and returns how many. Rows that are counted in reports stay, without what they said. Runs
inside the caller's transaction and commits nothing.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Table,
    delete,
    exists,
    func,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql import Delete, Update

from casework import numbers_forgotten, recordings, repeated, shredding, sign_in_limits, webhooks
from casework.office import Office
from casework.officers import LONGEST
from casework.retention import (
    APPLICATIONS,
    CASES,
    CONTACTS,
    LINE,
    RECORDINGS,
    REQUESTS,
    SHORT,
    TEXTS,
    TICKETS,
    TURNS,
    WEBHOOKS,
    WORDS,
)
from models import (
    CLOSED,
    Application,
    ApplicationStatus,
    ApplicationUpload,
    Call,
    CallBack,
    CallTurn,
    Case,
    Consent,
    Contact,
    Delivery,
    Job,
    JobState,
    Message,
    OfficerSession,
    PrivacyRequest,
    Purged,
    QueueTicket,
    RouteTry,
    TextConversation,
    TextPart,
    WaitingCaller,
)
from models.vault import ID, NONCE

Forget = Callable[[Session, Office, datetime, datetime], int]
MOST = 1000
"""Rows in one transaction: while it runs nobody else can write to an embedded database."""
CASES_AT_ONCE = 20
EMPTY = ID + NONCE + 16
"""Bytes of a sealed value in which nothing is written."""
KEEP_JOBS = timedelta(days=7)
KEEP_COUNTS = timedelta(days=1825)
AT_AN_END = frozenset({ApplicationStatus.COLLECTED, ApplicationStatus.REFUSED})
LEAVING = frozenset({Delivery.QUEUED, Delivery.SENDING})


def _recordings(session: Session, office: Office, before: datetime, at: datetime) -> int:
    return recordings.delete_old(session, office.recordings, before=before, at=at, most=MOST)


def _turns(session: Session, office: Office, before: datetime, at: datetime) -> int:
    said = or_(CallTurn.heard.is_not(None), _written(CallTurn.said), _written(CallTurn.voiced))
    words = _changed(session, CallTurn, (CallTurn.at < before) & said, shredding.EMPTY)
    old = (Call.started_at < before) & Call.position.is_not(None)
    return max(words, _changed(session, Call, old, {"position": None}))


def _texts(session: Session, office: Office, before: datetime, at: datetime) -> int:
    old = (Message.created_at < before) & Message.delivery.not_in(LEAVING) & _written(Message.body)
    return _changed(session, Message, old, {"body": ""})


def _cases(session: Session, office: Office, before: datetime, at: datetime) -> int:
    old = Case.status.in_(CLOSED) & Case.shredded_at.is_(None)
    over = func.coalesce(Case.resolved_at, Case.updated_at) < before
    found = session.scalars(select(Case).where(old, over).order_by(Case.id).limit(CASES_AT_ONCE)).all()
    for case in found:
        shredding.shred(session, office.recordings, case, at=at)
    return len(found)


def _contacts(session: Session, office: Office, before: datetime, at: datetime) -> int:
    old = select(Contact).where(
        Contact.forgotten_at.is_(None), Contact.created_at < before, *numbers_forgotten.idle_since(before)
    )
    found = session.scalars(old.order_by(Contact.id).limit(CASES_AT_ONCE)).all()
    for contact in found:
        numbers_forgotten.forget(session, contact, at=at)
    return len(found)


def _applications(session: Session, office: Office, before: datetime, at: datetime) -> int:
    known = Application.phone.is_not(None) | Application.missing.is_not(None)
    old = Application.status.in_(AT_AN_END) & (Application.updated_at < before) & known
    return _changed(session, Application, old, {"phone": None, "phone_index": None, "missing": None})


def _tickets(session: Session, office: Office, before: datetime, at: datetime) -> int:
    old = (QueueTicket.day < before.date()) & QueueTicket.contact_id.is_not(None)
    return _changed(session, QueueTicket, old, {"contact_id": None})


def _line(session: Session, office: Office, before: datetime, at: datetime) -> int:
    """The case has all else: who waited only tells how long the next ones wait."""
    return _done(session, delete(WaitingCaller).where(WaitingCaller.ended_at < before))


def _words(session: Session, office: Office, before: datetime, at: datetime) -> int:
    return _changed(
        session, CallBack, CallBack.words.is_not(None) & (CallBack.ended_at < before), {"words": None}
    )


def _short(session: Session, office: Office, before: datetime, at: datetime) -> int:
    gone = (
        delete(TextConversation).where(TextConversation.at < before),
        delete(TextPart).where(TextPart.taken_at < before),
        delete(RouteTry).where(RouteTry.at < before),
        delete(ApplicationUpload).where(ApplicationUpload.at < before),
        delete(Job).where(Job.state == JobState.DONE, Job.run_at < at - KEEP_JOBS),
        delete(OfficerSession).where(OfficerSession.created_at < at - LONGEST),
        delete(Purged).where(Purged.at < at - KEEP_COUNTS),
    )
    sign_in_limits.forget_old(session, at=at)
    repeated.forget_old(session, at=at)
    return sum(_done(session, one) for one in gone)


def _webhooks(session: Session, office: Office, before: datetime, at: datetime) -> int:
    return webhooks.forget_old(session, before=before)


def _requests(session: Session, office: Office, before: datetime, at: datetime) -> int:
    """Consents go with the number that gave them; the register by itself."""
    forgotten = exists().where(Contact.id == Consent.contact_id, Contact.forgotten_at.is_not(None))
    consents = _done(session, delete(Consent).where(Consent.at < before, forgotten))
    return consents + _done(session, delete(PrivacyRequest).where(PrivacyRequest.closed_at < before))


FORGET: Mapping[str, Forget] = MappingProxyType(
    {
        CASES: _cases,
        RECORDINGS: _recordings,
        TURNS: _turns,
        TEXTS: _texts,
        CONTACTS: _contacts,
        APPLICATIONS: _applications,
        TICKETS: _tickets,
        LINE: _line,
        WORDS: _words,
        WEBHOOKS: _webhooks,
        REQUESTS: _requests,
        SHORT: _short,
    }
)
"""By class, in the order in which they go: a number only after its cases. The audit log is not among them."""
IN_PORTIONS = frozenset({CASES, RECORDINGS, TURNS, TEXTS, CONTACTS, APPLICATIONS, TICKETS, WORDS})
"""Those that may have left something for another transaction."""


def _written(column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether something stands in this sealed column, without opening it."""
    return func.length(type_coerce(column, LargeBinary)) > EMPTY


def _changed(session: Session, model: type, old: ColumnElement[bool], values: Mapping[str, object]) -> int:
    """Past the ORM, for nothing here is a change of the matter itself. Returns how many rows."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    some = select(model.id).where(old).limit(MOST)  # type: ignore[attr-defined]
    ids = session.scalars(some).all()
    return _done(session, update(table).where(table.c.id.in_(ids)).values(dict(values))) if ids else 0


def _done(session: Session, statement: Delete | Update) -> int:
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]
