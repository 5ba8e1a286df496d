"""The content that this process says: what ships, with what editors have published of it; and keeping up with that.

A published edition is written out as a folder below var/content/, and `var/content/current` names it for commands
that do not open the database. One that this release cannot use is told in the log, and the shipped content is used:
a line that says what it said last year is better than none.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
from ruamel.yaml.error import YAMLError

from casework import content_editions, content_folder
from casework.content import ContentError
from casework.office import Office, load_office
from config import Settings
from ivr.script import Script
from ivr.script_file import load_script
from models import Database, Vault

log = structlog.get_logger()
LOOK_S = 2.0
"""How often a process looks whether something was published."""
CURRENT = "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The content in use. `edition`: the published one it was made from, 0 for none."""

    folder: Path
    edition: int
    office: Office
    script: Script


def read(folder: Path, vault: Vault, recordings: Path, edition: int = 0) -> Content:
    """Reads a folder of content. Raises ContentError."""
    office = load_office(folder, vault=vault, recordings=recordings)
    script = load_script(folder / "call.yaml", office.catalogue, office.words)
    return Content(folder=folder, edition=edition, office=office, script=script)


def in_use(settings: Settings, database: Database) -> Content:
    """What is to be said now. Raises ContentError for shipped content that cannot be used."""
    recordings = settings.var_dir / "recordings"
    with database.read() as session:
        found = content_editions.in_use(session)
        edition, edits = (found.id, content_editions.edits_of(found)) if found is not None else (0, {})
    if edits:
        try:
            folder = content_folder.written(settings.content_dir, edits, settings.var_dir / "content")
            content = read(folder, database.vault, recordings, edition)
            _point_to(settings, folder.name)
            return content
        except (ContentError, OSError, KeyError, ValueError, YAMLError) as error:
            log.error(
                "published content cannot be used, the shipped one is", edition=edition, problem=str(error)
            )
    _point_to(settings, "")
    return read(settings.content_dir, database.vault, recordings, edition)


def folder_of(settings: Settings) -> Path:
    """The content in use as the line last found it, without asking the database."""
    try:
        name = (settings.var_dir / "content" / CURRENT).read_text(encoding="utf-8").strip()
    except OSError:
        name = ""
    folder = settings.var_dir / "content" / name
    return folder if name and folder.is_dir() else settings.content_dir


def _point_to(settings: Settings, name: str) -> None:
    pointer = settings.var_dir / "content" / CURRENT
    if name or pointer.exists():
        making = pointer.with_suffix(".new")
        making.write_text(name, encoding="utf-8")
        making.replace(pointer)


class Following:
    """A thread that looks for newly published content, and hands it over."""

    def __init__(self, database: Database, edition: int, adopt: Callable[[], int]) -> None:
        """`adopt` takes over what is published and returns its number."""
        self._database, self._edition, self._adopt = database, edition, adopt
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="content", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def look(self) -> bool:
        """Takes over what is new; whether there was something."""
        with self._database.read() as session:
            found = content_editions.in_use(session)
            newest = found.id if found is not None else 0
        if newest == self._edition:
            return False
        self._edition = self._adopt()
        log.info("published content taken over", edition=self._edition)
        return True

    def _run(self) -> None:
        while not self._stop.wait(LOOK_S):
            try:
                self.look()
            except Exception as error:  # the database is away, the disk is full; what is said stays as it is
                log.error("cannot look for published content", error=type(error).__name__)
