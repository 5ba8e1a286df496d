"""Everything that we have of one citizen and that this officer may see, as their page shows it. Reads and changes
nothing. What belongs to another counter's case is not among it: neither its texts nor its calls.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, defer, joinedload

from casework.console import wording
from casework.console.guard import SignedIn
from casework.console.personal import among, sees_application
from casework.console.reach_view import ReachView, read_reach
from casework.console.rows import Row, row
from casework.office import Office
from models import Application, Call, CallTurn, Case, Contact, Direction, Message

MOST = 50
"""Newest of each kind that are shown."""
Seen = list[ColumnElement[bool]]
"""What makes a case one's own to see; empty: all are."""
PACE = {"slow": "pelan", "normal": "biasa", "fast": "cepat"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One call. `case_id` where it became a case."""

    at: str
    length: str
    turns: int
    case_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One text."""

    at: str
    ours: bool
    body: str
    delivery: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """One application that is registered with this number."""

    id: int
    code: str
    service: str
    status: str
    updated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Everything on the page of one citizen, the newest first."""

    id: int
    phone: str
    dial: str
    can_text: bool
    known_since: str
    speaks: str
    """How the line speaks to them."""
    reach: ReachView
    only_own: bool
    """Whether what belongs to other counters is left out."""
    cases: list[Row]
    applications: list[Applied]
    calls: list[Spoken]
    texts: list[Written]


def read_person(
    session: Session, office: Office, contact: Contact, officer: SignedIn, *, at: datetime
) -> PersonView:
    """The citizen for this officer's eyes. The caller's session must be open."""
    zone, seen = office.mpp.timezone, among(officer).where()
    return PersonView(
        id=contact.id,
        phone=wording.number(contact.phone),
        dial=contact.phone if contact.phone.startswith("+") else "",
        can_text=contact.may_text,
        known_since=wording.moment(contact.created_at, zone),
        speaks=f"{PACE.get(contact.pace, contact.pace)}{', lebih keras' if contact.louder else ''}",
        reach=read_reach(session, office, contact),
        only_own=officer.only_at is not None,
        cases=[row(case, office, officer.id, at) for case in _cases(session, contact, seen)],
        applications=[
            Applied(
                id=one.id,
                code=one.code,
                service=wording.service(office.catalogue, one.service_id),
                status=wording.APPLICATION[one.status],
                updated=wording.moment(one.updated_at, zone),
            )
            for one in _applications(session, contact)
            if sees_application(officer, office, one)
        ],
        calls=_calls(session, office, contact, seen),
        texts=[_text(one, office) for one in _texts(session, contact, seen)],
    )


def _cases(session: Session, contact: Contact, seen: Seen) -> list[Case]:
    wanted = (
        select(Case)
        .where(Case.contact_id == contact.id, *seen)
        .options(
            joinedload(Case.officer), joinedload(Case.contact), defer(Case.kept_story), defer(Case.needs)
        )
    )
    return list(session.scalars(wanted.order_by(Case.id.desc()).limit(MOST)))


def _applications(session: Session, contact: Contact) -> list[Application]:
    wanted = select(Application).where(Application.phone_index == contact.phone_index)
    return list(session.scalars(wanted.order_by(Application.updated_at.desc()).limit(MOST)))


def _texts(session: Session, contact: Contact, seen: Seen) -> list[Message]:
    wanted = select(Message).where(Message.contact_id == contact.id)
    if seen:
        wanted = wanted.where(
            Message.case_id.in_(select(Case.id).where(Case.contact_id == contact.id, *seen))
        )
    return list(session.scalars(wanted.order_by(Message.id.desc()).limit(MOST)))


def _calls(session: Session, office: Office, contact: Contact, seen: Seen) -> list[Spoken]:
    turns = select(func.count()).where(CallTurn.call_id == Call.id).scalar_subquery()
    case = select(func.min(Case.id)).where(Case.call_id == Call.id, *seen).scalar_subquery()
    wanted = select(Call.started_at, Call.ended_at, turns, case).where(Call.contact_id == contact.id)
    if seen:
        wanted = wanted.where(case.is_not(None) | ~exists().where(Case.call_id == Call.id))
    rows = session.execute(wanted.order_by(Call.id.desc()).limit(MOST))
    return [
        Spoken(
            at=wording.moment(started, office.mpp.timezone),
            length=wording.seconds((ended - started).total_seconds()) if ended is not None else "",
            turns=number,
            case_id=case_id,
        )
        for started, ended, number, case_id in rows
    ]


def _text(message: Message, office: Office) -> Written:
    return Written(
        at=wording.moment(message.created_at, office.mpp.timezone),
        ours=message.direction == Direction.OUT,
        body=message.body,
        delivery=wording.DELIVERY[message.delivery],
        state=message.delivery,
    )
