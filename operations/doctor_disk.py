"""The folder for our data, the room on its disk, and the age of the newest backup."""

import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from operations.backup_names import newest
from operations.finding import About, Finding

FOLDER = About(id="Folder data", en="Data folder")
SPACE = About(id="Ruang disk", en="Disk space")
BACKUPS = About(id="Cadangan", en="Backups")

PROBE = 256 * 1024
"""Bytes that are written to see whether writing works: a story takes about as much."""
LEAST, LITTLE = 1_000_000_000, 5_000_000_000
"""Free bytes below which it is wrong, and below which somebody should look. A minute of stories is a megabyte."""
OLD, TOO_OLD = timedelta(hours=26), timedelta(days=3)
"""A backup a day is expected."""


def folder(place: Path) -> Iterator[Finding]:
    """Whether something can really be written there, and read back."""
    probe = place / f".doctor-{secrets.token_hex(4)}"
    content = os.urandom(PROBE)
    try:
        with probe.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        same = probe.read_bytes() == content
    except OSError as error:
        yield FOLDER.wrong(
            f"{place} tidak dapat ditulisi ({error.strerror}). Kosongkan disk, atau beri pengguna layanan "
            "hak menulis, atau ganti SUARA_VAR_DIR.",
            f"{place} cannot be written ({error.strerror}). Make room, give the line's user the right to "
            "write, or set SUARA_VAR_DIR.",
        )
        return
    finally:
        _forget(probe)
    if same:
        yield FOLDER.fine("dapat ditulisi", "can be written")
    else:
        yield FOLDER.wrong(
            "yang ditulis terbaca lain: disk rusak. Ganti disk, lalu pulihkan cadangan.",
            "what was written reads differently: the disk is broken. Replace it and restore a backup.",
        )


def _forget(probe: Path) -> None:
    try:
        probe.unlink(missing_ok=True)
    except OSError:  # the folder itself is not there; that is told already
        return


def space(place: Path, *, least: int = LEAST, little: int = LITTLE) -> Iterator[Finding]:
    """How much room is left on its disk."""
    while not place.exists() and place != place.parent:
        place = place.parent
    free = shutil.disk_usage(place).free
    gigabytes = f"{free / 1e9:.1f} GB"
    if free < least:
        yield SPACE.wrong(
            f"tinggal {gigabytes}. Kosongkan disk sekarang: tanpa ruang, cerita warga tidak tersimpan.",
            f"only {gigabytes} left. Make room now: without it citizens' stories cannot be kept.",
        )
    elif free < little:
        yield SPACE.care(f"tinggal {gigabytes}. Kosongkan disk minggu ini.",
                         f"only {gigabytes} left. Make room this week.")  # fmt: skip
    else:
        yield SPACE.fine(f"{gigabytes} kosong", f"{gigabytes} free")


def backups(place: Path | None, *, now: datetime | None = None) -> Iterator[Finding]:
    """Whether a backup was made of late."""
    make = "python app.py backup"
    if place is None:
        yield BACKUPS.care(
            f"SUARA_BACKUP_DIR belum diisi. Isi dengan folder di disk lain, lalu jalankan {make} tiap malam.",
            f"SUARA_BACKUP_DIR is not set. Set it to a folder on another disk and run {make} every night.",
        )
        return
    made = newest(place)
    if made is None:
        yield BACKUPS.wrong(f"belum ada cadangan di {place}. Jalankan {make}.",
                            f"there is no backup in {place}. Run {make}.")  # fmt: skip
        return
    age = (now or datetime.now(UTC)) - made
    hours = round(age / timedelta(hours=1))
    if age > TOO_OLD:
        yield BACKUPS.wrong(
            f"yang terbaru berumur {hours} jam. Jalankan {make}, dan periksa jadwal malamnya.",
            f"the newest is {hours} hours old. Run {make}, and see why the nightly one does not run.",
        )
    elif age > OLD:
        yield BACKUPS.care(f"yang terbaru berumur {hours} jam. Periksa jadwal malamnya.",
                           f"the newest is {hours} hours old. Look at the nightly one.")  # fmt: skip
    else:
        yield BACKUPS.fine(f"yang terbaru berumur {hours} jam", f"the newest is {hours} hours old")
