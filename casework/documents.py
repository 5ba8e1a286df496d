"""The documents of a case: what is still to be brought, what is there, and asking the citizen for the rest.

Runs inside the caller's transaction.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, CaseDocument, CaseEventKind, Officer

LONGEST = 60
"""Characters of one document's name."""
MOST = 12
"""Documents of one case."""


class TooMany(ValueError):
    """The case has as many documents as it may have."""


def of_case(session: Session, case_id: int) -> Sequence[CaseDocument]:
    """All, in the order in which they were added."""
    wanted = select(CaseDocument).where(CaseDocument.case_id == case_id).order_by(CaseDocument.id)
    return session.scalars(wanted).all()


def add(session: Session, case: Case, officer: Officer, names: Sequence[str], *, at: datetime) -> None:
    """More that is to be brought; what is on the list already is not added again. Raises TooMany."""
    known = of_case(session, case.id)
    listed = {one.name.casefold() for one in known}
    new = [name for name in dict.fromkeys(names) if name.casefold() not in listed]
    if len(known) + len(new) > MOST:
        raise TooMany(case.code)
    session.add_all(CaseDocument(case_id=case.id, name=name, added_at=at) for name in new)
    if new:
        case.add(CaseEventKind.DOCUMENT, at=at, by=officer, detail={"to_bring": new})
    session.flush()


def tick(session: Session, case: Case, officer: Officer, done: frozenset[int], *, at: datetime) -> None:
    """Those with these ids are there, the others are not."""
    changed: dict[str, list[str]] = {"there": [], "missing": []}
    for one in of_case(session, case.id):
        if (one.id in done) != (one.done_at is not None):
            changed["there" if one.id in done else "missing"].append(one.name)
            one.done_at = at if one.id in done else None
    if changed["there"] or changed["missing"]:
        detail = {key: names for key, names in changed.items() if names}
        case.add(CaseEventKind.DOCUMENT, at=at, by=officer, detail=detail)


def to_bring(session: Session, case_id: int) -> list[CaseDocument]:
    """What is not there yet."""
    return [one for one in of_case(session, case_id) if one.done_at is None]


def asked_for(names: Sequence[str]) -> str:
    """How the citizen is asked, what to do first: "Mohon bawa: KTP asli, KK."."""
    return f"Mohon bawa: {', '.join(names)}."
