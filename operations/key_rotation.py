"""Sealing all that is stored once more with the newest key, a few hundred rows at a time, while the line runs.

What has the newest key already is left alone, so that a run that was broken off goes on where it was. Rows of history
are written over with the same words (models/history.py). Recordings and stories from before they had keys of their
own get one; later only those keys are sealed anew, never the sound.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    Table,
    bindparam,
    func,
    null,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import Session

from casework import recordings
from casework.recordings import RecordingGone
from models import Base, Case, Database, Recording, StoryCorrection, Vault, VaultError, new_key
from models.case import STORY
from models.columns import Sealed, SealedJson
from models.history import lifted
from models.own_key import is_kept, kept
from models.vault import ID

BATCH = 200
"""Rows in one transaction: a few hundredths of a second, so that no caller waits for it."""
SOUNDS = 20
"""Recordings in one transaction."""
Told = Callable[[str, int], None]
"""Is told the table, and how many of its rows are done so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """What one run did. `broken`: values that no key at hand opens, which stay as they are."""

    rows: Mapping[str, int]
    broken: Mapping[str, int]


def sealed_columns() -> Iterator[tuple[Table, list[str]]]:
    """Every table with something sealed in it, and the names of those columns."""
    for table in Base.metadata.sorted_tables:
        names = [column.name for column in table.columns if isinstance(column.type, Sealed | SealedJson)]
        if names:
            yield table, names


def counted(database: Database) -> dict[str, Counter[str]]:
    """For each table how many values each key (in hexadecimal) has sealed."""
    found: dict[str, Counter[str]] = {}
    with database.read() as session:
        for table, names in sealed_columns():
            counts = found.setdefault(table.name, Counter())
            for name in names:
                head = _head(table, name)
                grouped = select(head, func.count()).where(table.c[name].is_not(None)).group_by(head)
                counts.update({bytes(key).hex(): count for key, count in session.execute(grouped)})
    return found


def without_own_key(database: Database) -> tuple[int, int]:
    """How many recordings, and stories, are still under the main key alone."""
    with database.read() as session:
        sounds = select(func.count()).select_from(Recording).where(_old_sounds())
        told = select(func.count()).select_from(Case)
        told = told.where(Case.kept_story.is_not(None), Case.data_key.is_(None))
        return session.scalar(sounds) or 0, session.scalar(told) or 0


def rotate(database: Database, folder: Path, *, told: Told = lambda *_: None) -> Rotated:
    """Seals everything with the newest key. `folder`: where the recordings lie."""
    rows: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for table, names in sealed_columns():
        last: tuple[object, ...] | None = None
        while True:
            with database.write() as session, lifted(session, table.name):
                last, done, lost = _batch(session, database, table, names, last)
            rows[table.name] += done
            broken[table.name] += lost
            if last is None:
                break
            told(table.name, rows[table.name])
    rows["stories"] = _give_stories_keys(database)
    rows["recordings on disk"], broken["recordings on disk"] = _give_sounds_keys(database, folder)
    return Rotated(rows=+rows, broken=+broken)


def _batch(
    session: Session, database: Database, table: Table, names: list[str], last: tuple[object, ...] | None
) -> tuple[tuple[object, ...] | None, int, int]:
    """The next rows: where it ended (None: no more), how many were sealed anew, and how many values are broken."""
    vault, key = database.vault, list(table.primary_key.columns)
    old: ColumnElement[bool] = or_(*(_head(table, name) != vault.newest for name in names))
    wanted = select(*key, *(_raw(table, name) for name in names)).where(old).order_by(*key).limit(BATCH)
    if last is not None:
        wanted = wanted.where(
            tuple_(*key) > tuple_(*(_same_type(one, at) for one, at in zip(key, last, strict=True)))
        )
    at: tuple[object, ...] | None = None
    written: list[dict[str, object]] = []
    lost = 0
    for row in session.execute(wanted.with_for_update()).all():
        at, values = tuple(row[: len(key)]), dict(zip(names, row[len(key) :], strict=True))
        sealed = {name: _anew(vault, value, f"{table.name}.{name}") for name, value in values.items()}
        lost += sum(new is None and values[name] is not None for name, new in sealed.items())
        fresh = {name: new if new is not None else values[name] for name, new in sealed.items()}
        if fresh != values:
            places = zip(key, at, strict=True)
            written.append(
                {f"key_{one.name}": value for one, value in places}
                | {f"new_{name}": value for name, value in fresh.items()}
            )
    if written:
        here = (one == bindparam(f"key_{one.name}", type_=one.type) for one in key)
        there = {name: bindparam(f"new_{name}", type_=LargeBinary) for name in names}
        session.connection().execute(table.update().where(*here).values(there), written)
    return at, len(written), lost


