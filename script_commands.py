"""`python app.py script`: draws the dialogue of content/call.yaml, and times its questions for the content check."""

import argparse
from pathlib import Path

from casework.catalogue import load_catalogue
from casework.content import ContentError
from casework.mpp import load_mpp
from casework.words import load_words
from config import ROOT
from ivr.script import Script
from ivr.script_file import load_script
from ivr.script_graph import drawing
from ivr.script_length import problems
from speech import voices
from speech.voicebank import Voicebank

VAR = ROOT / "var"


def add_to(parser: argparse.ArgumentParser) -> None:
    """The arguments of `script`."""
    parser.add_argument(
        "--graph", type=Path, required=True, metavar="FILE.svg", help="where the drawing goes"
    )
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "content", help="the content to draw")
    parser.set_defaults(bare=draw)


def draw(args: argparse.Namespace) -> int:
    """Writes the drawing. Raises ContentError for a dialogue that is not good."""
    mpp = load_mpp(args.folder / "mpp.yaml")
    catalogue = load_catalogue(args.folder / "services.yaml")
    words = load_words(args.folder / "words.yaml", mpp.regions)
    script = load_script(args.folder / "call.yaml", catalogue, words)
    args.graph.write_text(drawing(script), encoding="utf-8")
    print(f"{len(script.steps)} steps are drawn in {args.graph}")
    return 0


def check_lengths(script: Script) -> None:
    """Raises ContentError for the first question that is too long to be kept in mind."""
    robot = voices.opened(voices.ROBOT, VAR / "voices")
    bank = Voicebank(VAR / "voicebank", robot)
    try:
        for problem in problems(script, bank):
            raise ContentError(problem)
    finally:
        bank.close()
