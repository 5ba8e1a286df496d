"""Gives the line bad input for as long as one likes, and keeps what breaks it.

    python bench/fuzz.py [--minutes 10] [--seed N] [--only NAME] [--out DIR]
    python bench/fuzz.py --again FILE

Media frames, webhooks, texts, packets, CSV, sound and content files: all that comes from outside, made from good
input by a seeded hand. Everything may be refused; anything else that is raised is a crash, kept with its input as a
file that --again reads. Prints what was tried. 1 when something broke.
"""

import argparse
import base64
import contextlib
import json
import logging
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import structlog

import temporary_line
from app import create_app
from bench import fuzz_line, fuzz_targets
from bench.fuzz_targets import Target

LONGEST_S = 20
"""Input that is worked on for longer is a crash too."""
API_KEY = "kunci-contoh-untuk-mencoba-saja"
MOST_KEPT = 20


class TooLong(Exception):
    """It does not come to an end."""


def main() -> int:
    """The command."""
    args = parser().parse_args()
    if args.again is None:
        logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    signal.signal(signal.SIGALRM, _too_long)
    with all_targets(
        args.only if args.again is None else json.loads(args.again.read_text())["target"]
    ) as found:
        return again(args.again, found) if args.again else fuzz(found, args)


def fuzz(found: list[Target], args: argparse.Namespace) -> int:
    """Tries one target after the other, in turns, until the time is over."""
    counts = {target.name: Counter[str]() for target in found}
    seconds, crashes, number = Counter[str](), list[Path](), 0
    until = time.monotonic() + 60 * args.minutes
    while time.monotonic() < until:
        number += 1
        for target in found:
            began = time.monotonic()
            while time.monotonic() < min(began + 0.5, until):
                hand = Random(f"{args.seed} {target.name} {number} {counts[target.name].total()}")  # noqa: S311
                made = target.make(hand)
                came, trace = tried(target, made)
                counts[target.name][came] += 1
                if trace and counts[target.name]["crashed"] <= MOST_KEPT:
                    crashes.append(kept(args.out, target, made, trace, len(crashes)))
            seconds[target.name] += time.monotonic() - began
    print(f"seed {args.seed}, {args.minutes:g} minutes")
    print(f"{'target':<18}{'tried':>9}{'a second':>10}  what came of it")
    for target in found:
        total = counts[target.name].total()
        told = ", ".join(f"{name} {count}" for name, count in counts[target.name].most_common())
        print(f"{target.name:<18}{total:>9}{total / max(seconds[target.name], 0.001):>10.0f}  {told}")
    for path in crashes:
        print(f"crash: python bench/fuzz.py --again {path}")
    return 1 if crashes else 0


def tried(target: Target, made: bytes) -> tuple[str, str]:
    """What came of it, and the trace of a crash."""
    signal.alarm(LONGEST_S)
    try:
        return target.run(made), ""
    except Exception:
        return "crashed", traceback.format_exc()
    finally:
        signal.alarm(0)


def kept(folder: Path, target: Target, made: bytes, trace: str, number: int) -> Path:
    """Writes the input down."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{target.name.replace(' ', '-').replace('.', '-')}-{number}.json"
    told = {"target": target.name, "input": base64.b64encode(made).decode(), "trace": trace}
    path.write_text(json.dumps(told, indent=1))
    return path


def again(file: Path, found: list[Target]) -> int:
    """Once more what is in the file."""
    told = json.loads(file.read_text())
    target = next(target for target in found if target.name == told["target"])
    came, trace = tried(target, base64.b64decode(told["input"]))
    print(trace or came)
    return 1 if trace else 0


@contextlib.contextmanager
def all_targets(only: str | None) -> Iterator[list[Target]]:
    """Those that are wanted; a line is started where one of them needs it."""
    found = [target for target in fuzz_targets.targets() if only in (None, target.name)]
    if only is not None and found:
        yield found
        return
    with tempfile.TemporaryDirectory() as name:
        settings = temporary_line.settings_for(
            Path(name), api_keys=API_KEY, api_per_minute=10**9, voice="robot"
        )
        app = create_app(settings)
        with temporary_line.serving(app, settings.port):
            on_line = [
                target for target in fuzz_line.targets(settings, API_KEY) if only in (None, target.name)
            ]
            if not found and not on_line:
                raise SystemExit(f"there is no target {only}")
            yield [*found, *on_line]


def parser() -> argparse.ArgumentParser:
    """The arguments."""
    found = argparse.ArgumentParser(description="gives the line bad input, and keeps what breaks it")
    found.add_argument("--minutes", type=float, default=10)
    found.add_argument("--seed", type=int, default=1)
    found.add_argument("--only", metavar="NAME", help="one target by its name, as the table has it")
    found.add_argument("--out", type=Path, default=Path("var/fuzz"), help="where crashes are kept")
    found.add_argument("--again", type=Path, metavar="FILE", help="try one crash once more")
    return found


def _too_long(_: int, __: FrameType | None) -> None:
    raise TooLong


if __name__ == "__main__":
    sys.exit(main())
