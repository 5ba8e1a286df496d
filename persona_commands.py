"""`python app.py personas`: simulated callers telephone lines of their own; what came of it as a table or JSON."""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
import time
from argparse import Namespace
from functools import partial
from pathlib import Path

import structlog

from ivr.script import Script
from persona_calls import CallReport, call_all, undriven
from persona_line import Make, offices
from persona_room import busy
from simulator.callers import Callers, Persona, load_callers
from simulator.voice import SpokenVoice

HEAD = ("persona", "goal", "completed", "turns", "seconds", "asked again", "dead air")
ROW = "{:<18} {:<10} {:<10} {:>5} {:>8} {:>11} {:>9}"


def add_to(parser: argparse.ArgumentParser, create_app: Make) -> None:
    """The arguments of `personas`."""
    parser.add_argument("--name", action="append", metavar="X", help="only this caller; may be repeated")
    parser.add_argument(
        "--turns", action="store_true", help="also print what was heard and said in each call"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of the table")
    parser.set_defaults(bare=partial(show, create_app))


def show(create_app: Make, args: Namespace) -> int:
    """Lets them call; 1 when a call failed, or a way of the dialogue was not driven. 2: nobody has that name."""
    callers = load_callers()
    names = {one.name for one in callers.personas}
    if args.name and (unknown := set(args.name) - names):
        known = ", ".join(sorted(names))
        print(
            f"SuaraMPP: no caller is named {', '.join(sorted(unknown))}; there are {known}", file=sys.stderr
        )
        return 2
    # What fails is in the table; a log of hundreds of calls beside it helps nobody.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    chosen = [one for one in callers.personas if not args.name or one.name in args.name]
    began = time.monotonic()
    script, reports = drive(create_app, chosen)
    missing, needless = undriven(script, callers, reports) if not args.name else ([], [])
    if args.json:
        print(json.dumps(_document(reports, missing, needless), ensure_ascii=False, indent=1))
    else:
        _print_table(reports, callers, missing, needless, complete=not args.name, turns=args.turns)
        print(f"{len(reports)} calls in {time.monotonic() - began:.0f} s.")
    return 1 if missing or needless or any(report.problems for report in reports) else 0


def drive(create_app: Make, personas: list[Persona]) -> tuple[Script, list[CallReport]]:
    """The calls of these callers against lines of their own."""
    voice, judged = SpokenVoice(), not busy()
    if not judged:
        print("The machine is busy with other programs: dead air is told, but not judged.", file=sys.stderr)
    try:
        # A line that is ending may still keep a sound that it was making.
        with tempfile.TemporaryDirectory(prefix="suarampp-", ignore_cleanup_errors=True) as folder:
            names = {call.office for one in personas for call in one.calls}
            with offices(create_app, Path(folder), names) as lines:
                reports = asyncio.run(call_all(lines, personas, voice, judged=judged))
                return next(iter(lines.values())).script, reports
    finally:
        voice.close()


def _print_table(
    reports: list[CallReport],
    callers: Callers,
    missing: list[str],
    needless: list[str],
    *,
    complete: bool,
    turns: bool,
) -> None:
    print(ROW.format(*HEAD))
    for one in reports:
        print(
            ROW.format(
                one.persona, one.goal, one.completed or "-", one.turns, f"{one.seconds:.1f}", one.asked_again,
                f"{one.dead_air_s:.1f} s",
            )
        )  # fmt: skip
        if one.problems:
            print(f"  FAILED: {'; '.join(one.problems)}")
        if one.problems or turns:
            print(one.told)
    if complete:
        for way in missing:
            print(f"Nobody goes {way}: let a caller of simulator/callers.yaml do so.")
        for way in needless:
            print(f"{way} stands under not_driven in simulator/callers.yaml, but can be driven or is no way.")
        print(
            f"All ways but {len(callers.not_driven)} that no caller can go were driven."
            if not missing
            else ""
        )


def _document(reports: list[CallReport], missing: list[str], needless: list[str]) -> dict[str, object]:
    return {
        "calls": [
            {
                "persona": one.persona,
                "goal": one.goal,
                "completed": one.completed,
                "turns": one.turns,
                "seconds": round(one.seconds, 1),
                "asked_again": one.asked_again,
                "dead_air_s": round(one.dead_air_s, 2),
                "problems": list(one.problems),
                "ways": [str(way) for way in one.went],
            }
            for one in reports
        ],
        "not_driven": missing,
        "driven_all_the_same": needless,
    }
