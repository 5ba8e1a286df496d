"""Drafting, publishing and taking back what editors change of the content. One draft, shared by all editors.

Knows nothing of files: whoever publishes has had the content with the changes checked before.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from casework import audit
from casework.content_fields import Refused, parsed
from casework.content_folder import Edits, Shipped
from casework.content_sheets import Sheet
from models import ContentEdition, Deed, Officer

HISTORY = 50
"""Editions that are listed."""
LONGEST_NOTE = 200


class ChangedMeanwhile(ValueError):
    """Somebody else has written in the same place since."""


class DraftOpen(ValueError):
    """There is a draft already: it must be published or thrown away first."""


class NoDraft(ValueError):
    """There is no draft (any more)."""


class FieldsRefused(ValueError):
    """Some values cannot stand where they were written: place to what to do, in Indonesian."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value before and after."""

    key: str
    before: str
    after: str


def in_use(session: Session) -> ContentEdition | None:
    """What the line says, unless it says what ships."""
    published = select(ContentEdition).where(ContentEdition.published_at.is_not(None))
    return session.scalar(published.order_by(ContentEdition.id.desc()).limit(1))


def draft(session: Session) -> ContentEdition | None:
    """What is not published yet."""
    open_ones = select(ContentEdition).where(ContentEdition.published_at.is_(None))
    return session.scalar(open_ones.order_by(ContentEdition.id.desc()).limit(1))


def edits_of(edition: ContentEdition | None) -> dict[str, str]:
    """The changes of an edition; none for none."""
    return dict(edition.edits) if edition is not None else {}


def edits_now(session: Session) -> dict[str, str]:
    """The changes that an editor sees: the draft's, or the published ones."""
    found = draft(session)
    return edits_of(found if found is not None else in_use(session))


def mark(shipped: Shipped, sheet: Sheet, edits: Edits) -> str:
    """Tells whether a sheet still says what it said."""
    text = json.dumps([shipped.text(field.key, edits) for field in sheet.fields])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write(
    session: Session,
    shipped: Shipped,
    sheet: Sheet,
    values: Mapping[str, str],
    *,
    seen: str,
    by: Officer,
    at: datetime,
) -> bool:
    """Writes a sheet's values into the draft. `seen`: the mark of what the editor had before their eyes. False when
    nothing is different. Raises FieldsRefused, ChangedMeanwhile.
    """
    found = draft(session)
    edits = edits_of(found if found is not None else in_use(session))
    if mark(shipped, sheet, edits) != seen:
        raise ChangedMeanwhile
    after, problems = dict(edits), {}
    for field in sheet.fields:
        text = values.get(field.key, "").replace("\r\n", "\n").strip()
        original = shipped.original(field.key)
        if text == original:
            after.pop(field.key, None)
            continue
        try:
            parsed(text, field, original)
        except Refused as error:
            problems[field.key] = str(error)
        after[field.key] = text
    if problems:
        raise FieldsRefused(problems)
    if after == edits:
        return False
    _keep(session, found, after, by=by, at=at)
    return True


def publish(session: Session, *, seen: int, note: str, by: Officer, at: datetime) -> ContentEdition:
    """The draft is what the line says from now on. `seen`: the version that was checked. Raises NoDraft,
    ChangedMeanwhile.
    """
    found = draft(session)
    if found is None:
        raise NoDraft
    if found.version != seen:
        raise ChangedMeanwhile
    places = [change.key for change in changes(edits_of(in_use(session)), found.edits, lambda key: "")]
    found.published_at, found.officer, found.note = at, by, note.strip()[:LONGEST_NOTE]
    _write(session, found, by, at, {"published": True, "places": places[:100]})
    return found


def throw_away(session: Session, *, by: Officer, at: datetime) -> None:
    """The draft is gone; what is published stays."""
    found = draft(session)
    if found is not None:
        session.delete(found)
        _write(session, found, by, at, {"published": False})


def take_back(session: Session, edition_id: int, *, by: Officer, at: datetime) -> None:
    """A draft that says again what this edition said; 0: what ships. Raises DraftOpen; NoDraft: no such edition."""
    if draft(session) is not None:
        raise DraftOpen
    earlier = session.get(ContentEdition, edition_id) if edition_id else None
    if edition_id and (earlier is None or earlier.published_at is None):
        raise NoDraft
    _keep(session, None, edits_of(earlier), by=by, at=at)


def history(session: Session) -> Sequence[ContentEdition]:
    """What was published, the newest first."""
    published = select(ContentEdition).where(ContentEdition.published_at.is_not(None))
    newest = published.options(joinedload(ContentEdition.officer)).order_by(ContentEdition.id.desc())
    return session.scalars(newest.limit(HISTORY)).all()


def before(session: Session, edition: ContentEdition) -> ContentEdition | None:
    """What was published before this one."""
    earlier = select(ContentEdition).where(
        ContentEdition.published_at.is_not(None), ContentEdition.id < edition.id
    )
    return session.scalar(earlier.order_by(ContentEdition.id.desc()).limit(1))


def changes(before: Edits, after: Edits, original: Callable[[str], str]) -> list[Change]:
    """What is different between two editions, by place. `original` gives what ships at a place."""
    found = []
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            ships = original(key)
            found.append(Change(key=key, before=before.get(key, ships), after=after.get(key, ships)))
    return found


def _keep(
    session: Session, found: ContentEdition | None, edits: Mapping[str, str], *, by: Officer, at: datetime
) -> None:
    if found is None:
        session.add(ContentEdition(edits=dict(edits), officer=by, at=at))
    else:
        found.edits, found.officer, found.at = dict(edits), by, at


def _write(
    session: Session, edition: ContentEdition, by: Officer, at: datetime, detail: dict[str, object]
) -> None:
    audit.write(
        session, Deed.CONTENT_CHANGED, at=at, by=by.id, about=(audit.CONTENT, edition.id), detail=detail
    )