def _anew(vault: Vault, value: bytes | None, place: str) -> bytes | None:
    """The value under the newest key, as it is where it has that already; None: no key at hand opens it."""
    if value is None or bytes(value)[:ID] == vault.newest:
        return value
    try:
        return vault.seal(vault.open(bytes(value), place), place)
    except VaultError:
        return None


def _give_stories_keys(database: Database) -> int:
    """Stories and their corrections from before cases had keys, once the newest key has sealed them."""
    done, last = 0, 0
    while True:
        with database.write() as session:
            can_read = _head(Case.metadata.tables["cases"], "story") == database.vault.newest
            older = select(Case).where(Case.id > last, can_read, Case.data_key.is_(None))
            cases = session.scalars(older.order_by(Case.id).limit(BATCH).with_for_update()).all()
            for case in cases:
                _give_story_a_key(session, case)
                last = case.id
        done += len(cases)
        if not cases:
            return done


def _give_story_a_key(session: Session, case: Case) -> None:
    """Past the ORM: neither the case's version nor its history changes, only how they are sealed."""
    key = new_key()
    cases, corrections = Case.metadata.tables["cases"], Case.metadata.tables["story_corrections"]
    for one in session.scalars(select(StoryCorrection).where(StoryCorrection.case_id == case.id)).all():
        written = {
            name: text if is_kept(text) else kept(key, text, STORY)
            for name, text in (("before", one.kept_before), ("after", one.kept_after))
        }
        session.execute(corrections.update().where(corrections.c.id == one.id).values(written))
    values = {"story": kept(key, case.kept_story or "", STORY), "data_key": key}
    session.execute(cases.update().where(cases.c.id == case.id).values(values))


def _give_sounds_keys(database: Database, folder: Path) -> tuple[int, int]:
    """Recordings from before they had keys: a new file beside the old one, which goes once the row is committed."""
    done, lost, last = 0, 0, 0
    while True:
        gone: list[Path] = []
        with database.write() as session:
            older = select(Recording).where(Recording.id > last, _old_sounds())
            found = session.scalars(older.order_by(Recording.id).limit(SOUNDS).with_for_update()).all()
            for recording in found:
                last = recording.id
                try:
                    sound = recordings.sound(recording, folder, database.vault)
                except (RecordingGone, VaultError):
                    lost += 1
                    continue
                gone.append(folder / str(recording.file))
                recording.file, recording.data_key = recordings.write(folder, sound)
                done += 1
        for path in gone:
            path.unlink(missing_ok=True)
        if not found:
            return done, lost


def _old_sounds() -> ColumnElement[bool]:
    return Recording.file.is_not(None) & Recording.data_key.is_(null())


def _raw(table: Table, name: str) -> ColumnElement[bytes]:
    """The column as it is stored."""
    return type_coerce(table.c[name], LargeBinary)


def _head(table: Table, name: str) -> ColumnElement[bytes]:
    """The beginning of a stored value, which names its key."""
    return func.substr(_raw(table, name), 1, ID, type_=LargeBinary)


def _same_type(column: ColumnElement[object], value: object) -> ColumnElement[object]:
    return type_coerce(value, column.type)
