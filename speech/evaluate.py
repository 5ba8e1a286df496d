"""Measures a model on a directory of recordings, through the line's own front end.

    python -m speech.evaluate DIR [--grammar digits|words|sentences|FILE] [--channel clean|mulaw|gsm] [--noise-db N]
        [--babble-db N] [--level-db N] [--speakers FILE] [--reject DIR] [--front line|none] [--json] ...

DIR holds transcripts.tsv (file, speaker, gender, text, seconds) and the sound files. See docs/measuring.md.
"""

import argparse
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from speech import corpus, scoring
from speech.channels import Channel
from speech.corpus import CorpusError, Recording
from speech.grammar import DIGIT_WORDS
from speech.hearing import ModelError
from speech.measuring import Condition, Measured, foreign, grammar_of, measure, talking
from speech.recognizer import VoskRecognizer

MODEL = Path(__file__).resolve().parent / "model"


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    given = _parser().parse_args(arguments)
    try:
        print(_report(given))
    except (CorpusError, ModelError) as error:
        _stop(str(error))


def _stop(message: str) -> NoReturn:
    print(f"speech.evaluate: {message}", file=sys.stderr)
    raise SystemExit(2)


def _report(given: argparse.Namespace) -> str:
    everything = corpus.read(given.directory)
    if given.speakers is not None:
        try:
            wanted = set(given.speakers.read_text(encoding="utf-8").split())
        except OSError as error:
            raise CorpusError(f"{given.speakers} cannot be read: {error}") from error
        everything = [recording for recording in everything if recording.speaker in wanted]
    name = given.grammar or _usual(everything)
    grammar, chosen = grammar_of(name, everything)
    if not chosen:
        raise CorpusError(f"{given.directory} has no recordings for the grammar {name}")
    if given.count is not None:
        chosen = random.Random(given.seed).sample(chosen, min(given.count, len(chosen)))  # noqa: S311
    condition = Condition(
        channel=given.channel,
        noise_db=given.noise_db,
        babble_db=given.babble_db,
        level_db=given.level_db,
        front=given.front == "line",
        seed=given.seed,
    )
    before = _resident_mb()
    recognizer = VoskRecognizer(given.model)
    memory = _resident_mb() - before
    found = measure(recognizer, grammar, chosen, condition, voices=talking(everything), progress=True)
    refused: Measured | None = None
    if given.reject is not None:
        others = foreign(grammar, corpus.read(given.reject))
        if not others:
            raise CorpusError(f"{given.reject} has only recordings with words of the grammar")
        refused = measure(recognizer, grammar, others, condition, voices=talking(everything), progress=True)
    result = _result(name, found, refused, memory)
    return json.dumps(result) if given.json else _table(result)


def _result(name: str, found: Measured, refused: Measured | None, memory_mb: float) -> dict[str, Any]:
    words = scoring.rate(found.answers, scoring.word_errors)
    whole = scoring.rate(found.answers, scoring.whole_errors)
    groups = {}
    for group in sorted({answer.group for answer in found.answers}):
        inside = [answer for answer in found.answers if answer.group == group]
        groups[group] = asdict(scoring.rate(inside, scoring.whole_errors))
    speakers = {answer.speaker for answer in found.answers}
    worst = sorted(
        (
            (
                speaker,
                scoring.rate([a for a in found.answers if a.speaker == speaker], scoring.whole_errors).share,
            )
            for speaker in speakers
        ),
        key=lambda pair: -pair[1],
    )[:10]
    finals = found.final_ms or [0.0]
    return {
        "grammar": name,
        "utterances": len(found.answers),
        "speakers": len(speakers),
        "word_error_rate": words.share,
        "word_error_interval": [words.low, words.high],
        "utterance_error_rate": whole.share,
        "utterance_error_interval": [whole.low, whole.high],
        "groups": groups,
        "worst_speakers": dict(worst),
        "confusions": scoring.confusions(found.answers),
        "not_heard": found.unheard,
        "empty_or_unknown": sum(not answer.heard for answer in found.answers),
        "false_accept_rate": refused.accepted / len(refused.answers) if refused is not None else None,
        "foreign_utterances": len(refused.answers) if refused is not None else 0,
        "real_time_factor": found.cpu_s / max(found.sound_s, 1e-9),
        "memory_mb": memory_mb,
        "final_ms_p50": float(np.percentile(finals, 50)),
        "final_ms_p95": float(np.percentile(finals, 95)),
    }


def _table(result: dict[str, Any]) -> str:
    low, high = result["utterance_error_interval"]
    word_low, word_high = result["word_error_interval"]
    lines = [
        f"{result['utterances']} answers of {result['speakers']} speakers, grammar {result['grammar']}",
        f"answers wrong     {result['utterance_error_rate']:7.2%}   95 % interval {low:.2%} to {high:.2%}",
        f"words wrong       {result['word_error_rate']:7.2%}   95 % interval {word_low:.2%} to {word_high:.2%}",
    ]
    lines += [
        f"  speakers {group or '-':7} {rate['share']:7.2%}   of {rate['count']}"
        for group, rate in result["groups"].items()
    ]
    lines += [
        f"never heard       {result['not_heard']:7}   empty or unknown {result['empty_or_unknown']}",
    ]
    if result["false_accept_rate"] is not None:
        lines.append(
            f"false accepts     {result['false_accept_rate']:7.2%}   of {result['foreign_utterances']} others"
        )
    lines += [
        f"real-time factor  {result['real_time_factor']:7.4f}   of one core, front end included",
        f"after the end     {result['final_ms_p50']:5.0f} ms   p95 {result['final_ms_p95']:.0f} ms",
        f"model in memory   {result['memory_mb']:5.1f} MB",
        "worst speakers    "
        + ", ".join(f"{name} {share:.0%}" for name, share in result["worst_speakers"].items() if share),
        "confusions        "
        + ", ".join(f"{said} > {heard} {times}" for said, heard, times in result["confusions"]),
    ]
    return "\n".join(lines)


def _usual(recordings: Sequence[Recording]) -> str:
    """The grammar that most of the directory is for."""
    digits = sum(set(DIGIT_WORDS).issuperset(r.text.split()) for r in recordings)
    alone = sum(" " not in r.text for r in recordings)
    if 2 * digits >= len(recordings):
        return "digits"
    return "words" if 2 * alone >= len(recordings) else "sentences"


def _resident_mb() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m speech.evaluate", description="Measures the recogniser on a directory of recordings."
    )
    parser.add_argument("directory", type=Path, help="holds transcripts.tsv and the recordings")
    parser.add_argument("--grammar", help="digits, words, sentences, or a file with one phrase a line")
    parser.add_argument("--channel", type=Channel, choices=list(Channel), default=Channel.MULAW)
    parser.add_argument("--noise-db", type=float, help="white noise so many dB below the speech")
    parser.add_argument("--babble-db", type=float, help="four people talking so many dB below the speech")
    parser.add_argument("--level-db", type=float, default=0.0, help="louder (or softer) by so many dB")
    parser.add_argument("--speakers", type=Path, help="a file with the speakers to measure, one a line")
    parser.add_argument("--count", type=int, help="at most so many answers, chosen by the seed")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--reject", type=Path, help="a second directory: what of it is taken for an answer?")
    parser.add_argument(
        "--front", choices=("line", "none"), default="line", help="the line's front end, or none"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    return parser


if __name__ == "__main__":
    main()
