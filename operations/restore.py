"""Puts a backup back. All is unpacked and compared before anything is touched; SQLite's old file is kept beside."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config import Settings
from migrate import knows, migrate
from models import Database
from operations import backup_data, manifest
from operations.asked import NotAnswered, ask
from operations.backup import unpack
from operations.backup_data import CannotBackUp
from operations.backup_names import name_of
from operations.manifest import Manifest

BESIDE = "dipulihkan"
"""The folder below var/ for what is never put over what is there: content and settings."""


class WouldLose(CannotBackUp):
    """There is data that a restore would replace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back."""

    manifest: Manifest
    beside: Path
    aside: str
    """The ending of what was there before."""


def restore(settings: Settings, database: Database, file: Path, *, force: bool) -> Restored:
    """Makes database and recordings those of the backup, and brings an older one up to date.

    Raises WouldLose without `force`, CannotBackUp, CannotOpen, OSError.
    """
    _refuse_running(settings)
    recordings = settings.var_dir / manifest.RECORDINGS
    if not force and (backup_data.has_data(database) or any(recordings.glob("*"))):
        raise WouldLose("there is data already: to replace it, add --force (back it up first)")
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    at = datetime.now(UTC)
    aside = f".sebelum-{name_of(at).removeprefix('suarampp-').removesuffix('.cadangan')}"
    with tempfile.TemporaryDirectory(prefix=".pulih-", dir=settings.var_dir) as name:
        place = Path(name)
        about = unpack(database, file, place)
        backup_data.known_engine(about.engine, database)
        if not knows(about.revision):
            raise CannotBackUp("the backup is of a newer release than this one: install that release first")
        backup_data.proven(database, place / manifest.DATABASE, about.rows)
        database.close()
        backup_data.put_back(database, place / manifest.DATABASE, aside=aside)
        if recordings.exists():
            recordings.replace(recordings.with_name(recordings.name + aside))
        (place / manifest.RECORDINGS).mkdir(exist_ok=True)
        (place / manifest.RECORDINGS).replace(recordings)
        beside = settings.var_dir / BESIDE
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        for kept in (manifest.CONTENT, manifest.SETTINGS):
            if (place / kept).exists():
                (place / kept).replace(beside / kept)
    migrate(database)
    return Restored(manifest=about, beside=beside, aside=aside)


def _refuse_running(settings: Settings) -> None:
    try:
        ask(f"http://{settings.host}:{settings.port}/health", timeout_s=3)
    except NotAnswered:
        return
    raise CannotBackUp(
        f"something answers at port {settings.port}: stop the line first (systemctl stop suarampp)"
    )
