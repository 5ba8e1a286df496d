"""`python app.py search-words`: builds what cases are found by in the officers' search."""

import argparse
from collections.abc import Callable

import commands
from casework import search
from casework.office import load_office
from config import Settings
from migrate import migrate
from models import Vault

CHUNK = 500
"""Cases of one transaction, so that the line goes on meanwhile."""


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """The command and its argument."""
    words = add("search-words", help="make cases findable that the officers' search does not know yet")
    words.add_argument(
        "--all", action="store_true", help="forget all words first, and build every case's again"
    )
    words.set_defaults(run=build)


def build(args: argparse.Namespace, settings: Settings) -> int:
    """Builds them, the newest cases first."""
    database = commands.database_of(settings)
    migrate(database)
    vault = Vault(keys=settings.keys, index_key=settings.index_key)
    office = load_office(settings.content_dir, vault=vault, recordings=settings.var_dir / "recordings")
    if args.all:
        with database.write() as session:
            search.forget_all(session)
    total, built = 0, CHUNK
    while built == CHUNK:
        with database.write() as session:
            built = search.index_missing(session, office, most=CHUNK)
        total += built
    print(f"{total} cases made findable")
    return 0
