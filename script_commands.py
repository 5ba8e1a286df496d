"""`python app.py script`: draws the dialogue of content/call.yaml, with the numbers of a day if asked."""

import argparse
from datetime import date
from pathlib import Path

from casework import call_ways
from casework.call_ways import Numbers
from casework.catalogue import load_catalogue
from casework.mpp import Mpp, load_mpp
from casework.words import load_words
from commands import database_of
from config import ROOT, read_settings
from ivr.script_file import load_script
from ivr.script_graph import drawing
from migrate import migrate


def add_to(parser: argparse.ArgumentParser) -> None:
    """The arguments of `script`."""
    parser.add_argument(
        "--graph", type=Path, required=True, metavar="FILE.svg", help="where the drawing goes"
    )
    parser.add_argument(
        "--numbers",
        type=_day,
        metavar="DATE",
        help="with how many calls went each way on this day (2026-11-23), in the MPP's own time",
    )
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "content", help="the content to draw")
    parser.set_defaults(bare=draw)


def draw(args: argparse.Namespace) -> int:
    """Writes the drawing. Raises ContentError for a dialogue that is not good, SettingsError where numbers are asked
    for and there are no settings."""
    mpp = load_mpp(args.folder / "mpp.yaml")
    catalogue = load_catalogue(args.folder / "services.yaml")
    words = load_words(args.folder / "words.yaml", mpp.regions)
    script = load_script(args.folder / "call.yaml", catalogue, words)
    numbers = _numbers(mpp, args.numbers) if args.numbers is not None else None
    args.graph.write_text(drawing(script, numbers), encoding="utf-8")
    counted = f", with {numbers.calls} calls of {numbers.day}" if numbers is not None else ""
    print(f"{len(script.steps)} steps are drawn in {args.graph}{counted}")
    return 0


def _numbers(mpp: Mpp, day: date) -> Numbers:
    database = database_of(read_settings())
    try:
        migrate(database)
        with database.read() as session:
            return call_ways.of_day(session, mpp, day)
    finally:
        database.close()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("a day is written like 2026-11-23") from error
