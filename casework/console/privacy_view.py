"""What the pages about personal data show: the register in words, figures of one citizen, what is kept, what went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import purge, request_register, retention, wishes
from casework.console import wording
from casework.office import Office
from casework.own_data import KINDS, WISHES
from casework.phones import masked
from models import CLOSED, Call, Case, Contact, Message, PrivacyRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One request in words. `citizen` is 0 once the number is deleted."""

    id: int
    citizen: int
    kind: str
    key: str
    asked: str
    identity: str
    received: str
    due: str
    late: bool
    open: bool
    by: str
    outcome: str
    closed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One class of data: for how long, why, and how much went in the last runs."""

    what: str
    days: str
    why: str
    gone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The first page."""

    open: Sequence[Row]
    closed: Sequence[Row]
    late: int
    kept: Sequence[Kept]
    last_purge: str
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """The page of one number: figures, never what was said."""

    id: int
    phone: str
    since: str
    cases: int
    open_cases: int
    calls: int
    texts: int
    wishes: str
    withdrawn: str
    requests: Sequence[Row]


def register(session: Session, office: Office, keep_days: Sequence[str], *, at: datetime) -> Register:
    """Everything on the first page. `keep_days` as the settings have it."""
    days = retention.days_of(keep_days, recordings=office.mpp.recording_days)
    runs = purge.last_runs(session)
    return Register(
        open=[row(one, office, at) for one in request_register.open_ones(session)],
        closed=[row(one, office, at) for one in request_register.closed_ones(session)],
        late=request_register.count_late(session, at=at),
        kept=[
            Kept(
                what=one.what,
                days=f"{days[one.name]} hari" if days[one.name] else "Tidak dihapus",
                why=one.why,
                gone=sum(gone.get(one.name, 0) for _, gone in runs),
            )
            for one in retention.KEPT
        ],
        last_purge=wording.moment(runs[0][0], office.mpp.timezone) if runs else "",
        runs=len(runs),
    )


def citizen(session: Session, office: Office, contact: Contact, *, at: datetime) -> Citizen:
    """Everything on the page of one number."""
    zone = office.mpp.timezone

    def count(model: type[Case] | type[Call] | type[Message]) -> int:
        own = select(func.count()).select_from(model).where(model.contact_id == contact.id)
        return session.scalar(own) or 0

    still = select(func.count()).select_from(Case)
    still = still.where(Case.contact_id == contact.id, Case.status.not_in(CLOSED))
    return Citizen(
        id=contact.id,
        phone=masked(contact.phone) or wording.number(""),
        since=wording.moment(contact.created_at, zone),
        cases=count(Case),
        open_cases=session.scalar(still) or 0,
        calls=count(Call),
        texts=count(Message),
        wishes=", ".join(WISHES[one] for one in wishes.in_force(contact)),
        withdrawn=wording.moment(contact.withdrawn_at, zone) if contact.withdrawn_at is not None else "",
        requests=[row(one, office, at) for one in request_register.of_contact(session, contact.id)],
    )


def row(one: PrivacyRequest, office: Office, at: datetime) -> Row:
    """One request in words."""
    zone = office.mpp.timezone
    done = f"Ditolak: {one.outcome}" if one.refused else one.outcome or ""
    return Row(
        id=one.id,
        citizen=one.contact_id if one.contact.forgotten_at is None else 0,
        kind=KINDS[one.kind],
        key=one.kind,
        asked=one.asked,
        identity=one.identity,
        received=wording.moment(one.received_at, zone),
        due=wording.moment(one.due_at, zone),
        late=one.closed_at is None and one.due_at < at,
        open=one.closed_at is None,
        by=one.closed_by.name if one.closed_by is not None else one.officer.name,
        outcome=done,
        closed=wording.moment(one.closed_at, zone) if one.closed_at is not None else "",
    )
