"""Measures a model on a directory of recordings, through the line's own front end.

    python -m speech.evaluate DIR [--grammar digits|words|sentences|FILE] [--channel clean|mulaw|gsm] [--noise-db N]
        [--babble-db N] [--level-db N] [--speakers FILE] [--reject DIR] [--front line|none] [--json] ...

DIR holds transcripts.tsv (file, speaker, gender, text, seconds) and the sound files. See docs/measuring.md.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from speech import audio, corpus, scorecard
from speech.channels import Channel
from speech.corpus import CorpusError, Recording
from speech.grammar import Digits, Grammar
from speech.hearing import ModelError, Recognizer
from speech.measuring import (
    Condition,
    Measured,
    foreign,
    grammar_of,
    is_digits,
    measure,
    measure_in_processes,
    talking,
)
from speech.recognizer import VoskRecognizer

MODEL = Path(__file__).resolve().parent / "model"
WEIGHED = 16
"""Recognisers made at once to find what one takes of memory."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    given = _parser().parse_args(arguments)
    try:
        print(_report(given))
    except (CorpusError, ModelError) as error:
        _stop(" ".join(str(error).split()))


def _stop(message: str) -> NoReturn:
    print(f"speech.evaluate: {message}", file=sys.stderr)
    raise SystemExit(2)


def _report(given: argparse.Namespace) -> str:
    everything = corpus.read(given.directory)
    wanted = _speakers(given.speakers) if given.speakers is not None else None
    asked = [r for r in everything if wanted is None or r.speaker in wanted]
    if not asked:
        whose = f" of the speakers in {given.speakers}" if everything else ""
        raise CorpusError(f"{given.directory} has no recordings{whose}")
    name = given.grammar or _usual(asked)
    grammar, chosen = grammar_of(name, asked)
    if not chosen:
        raise CorpusError(f"{given.directory} has no recordings for the grammar {name}")
    others: list[Recording] = []
    if given.reject is not None:
        second = corpus.read(given.reject)
        others = foreign(grammar, [r for r in second if wanted is None or r.speaker in wanted] or second)
        if not others:
            raise CorpusError(f"{given.reject} has only recordings with words of the grammar")
    voices = talking([r for r in everything if wanted is None or r.speaker not in wanted] or everything)

    before = _resident_mb()
    recognizer = VoskRecognizer(given.model)
    memory_mb = _resident_mb() - before
    recognizer_mb = _weighed(recognizer, grammar)

    def measured(recordings: Sequence[Recording], what: str) -> Measured:
        if given.count is not None and given.count < len(recordings):
            recordings = random.Random(given.seed).sample(recordings, given.count)  # noqa: S311
        print(f"{len(recordings)} {what}", file=sys.stderr)
        if given.jobs > 1:
            return measure_in_processes(
                given.model, grammar, recordings, _condition(given), voices, given.jobs
            )
        return measure(recognizer, grammar, recordings, _condition(given), voices, progress=True)

    found = measured(chosen, f"answers for the grammar {name}")
    refused = measured(others, "others") if others else None
    result = scorecard.figures(
        name, found, refused, by_length=isinstance(grammar, Digits), accept=given.accept
    )
    result |= {"memory_mb": memory_mb, "recognizer_mb": recognizer_mb}
    if given.json:
        return json.dumps(result, allow_nan=False)
    weight = f"memory            {memory_mb:4.1f} MB   each recogniser {recognizer_mb:.1f} MB more"
    return "\n".join([*scorecard.lines(result), weight])


def _condition(given: argparse.Namespace) -> Condition:
    return Condition(
        room_s=given.room_s,
        noise_db=given.noise_db,
        babble_db=given.babble_db,
        band_hz=tuple(given.band_hz) if given.band_hz else None,
        clip_db=given.clip_db,
        level_db=given.level_db,
        lost=given.lost_percent / 100,
        channel=given.channel,
        front=given.front == "line",
        seed=given.seed,
    )


def _speakers(path: Path) -> frozenset[str]:
    """Names, one a line. Raises CorpusError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} cannot be read: {error}") from error
    return frozenset(line.strip() for line in lines if line.strip())


def _usual(recordings: Sequence[Recording]) -> str:
    """The grammar that most of the directory is for."""
    kinds = Counter(
        "digits" if is_digits(r.text) else "sentences" if " " in r.text else "words" for r in recordings
    )
    return kinds.most_common(1)[0][0]


def _resident_mb() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _weighed(recognizer: Recognizer, grammar: Grammar) -> float:
    """What one recogniser in use takes, in MB: several hear a second of silence at once, after a first."""
    hearings = []
    before = 0.0
    for number in range(WEIGHED + 1):
        if number == 1:
            before = _resident_mb()
        hearings.append(recognizer.listen(grammar))
        hearings[-1].feed(audio.decode(audio.silence(1000)))
    weight = (_resident_mb() - before) / WEIGHED
    for hearing in hearings:
        hearing.final()
    return weight


def _some(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1 is needed")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m speech.evaluate", description="Measures the recogniser on a directory of recordings."
    )
    say = parser.add_argument
    say("directory", type=Path, help="holds transcripts.tsv and the recordings")
    say("--grammar", help="digits, words, sentences, or a file with one phrase a line")
    say("--channel", type=Channel, choices=list(Channel), default=Channel.MULAW)
    say("--noise-db", type=float, help="white noise so many dB below the speech")
    say("--babble-db", type=float, help="four people talking so many dB below the speech")
    say("--level-db", type=float, default=0.0, help="louder (or softer) by so many dB")
    say("--room-s", type=float, help="a room's echo that dies away in so many seconds")
    say("--band-hz", type=float, nargs=2, metavar=("LOW", "HIGH"), help="only this band is carried")
    say("--clip-db", type=float, help="cut off so many dB above the speech's level")
    say("--lost-percent", type=float, default=0.0, help="so many of a hundred packets are lost")
    say("--speakers", type=Path, help="a file with the speakers to measure, one a line")
    say("--count", type=_some, help="at most so many answers (and others), chosen by the seed")
    say("--model", type=Path, default=MODEL)
    say("--reject", type=Path, help="a second directory: what of it is taken for an answer?")
    say("--accept", type=float, help="least confidence that is taken (default: as the line does)")
    say("--front", choices=("line", "none"), default="line", help="the line's front end, or none")
    say("--jobs", type=_some, default=1, help="processes; the real-time factor is of one core all the same")
    say("--seed", type=int, default=1)
    say("--json", action="store_true", help="one JSON object instead of a table")
    return parser


if __name__ == "__main__":
    main()
