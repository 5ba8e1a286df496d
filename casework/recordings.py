"""Callers' free speech: sealed files in a folder, a row for each, deleted when their time is over."""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Recording, Vault

PLACE = "recordings.sound"
TRANSCRIBE = "transcribe"
"""The kind of job that writes a draft of what a recording says; whoever recognises speech does it."""


class RecordingGone(LookupError):
    """The sound was deleted, or has not been fetched from the carrier yet."""


def keep(session: Session, folder: Path, vault: Vault, *, call_id: int, wav: bytes, seconds: float,
         at: datetime) -> Recording:  # fmt: skip
    """Seals the sound into a file and adds its row. The file is on disk before the row can be committed."""
    recording = Recording(call_id=call_id, seconds=seconds, created_at=at, file=write(folder, vault, wav))
    session.add(recording)
    session.flush()
    return recording


def write(folder: Path, vault: Vault, wav: bytes) -> str:
    """Writes a sealed file and returns its name."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{secrets.token_hex(16)}.sealed"
    part = folder / f"{name}.part"
    with part.open("wb") as file:
        file.write(vault.seal(wav, PLACE))
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / name)
    return name


def sound(recording: Recording, folder: Path, vault: Vault) -> bytes:
    """The WAV file. Raises RecordingGone."""
    if recording.file is None:
        raise RecordingGone(recording.id)
    try:
        return vault.open((folder / recording.file).read_bytes(), PLACE)
    except FileNotFoundError as error:
        raise RecordingGone(recording.id) from error


def delete_old(session: Session, folder: Path, *, days: int, at: datetime) -> int:
    """Deletes the sound of recordings older than that; the rows stay. Returns how many."""
    old = session.scalars(
        select(Recording).where(Recording.created_at < at - timedelta(days=days), Recording.file.is_not(None))
    ).all()
    for recording in old:
        (folder / str(recording.file)).unlink(missing_ok=True)
        recording.file, recording.provider_url, recording.deleted_at = None, None, at
    return len(old)
