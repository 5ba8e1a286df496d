"""`python app.py keys status` and `keys rotate`: parsed arguments in, sentences and an exit code out."""

import argparse
import sys
from collections import Counter
from hashlib import sha256

import commands
from config import Settings
from migrate import migrate
from models import Database
from operations import index_rotation, key_rotation


def add_to(parser: argparse.ArgumentParser) -> None:
    """The commands under `keys`, and their arguments."""
    add = parser.add_subparsers(dest="keys", required=True, metavar="COMMAND").add_parser
    add("status", help="which key has sealed how much, and which may go").set_defaults(run=status)
    all_of_it = add(
        "rotate", help="seal everything with the newest key, while the line runs; a broken run goes on"
    )
    all_of_it.add_argument(
        "--index",
        action="store_true",
        help="write the blind indexes anew with the newest SUARA_INDEX_KEY instead; stop the line first",
    )
    all_of_it.set_defaults(run=rotate)


def status(args: argparse.Namespace, settings: Settings) -> int:
    """One line for each key, and what still keeps the older ones. 2 where a key is missing."""
    database = _database(settings)
    totals = Counter[str]()
    for counts in key_rotation.counted(database).values():
        totals.update(counts)
    sounds, stories = key_rotation.without_own_key(database)
    known = [one.hex() for one in database.vault.key_ids]
    for place, name in enumerate(known):
        told = "writes" if place == 0 else "reads"
        kept = totals[name] + (sounds if place else 0)
        free = ", may be taken out of SUARA_KEYS" if place and not kept else ""
        print(f"{name}  {told}  {totals[name]} values{free}")
    missing = {name: count for name, count in totals.items() if name not in known}
    for name, count in missing.items():
        print(f"{name}  MISSING in SUARA_KEYS  {count} values cannot be read", file=sys.stderr)
    if sounds or stories:
        print(
            f"{sounds} recordings and {stories} stories have no key of their own yet: keys rotate gives them one"
        )
    if any(totals[name] for name in known[1:]):
        print("Next: python app.py keys rotate")
    _tell_indexes(database, settings)
    database.close()
    return 2 if missing else 0


def rotate(args: argparse.Namespace, settings: Settings) -> int:
    """Says how far it is; 2 where something could not be opened."""
    database = _database(settings)
    if args.index:
        done = index_rotation.rotate(database, told=_tell)
        print(f"{done} indexes are written anew. Start the line again, then look at: keys status")
        database.close()
        return 0
    found = key_rotation.rotate(database, settings.var_dir / "recordings", told=_tell)
    database.close()
    for name, count in found.rows.items():
        print(f"{name}: {count} sealed with the newest key")
    print("All is sealed with the newest key." if not found.rows else "Done. Look at: keys status")
    for name, count in found.broken.items():
        print(f"SuaraMPP: {name}: {count} cannot be opened with the keys at hand", file=sys.stderr)
    return 2 if found.broken else 0


def _tell_indexes(database: Database, settings: Settings) -> None:
    keys = settings.index_key.split(",")
    names = [sha256(b"index key id" + key.encode()).hexdigest()[:8] for key in keys]
    print(f"index key {names[0]} writes" + (f"; {', '.join(names[1:])} reads" if names[1:] else ""))
    if not names[1:]:
        return
    left = index_rotation.bound(database)
    if left.numbers:
        print(
            f"{left.numbers} numbers have an older index: stop the line, then python app.py keys rotate --index"
        )
    if left.officers:
        print(f"{left.officers} officers may have codes for signing in that need the older index key")
    if left.audit:
        print("The audit log began under an older index key: leave that one in SUARA_INDEX_KEY")


def _tell(table: str, done: int) -> None:
    print(f"  {table}: {done} ...", flush=True)


def _database(settings: Settings) -> Database:
    database = commands.database_of(settings)
    migrate(database)
    return database
