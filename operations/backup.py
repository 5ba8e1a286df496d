"""Makes one encrypted file of all that an MPP would miss, while the line runs, and proves that it can be restored.

In it: the database, sealed recordings, content, and settings without the encryption keys. Not in it: the model and
voices, which come with the release or are made again. Written beside as `.part`, and named only once it is proven.
"""

import contextlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO, cast

from config import ROOT, Settings
from migrate import revision_of
from models import Database
from operations import backup_data, manifest
from operations.backup_names import name_of
from operations.manifest import Manifest, part_of
from operations.sealed_file import CannotOpen, Opening, Sealing, locked

KEYS = ("SUARA_KEYS", "SUARA_INDEX_KEY")
RELEASE = "0.1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A proven backup."""

    file: Path
    manifest: Manifest
    restored: bool
    """Whether its database was really restored for the proof; else it was only read through."""


def back_up(settings: Settings, database: Database, folder: Path, *, passphrase: str | None = None) -> Made:
    """Writes a backup into this folder. With a passphrase, the keys come along, locked by it.

    Raises CannotBackUp, OSError.
    """
    at = datetime.now(UTC)
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=".cadangan-", dir=folder) as place,
        tempfile.TemporaryDirectory(prefix=".cadangan-", dir=settings.var_dir) as links,
    ):
        gathered, linked = Path(place), Path(links)
        rows = backup_data.take(database, gathered / manifest.DATABASE)
        _copy_small(settings, gathered)
        _link(settings.var_dir / manifest.RECORDINGS, linked / manifest.RECORDINGS)
        found = {path.relative_to(top).as_posix(): path for top in (gathered, linked) for path in _below(top)}
        files = {name: part_of(path) for name, path in found.items()}
        about = Manifest(
            format=manifest.FORMAT, made=at, release=RELEASE, engine=backup_data.engine_of(database),
            revision=revision_of(database), rows=rows, files=files,
        )  # fmt: skip
        target = folder / name_of(at)
        part = target.with_name(f"{target.name}.part")
        told = {"made": at.isoformat(), "keys": _locked_keys(settings, passphrase)}
        try:
            _write(part, database, told, about, found)
            restored = prove(database, part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return Made(file=target, manifest=about, restored=restored)


def prove(database: Database, file: Path) -> bool:
    """Unpacks a backup somewhere else, compares every checksum, and restores its database there.

    False where that could only be read through. Raises CannotBackUp, CannotOpen.
    """
    with tempfile.TemporaryDirectory(prefix=".uji-", dir=file.parent) as place:
        about = unpack(database, file, Path(place))
        return backup_data.proven(database, Path(place) / manifest.DATABASE, about.rows)


def unpack(database: Database, file: Path, to: Path) -> Manifest:
    """All its files into this folder, each compared with its checksum. Raises CannotOpen."""
    with file.open("rb") as content:
        opening = Opening(content, database.vault)
        try:
            with tarfile.open(fileobj=cast("IO[bytes]", opening), mode="r|") as tar:
                about = _unpacked(tar, to)
        except (tarfile.TarError, ValueError) as error:
            raise CannotOpen("it is damaged: use another backup") from error
        opening.read_to_end()
    for name, part in about.files.items():
        if not (to / name).is_file() or part_of(to / name) != part:
            raise CannotOpen(f"{name} in it is damaged: use another backup")
    return about


def _unpacked(tar: tarfile.TarFile, to: Path) -> Manifest:
    about: Manifest | None = None
    for member in tar:
        found = tar.extractfile(member)
        if found is None:
            continue
        if about is None:
            about = Manifest.model_validate_json(found.read())
            if about.format != manifest.FORMAT:
                raise CannotOpen("it was made by a newer release: restore it with that one")
            continue
        target = (to / member.name).resolve()
        if member.name not in about.files or not target.is_relative_to(to.resolve()):
            raise CannotOpen(f"{member.name} in it was not announced: use another backup")
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            shutil.copyfileobj(found, out, 1 << 20)
    if about is None:
        raise CannotOpen("it is empty: use another backup")
    return about


def _write(
    part: Path, database: Database, told: dict[str, str | None], about: Manifest, found: Mapping[str, Path]
) -> None:
    described = about.model_dump_json().encode()
    with part.open("wb") as file:
        part.chmod(0o600)
        with (
            Sealing(cast("BinaryIO", file), database.vault, told) as sealing,
            tarfile.open(fileobj=cast("IO[bytes]", sealing), mode="w|", format=tarfile.PAX_FORMAT) as tar,
        ):
            first = tarfile.TarInfo(manifest.NAME)
            first.size = len(described)
            tar.addfile(first, BytesIO(described))
            for name, path in found.items():
                tar.add(path, name)
        file.flush()
        os.fsync(file.fileno())


def _below(top: Path) -> list[Path]:
    return [path for path in sorted(top.rglob("*")) if path.is_file()]


def _link(recordings: Path, to: Path) -> None:
    """A sealed recording never changes and is there before its row, so a second name for it is copy enough. It stays
    when the first is purged meanwhile."""
    to.mkdir()
    for path in recordings.glob("*.sealed"):
        with contextlib.suppress(FileNotFoundError):
            (to / path.name).hardlink_to(path)


def _copy_small(settings: Settings, to: Path) -> None:
    shutil.copytree(settings.content_dir, to / manifest.CONTENT)
    file = ROOT / "var" / "settings.env"
    if file.is_file():
        kept = [line for line in file.read_text().splitlines() if line.partition("=")[0].strip() not in KEYS]
        (to / manifest.SETTINGS).write_text("\n".join(kept) + "\n")


def _locked_keys(settings: Settings, passphrase: str | None) -> str | None:
    if passphrase is None:
        return None
    lines = zip(KEYS, (",".join(settings.keys), settings.index_key), strict=True)
    return locked("\n".join(f"{name}={value}" for name, value in lines).encode(), passphrase)
