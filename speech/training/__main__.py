"""The recipe's commands.

python -m speech.training make CORPUS... --voices kokoro-js-1.2.1.tgz    corpora to speech/model, with its report
python -m speech.training adapt DIR [--reference DIR]                    fine-tune on an MPP's own recordings
python -m speech.training back                                           the model before the last adaptation
"""

import argparse
import os
import sys
import time
from pathlib import Path

from speech.corpus import CorpusError
from speech.lexicon import build, general
from speech.training import adapt, make, publish
from speech.training.learn import Plan

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """The command."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads get in the way of PyTorch's
    parser = argparse.ArgumentParser(prog="python -m speech.training", description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=ROOT / "speech" / "model")
    parser.add_argument("--content", type=Path, default=ROOT / "content")
    parser.add_argument(
        "--work", type=Path, default=ROOT / "var" / "training", help="for what is made on the way"
    )
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    commands = parser.add_subparsers(dest="command", required=True)
    made = commands.add_parser("make", help="corpora to model, from where it stopped")
    made.add_argument("corpora", type=Path, nargs="+")
    made.add_argument("--voices", type=Path, help="kokoro-js-1.2.1.tgz, for the synthetic speakers")
    made.add_argument("--synthetic", type=int, default=2600, help="synthetic recordings")
    made.add_argument("--steps", type=int, default=20500)
    made.add_argument("--seed", type=int, default=1)
    reported = commands.add_parser("report", help="fit the confidence of the model and write its REPORT.md")
    reported.add_argument("corpora", type=Path, nargs="+")
    adapted = commands.add_parser("adapt", help="fine-tune on your own recordings")
    adapted.add_argument("directory", type=Path)
    adapted.add_argument("--reference", type=Path, help="a corpus whose speakers must not come out worse")
    adapted.add_argument("--steps", type=int, default=1500)
    commands.add_parser("back", help="the model before the last adaptation")
    given = parser.parse_args()
    try:
        _run(given)
    except (CorpusError, adapt.NotBetter, ValueError) as error:
        sys.exit(f"speech.training: {error}")


def _run(given: argparse.Namespace) -> None:
    match given.command:
        case "make":
            words = tuple(word for word in general(given.model) if 3 <= len(word) <= 13)
            if given.voices is not None:
                make.synthetic(
                    given.work, given.voices, words, count=given.synthetic, seed=given.seed, tell=_tell
                )
            material = make.material(given.corpora, given.work, seed=given.seed)
            plan = Plan(steps=given.steps, threads=given.threads, seed=given.seed)
            network = make.train(plan, material, given.work, _tell)
            new = given.work / "model"
            make.export(network, given.model, new)
            build(given.content, new)
            spread = make.check(network, new, material.development, seed=given.seed)
            _tell(f"Vosk and PyTorch agree within {spread:.4f}")
            publish.publish(new, given.corpora, _tell)
            adapt.install(new, given.model)
        case "report":
            publish.publish(given.model, given.corpora, _tell)
        case "adapt":
            plan = Plan(steps=given.steps, rate=2e-4, least_rate=2e-5, rivals_from=0.0, threads=given.threads,
                        frozen_norms=True)  # fmt: skip
            adapt.adapt(
                given.directory,
                given.model,
                given.work / "adapt",
                reference=given.reference,
                general=tuple(word for word in general(given.model) if 3 <= len(word) <= 13),
                plan=plan,
                tell=_tell,
            )
        case _:
            adapt.give_back(given.model)


def _tell(line: str) -> None:
    print(time.strftime("%H:%M"), line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
