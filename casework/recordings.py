"""Callers' free speech: files in a folder, each sealed with a key of its own, a row for each with that key, deleted
when their time is over.
"""

import os
import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Recording, Vault, new_key, open_under, seal_under

PLACE = "recordings.sound"
TRANSCRIBE = "transcribe"
"""The kind of job that writes a draft of what a recording says; whoever recognises speech does it."""


class RecordingGone(LookupError):
    """The sound was deleted, or has not been fetched from the carrier yet."""


def keep(
    session: Session, folder: Path, *, call_id: int, wav: bytes, seconds: float, at: datetime
) -> Recording:
    """Seals the sound into a file and adds its row. The file is on disk before the row can be committed."""
    name, key = write(folder, wav)
    recording = Recording(call_id=call_id, seconds=seconds, created_at=at, file=name, data_key=key)
    session.add(recording)
    session.flush()
    return recording


def write(folder: Path, wav: bytes) -> tuple[str, str]:
    """Writes a sealed file and returns its name and its key."""
    folder.mkdir(parents=True, exist_ok=True)
    key = new_key()
    name = f"{secrets.token_hex(16)}.sealed"
    part = folder / f"{name}.part"
    with part.open("wb") as file:
        file.write(seal_under(key, wav, PLACE))
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / name)
    return name, key


def sound(recording: Recording, folder: Path, vault: Vault) -> bytes:
    """The WAV file. Raises RecordingGone."""
    if recording.file is None:
        raise RecordingGone(recording.id)
    try:
        sealed = (folder / recording.file).read_bytes()
    except FileNotFoundError as error:
        raise RecordingGone(recording.id) from error
    if recording.data_key is None:
        return vault.open(sealed, PLACE)
    return open_under(recording.data_key, sealed, PLACE)


def forget(recording: Recording, folder: Path, *, at: datetime) -> None:
    """Deletes the sound and its key; the row stays. What is forgotten already stays so."""
    if recording.deleted_at is not None:
        return
    if recording.file is not None:
        (folder / recording.file).unlink(missing_ok=True)
    recording.file, recording.provider_url, recording.data_key = None, None, None
    recording.deleted_at = at


def delete_old(session: Session, folder: Path, *, before: datetime, at: datetime, most: int = 1000) -> int:
    """Forgets recordings from before then, at most so many. Returns how many."""
    old = select(Recording).where(Recording.created_at < before, Recording.deleted_at.is_(None))
    found = session.scalars(old.order_by(Recording.id).limit(most)).all()
    for recording in found:
        forget(recording, folder, at=at)
    return len(found)
