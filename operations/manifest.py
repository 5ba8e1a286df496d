"""What is in a backup: which release and database made it, how many rows, and a checksum of every file."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

NAME = "manifest.json"
DATABASE = "database"
RECORDINGS, CONTENT, SETTINGS = "recordings", "content", "settings.env"
FORMAT = 1


class Part(BaseModel):
    """One file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """The first thing in a backup."""

    model_config = ConfigDict(frozen=True)

    format: int
    made: datetime
    release: str
    engine: str
    revision: str
    """The database's form, by its newest migration."""
    rows: Mapping[str, int]
    files: Mapping[str, Part]


def part_of(path: Path) -> Part:
    """The checksum of a file."""
    with path.open("rb") as file:
        return Part(bytes=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())
