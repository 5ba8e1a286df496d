"""What the desk adds to the page of a case, every value finished and only what the officer may see. Reads and changes
nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework import documents, merging, news, watching
from casework.catalogue import Service
from casework.console import wording
from casework.console.guard import SignedIn
from casework.console.personal import counter_of, sees_application
from casework.office import Office
from casework.phrases import Phrase
from models import CLOSED, Application, Case, CaseStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that a citizen may need to come in."""

    id: str
    name: str
    wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One that is to be brought. `told`: when the citizen was asked for it."""

    id: int
    name: str
    there: bool
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another case that has to do with this one."""

    id: int
    code: str
    service: str
    status: str
    how: str
    opened: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The application that the case is about. `counter`: where it is when it is not for this officer's eyes."""

    id: int
    code: str
    service: str
    status: str
    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """Beside the CaseView."""

    contact_id: int
    told_by: str
    """Who told it, and whether the citizen agrees, in one sentence."""
    needs: list[Need]
    documents: list[Document]
    to_bring: bool
    linked: Linked | None
    alike: list[Other]
    """Cases that this one may be merged into."""
    related: list[Other]
    may_part: bool
    open: bool
    tags: str
    watched: bool
    services: list[Service]
    phrases: list[Phrase]
    last_news: int


def read_desk(session: Session, office: Office, case: Case, officer: SignedIn, *, at: datetime) -> DeskView:
    """For this officer's eyes. The caller's session must be open."""
    zone = office.mpp.timezone
    listed = [
        Document(
            id=one.id,
            name=one.name,
            there=one.done_at is not None,
            told=wording.moment(one.told_at, zone) if one.told_at is not None else "",
        )
        for one in documents.of_case(session, case.id)
    ]

    def seen(other: Case) -> bool:
        return officer.sees(counter=other.counter, holder=other.officer_id)

    return DeskView(
        contact_id=case.contact_id,
        told_by=_told_by(case),
        needs=[
            Need(id=need, name=name, wanted=need in (case.needs or ()))
            for need, name in office.needs.names.items()
        ],
        documents=listed,
        to_bring=any(not one.there for one in listed),
        linked=_linked(case.application, office, officer) if case.application is not None else None,
        alike=[_other(one, case, office, at) for one in merging.suggestions(session, case) if seen(one)],
        related=[_other(one, case, office, at) for one in merging.related(session, case) if seen(one)],
        may_part=merging.may_part(case, at=at),
        open=case.status not in CLOSED,
        tags=case.tags,
        watched=watching.is_watched(session, case.id, officer.id),
        services=sorted(office.catalogue.services, key=lambda service: service.name),
        phrases=office.phrases.of(case.service_id),
        last_news=news.newest(session),
    )


def _linked(application: Application, office: Office, officer: SignedIn) -> Linked:
    theirs = sees_application(officer, office, application)
    return Linked(
        id=application.id,
        code=application.code,
        service=wording.service(office.catalogue, application.service_id),
        status=wording.APPLICATION[application.status] if theirs else "",
        counter="" if theirs else counter_of(office, application),
    )


def _told_by(case: Case) -> str:
    if case.helper is None:
        return "Diceritakan warga sendiri."
    agreed = "dengan izin pemiliknya" if case.consent else "belum ada izin pemiliknya"
    return f"Diceritakan penolong ({case.helper}), {agreed}."


def _other(other: Case, case: Case, office: Office, at: datetime) -> Other:
    if other.merged_into_id == case.id:
        how = "Digabung ke kasus ini"
    elif other.id == case.merged_into_id:
        how = "Kasus ini digabung ke sana"
    elif other.split_from_id == case.id:
        how = "Dipecah dari kasus ini"
    elif other.id == case.split_from_id:
        how = "Kasus ini dipecah dari sana"
    else:
        how = ""
    return Other(
        id=other.id,
        code=other.code,
        service=wording.service(office.catalogue, other.service_id),
        status=wording.STATUS[CaseStatus(other.status)],
        how=how,
        opened=wording.ago(at - other.opened_at),
    )
