"""Measures how well sentences are understood: `python -m casework.understand FILE [--json] [--wrong]`.

FILE is a table with tabs and the columns text, service, intent. Service and intent may be named as in content/, or as
in the corpus of citizens' requests; TABLE says which of ours those are. `tanya` as intent: a question is right.
`tolak`: to refuse is right.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from casework.catalogue import Catalogue, load_catalogue
from casework.content import ContentError
from casework.measured_table import TableError, read_rows
from casework.mpp import load_mpp
from casework.understanding import Understood, understand
from casework.understanding_file import OTHER, Requests, load_requests
from casework.words import load_words

CONTENT = Path(__file__).resolve().parents[1] / "content"

TABLE: Mapping[str, frozenset[str]] = {
    "ktp": frozenset({"ktp_baru", "ktp_hilang", "ktp_rusak"}),
    "akta_kelahiran": frozenset({"akta_lahir"}),
    "akta_kematian": frozenset({"akta_mati"}),
    "imb": frozenset({"pbg"}),
    "shm": frozenset({"tanah"}),
}
"""Services that are called otherwise elsewhere. Whoever says only "KTP" has not said which of ours it is."""
INTENTS: Mapping[str, frozenset[str]] = {
    "requirements": frozenset({"syarat"}),
    "fee": frozenset({"biaya"}),
    "procedure": frozenset({"cara", "waktu"}),
    "status": frozenset({"status"}),
}
"""The corpus has four intents; its "procedure" is also how long it takes."""
QUESTION, REFUSAL = "tanya", "tolak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One line of the table."""

    text: str
    service: str
    """"-" for none."""
    intent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How many sentences came out in which way."""

    sentences: int
    both_right: int
    """Service and intent are right; or a question or a refusal was right, and came."""
    wrong_answers: int
    """Answered at once, and something else."""
    refused: int
    """A question or a refusal where the sentence was clear."""
    seconds: float
    wrong: tuple[tuple[Sentence, Understood], ...]
    """Everything that is not right."""


def measure(requests: Requests, catalogue: Catalogue, sentences: list[Sentence]) -> Measured:
    """Understands every sentence. Raises TableError for a service or an intent that nobody knows."""
    known = {
        name for phrases in requests.intents.values() for phrase in phrases for name, _ in phrase.meant
    } - {OTHER}
    for sentence in sentences:
        if not all(map(catalogue.has, _ours(sentence.service))):
            raise TableError(f"no service is called {sentence.service}: correct it, or add it to TABLE")
        if not (INTENTS.get(sentence.intent, {sentence.intent}) <= known | {QUESTION, REFUSAL}):
            raise TableError(f"no intent is called {sentence.intent}: known are {sorted({*known, *INTENTS})}")
    began = time.perf_counter()
    understood = [understand(requests, sentence.text) for sentence in sentences]
    seconds = time.perf_counter() - began
    pairs = list(zip(sentences, understood, strict=True))
    wrong = tuple(pair for pair in pairs if not _right(*pair))
    answered = sum(found.sure for _, found in wrong)
    return Measured(
        sentences=len(sentences),
        both_right=len(sentences) - len(wrong),
        wrong_answers=answered,
        refused=len(wrong) - answered,
        seconds=seconds,
        wrong=wrong,
    )


def read_table(path: Path) -> list[Sentence]:
    """Raises TableError."""
    return [
        Sentence(text=row["text"], service=row["service"] or "-", intent=row["intent"])
        for row in read_rows(path, ("text", "service", "intent"))
    ]


def load(content: Path) -> tuple[Requests, Catalogue]:
    """What sentences are understood by. Raises ContentError."""
    catalogue = load_catalogue(content / "services.yaml")
    words = load_words(content / "words.yaml", load_mpp(content / "mpp.yaml").regions)
    return load_requests(content / "requests.yaml", catalogue, words), catalogue


def _ours(service: str) -> frozenset[str]:
    return frozenset() if service == "-" else TABLE.get(service, frozenset({service}))


def _right(sentence: Sentence, found: Understood) -> bool:
    if sentence.intent == REFUSAL:
        return found.refused
    if sentence.intent == QUESTION:
        return not found.sure and not found.refused
    ours = _ours(sentence.service)
    same_service = found.service in ours if ours else found.service is None
    return found.sure and same_service and found.intent in INTENTS.get(sentence.intent, {sentence.intent})


def main(arguments: list[str]) -> int:
    """Prints shares of all sentences."""
    parser = argparse.ArgumentParser(
        prog="python -m casework.understand", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("file", type=Path, help="a table with tabs: text, service, intent")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--wrong", action="store_true", help="also list what was not right")
    parser.add_argument("--content", type=Path, default=CONTENT, help="the folder with the content")
    given = parser.parse_args(arguments)
    try:
        requests, catalogue = load(given.content)
        found = measure(requests, catalogue, read_table(given.file))
    except (ContentError, TableError) as error:
        print(f"SuaraMPP: {error}", file=sys.stderr)
        return 1
    shares = {
        "both_right": found.both_right / found.sentences,
        "wrong_answers": found.wrong_answers / found.sentences,
        "refused": found.refused / found.sentences,
    }
    if given.json:
        print(
            json.dumps(
                {"sentences": found.sentences, **{name: round(share, 4) for name, share in shares.items()}}
            )
        )
    else:
        print(f"sentences      {found.sentences}")
        for name, share in shares.items():
            print(f"{name:<14} {share:.1%}")
        print(f"each           {found.seconds / found.sentences * 1e6:.0f} us")
    if given.wrong:
        for sentence, understood in found.wrong:
            print(
                f"{sentence.text} [{sentence.service} {sentence.intent}]: {_said(understood)}",
                file=sys.stderr,
            )
    return 0


def _said(found: Understood) -> str:
    if found.refused:
        return "refused"
    if found.between:
        return "asks: " + ", ".join(f"{one.service or '-'} {one.intent or '-'}" for one in found.between)
    return f"{'' if found.sure else 'asks about '}{found.service or '-'} {found.intent or '-'}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
