"""`python app.py audit verify`: whether the audit log is as it was written."""

import argparse
import sys

import commands
from casework import audit
from config import Settings
from migrate import migrate


def add_to(parser: argparse.ArgumentParser) -> None:
    """The commands under `audit`, and their arguments."""
    add = parser.add_subparsers(dest="audit", required=True, metavar="COMMAND").add_parser
    check = add("verify", help="read the whole log and check its chain; prints the head to write down")
    check.add_argument(
        "--since",
        metavar="NUMBER:SEAL",
        type=_head,
        help="a head that was printed before: it must still be in the log, so nothing was cut off since",
    )
    check.set_defaults(run=verify)


def verify(args: argparse.Namespace, settings: Settings) -> int:
    """0 when the log is whole, 2 when it is not."""
    database = commands.database_of(settings)
    migrate(database)
    found = audit.verify(database, known=args.since)
    database.close()
    if found.problem:
        print(f"SuaraMPP: the audit log was tampered with: {found.problem}", file=sys.stderr)
        return 2
    print(f"audit log is whole: {found.entries} entries, head {found.head.number}:{found.head.seal}")
    return 0


def _head(text: str) -> audit.Head:
    number, _, seal = text.partition(":")
    if not number.isdigit() or len(seal) != 64:
        raise argparse.ArgumentTypeError("write it as it was printed, like 12:0a1b...")
    return audit.Head(number=int(number), seal=seal)
