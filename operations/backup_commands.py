"""`python app.py backup` and `restore`: parsed arguments in, sentences and an exit code out."""

import getpass
import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from casework import audit
from commands import database_of
from config import Settings, read_settings
from models import Deed
from operations.backup import Made, back_up
from operations.backup_data import CannotBackUp
from operations.backup_names import backups_in
from operations.restore import restore
from operations.sealed_file import CannotOpen, header_of, unlocked

PASSPHRASE = "SUARA_BACKUP_PASSPHRASE"  # noqa: S105 - the name of a variable
SHORTEST = 16


def add_to(add: Callable[..., ArgumentParser]) -> None:
    """Both commands and their arguments."""
    making = add("backup", help="write an encrypted backup while the line runs, and prove it")
    making.add_argument("folder", type=Path, nargs="?", help="default: SUARA_BACKUP_DIR")
    making.add_argument(
        "--with-keys", action="store_true", help="take the encryption keys along, locked by a passphrase"
    )
    making.add_argument("--keep", type=int, metavar="N", help="afterwards delete all but the newest N")
    making.set_defaults(run=make)

    putting = add("restore", help="put a backup back; stop the line first")
    putting.add_argument("file", type=Path)
    putting.add_argument("--force", action="store_true", help="replace the data that is there")
    putting.add_argument(
        "--show-keys", action="store_true", help="only print the keys in it; asks for its passphrase"
    )
    putting.set_defaults(bare=put_back)


def make(args: Namespace, settings: Settings) -> int:
    """Writes one; 1 with a sentence when that is not possible."""
    folder = args.folder or settings.backup_dir
    if folder is None:
        return _sorry("say where to: python app.py backup FOLDER, or set SUARA_BACKUP_DIR")
    if args.keep is not None and args.keep < 1:
        return _sorry("--keep must be at least 1")
    database, began = database_of(settings), time.monotonic()
    try:
        passphrase = _new_passphrase() if args.with_keys else None
        made = back_up(settings, database, folder, passphrase=passphrase)
        with database.write() as session:
            audit.write(session, Deed.BACKED_UP, at=datetime.now(UTC), by=None)
        older = backups_in(folder)[args.keep :] if args.keep else []
        for path in older:
            path.unlink()
    except (CannotBackUp, CannotOpen) as error:
        return _sorry(str(error))
    except OSError as error:
        return _sorry(f"{folder} cannot be written: {error.strerror}")
    finally:
        database.close()
    print(f"{made.file} is written and proven: {_told(made)}, {time.monotonic() - began:.1f} s.")
    if not made.restored:
        print("Its database was read through, not restored: this user may not make databases (CREATEDB).")
    if not args.with_keys:
        print("The keys are not in it: keep SUARA_KEYS and SUARA_INDEX_KEY in another safe place.")
    return 0


def put_back(args: Namespace) -> int:
    """Restores one; 1 with a sentence when that is not possible."""
    try:
        if args.show_keys:
            return _show_keys(args.file)
        settings = read_settings()
        database, began = database_of(settings), time.monotonic()
        try:
            found = restore(settings, database, args.file, force=args.force)
        finally:
            database.close()
    except (CannotBackUp, CannotOpen) as error:
        return _sorry(f"{args.file}: {error}")
    except OSError as error:
        return _sorry(f"{error.filename or args.file}: {error.strerror}")
    rows = sum(found.manifest.rows.values())
    print(
        f"Restored: the backup of {found.manifest.made:%Y-%m-%d %H:%M} UTC, {rows} rows, "
        f"{time.monotonic() - began:.1f} s."
    )
    print(f"Its content and settings are in {found.beside}: copy from there what you need.")
    print("Next: python app.py doctor")
    return 0


def _show_keys(file: Path) -> int:
    with file.open("rb") as content:
        kept = header_of(content).get("keys")
    if kept is None:
        return _sorry(f"{file} was made without --with-keys")
    print(unlocked(kept, os.environ.get(PASSPHRASE) or getpass.getpass("Passphrase: ")).decode())
    return 0


def _new_passphrase() -> str:
    given = os.environ.get(PASSPHRASE)
    if given is None:
        given = getpass.getpass(f"Passphrase (at least {SHORTEST} characters): ")
        if getpass.getpass("Again: ") != given:
            raise CannotBackUp("the two passphrases differ")
    if len(given) < SHORTEST:
        raise CannotBackUp(f"the passphrase must be at least {SHORTEST} characters: take five words")
    return given


def _told(made: Made) -> str:
    files = made.manifest.files.values()
    size = sum(one.bytes for one in files) / 1e6
    return f"{sum(made.manifest.rows.values())} rows, {len(files)} files, {size:.1f} MB"


def _sorry(sentence: str) -> int:
    print(f"SuaraMPP: {sentence}", file=sys.stderr)
    return 1
