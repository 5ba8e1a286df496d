"""Everything that is measured of a model, as the page speech/model/REPORT.md.

Only speakers that were not trained on are measured. What a figure means: docs/measuring.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from speech import corpus, listening, scoring
from speech.channels import Channel
from speech.confidence import Calibration
from speech.corpus import Recording
from speech.grammar import Digits, Phrases, YesNo
from speech.hearing import Recognizer
from speech.measuring import Condition, Measured, arriving, foreign, grammar_of, measure
from speech.numbers import read_digits
from speech.scoring import Rate
from speech.training.calibrate import Trial, reliability

Tell = Callable[[str], None]

CONDITIONS = {
    "clean, mu-law": Condition(),
    "clean, GSM": Condition(channel=Channel.GSM),
    "20 dB softer": Condition(level_db=-20),
    "white noise 20 dB": Condition(noise_db=20),
    "white noise 10 dB": Condition(noise_db=10),
    "four talkers 15 dB": Condition(babble_db=15),
    "four talkers 10 dB": Condition(babble_db=10),
}
YES = ("ya", "iya", "betul", "benar")
NO = ("tidak", "bukan", "salah")


PAUSE, MARGIN = 4000, 1200
"""Samples: half a second between two recordings, and what is left around each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """Eight-digit codes joined from two recordings of a speaker, heard once."""

    tried: int
    right_at_once: int
    right_after_repair: int
    right_as_own: int
    """When it is one of five codes that are known to belong to the caller's number."""
    wrong_accepted: int


def tables(
    recognizer: Recognizer, apart: Sequence[Recording], voices: Sequence[Recording], tell: Tell
) -> Iterator[str]:
    """The report's tables, each as it is measured; `voices` talk in the background and are not measured."""
    grammar, digits = grammar_of("digits", apart)
    yield "### Digit strings of 1 to 7 digits\n\n" + _head("condition")
    for name, condition in CONDITIONS.items():
        tell(f"digits, {name}")
        found = measure(recognizer, grammar, digits, condition, voices=voices)
        yield _row(name, found)
        if name == "clean, mu-law":
            clean = found
    yield "\n" + _groups(clean) + "\n" + _confused(clean)
    for kind in ("words", "sentences"):
        grammar, chosen = grammar_of(kind, apart)
        size = len(grammar.phrases) if isinstance(grammar, Phrases) else 0
        yield f"\n### {kind.capitalize()}: grammar of {size} phrases\n\n" + _head("condition")
        for name in ("clean, mu-law", "clean, GSM", "white noise 10 dB"):
            tell(f"{kind}, {name}")
            found = measure(recognizer, grammar, chosen, CONDITIONS[name], voices=voices)
            yield _row(name, found)
            if name == "clean, mu-law":
                clean = found
        yield "\n" + _groups(clean) + "\n" + _confused(clean)
    yield "\n### Other speech taken for an answer\n\n"
    yield "| grammar | other utterances | accepted | asked whether meant |\n|---|---|---|---|\n"
    for name, grammar in (
        ("digits", Digits(length=8)),
        ("yes/no", YesNo(yes=YES, no=NO)),
        ("menu of 12", Phrases(phrases=MENU)),
    ):
        tell(f"refusal, {name}")
        others = foreign(grammar, apart)
        found = measure(recognizer, grammar, others, Condition())
        acted = scoring.rate(found.answers, scoring.acted).share
        asked = scoring.rate(found.answers, scoring.taken).share - acted
        yield f"| {name} | {len(others)} | {acted:.2%} | {asked:.2%} |\n"


MENU = (
    "bantuan", "alamat", "harga", "kirim", "kantor", "malam", "pagi", "siang", "tanggal", "tiket", "hubungi", "tidak",
)  # fmt: skip


def codes(
    recognizer: Recognizer,
    digits: Sequence[Recording],
    is_code: Callable[[str], bool],
    choose: Callable[[str, Sequence[str], Sequence[str]], str | None],
    condition: Condition,
    *,
    most: int = 150,
) -> Codes:
    """Codes joined from two recordings of one speaker; `choose` picks the code from the words, the alternatives, and
    the codes of the caller's own that are known."""
    chance = np.random.default_rng(condition.seed)
    tried = at_once = repaired = as_own = wrong = 0
    pairs = _pairs(digits, is_code, most)
    others = [read_digits(f"{one.text} {two.text}") for one, two in pairs]
    for number, (one, two) in enumerate(pairs):
        gap = chance.normal(0, 2e-4, PAUSE)
        sound = np.concatenate((_cut(corpus.samples(one)), gap, _cut(corpus.samples(two))))
        pcm = arriving(sound, condition, f"{one.file.name}+{two.file.name}", one.speaker)
        heard = listening.as_the_line(recognizer, Digits(length=8, valid=is_code), pcm)
        truth = read_digits(f"{one.text} {two.text}")
        transcript = heard.transcript
        chosen = choose(transcript.words, transcript.alternatives, ())
        own = (truth, *(others[(number + step) % len(others)] for step in range(1, 5)))
        chosen_of_own = choose(transcript.words, transcript.alternatives, own)
        tried += 1
        at_once += read_digits(transcript.words) == truth
        repaired += chosen == truth
        as_own += chosen_of_own == truth
        wrong += any(code not in (None, truth) for code in (chosen, chosen_of_own))
    return Codes(
        tried=tried,
        right_at_once=at_once,
        right_after_repair=repaired,
        right_as_own=as_own,
        wrong_accepted=wrong,
    )


def _cut(sound: np.ndarray) -> np.ndarray:
    """Without the quiet around it, which is longer in these recordings than anybody pauses within a code."""
    loud = np.flatnonzero(np.abs(sound) > 0.05 * np.abs(sound).max())
    return sound[max(0, loud[0] - MARGIN) : loud[-1] + MARGIN]


def _pairs(
    digits: Sequence[Recording], is_code: Callable[[str], bool], most: int
) -> list[tuple[Recording, Recording]]:
    by_speaker: dict[str, list[Recording]] = {}
    for recording in digits:
        by_speaker.setdefault(recording.speaker, []).append(recording)
    found = [
        (one, two)
        for mine in by_speaker.values()
        for one in mine
        for two in mine
        if one is not two and is_code(read_digits(f"{one.text} {two.text}"))
    ]
    chance = np.random.default_rng(5)
    return [found[place] for place in chance.permutation(len(found))[:most]]


def reliability_table(tried: Sequence[Trial], fitted: Calibration) -> str:
    """Mean confidence against the share of right answers, for each kind of grammar."""
    lines = ["| grammar | " + " | ".join(f"{n / 10:.1f}" for n in range(10)) + " |", "|---|" + "---|" * 10]
    for kind in sorted({trial.kind for trial in tried}):
        cells = {
            min(int(mean * 10), 9): f"{right:.0%} of {count}"
            for mean, right, count in reliability(tried, fitted, kind)
        }
        lines.append(f"| {kind} | " + " | ".join(cells.get(n, "") for n in range(10)) + " |")
    return "\n".join(lines)


def _head(first: str) -> str:
    return f"| {first} | answers | wrong | 95 % interval | word error rate | not heard |\n|---|---|---|---|---|---|\n"


def _row(name: str, found: Measured) -> str:
    whole = scoring.rate(found.answers, scoring.whole_errors)
    words = scoring.rate(found.answers, scoring.word_errors)
    return (
        f"| {name} | {whole.count} | {whole.share:.2%} | {whole.low:.2%} to {whole.high:.2%} "
        f"| {words.share:.2%} | {found.unheard} |\n"
    )


def _groups(found: Measured) -> str:
    parts = []
    for group in sorted({answer.group for answer in found.answers}):
        inside: Rate = scoring.rate([a for a in found.answers if a.group == group], scoring.whole_errors)
        parts.append(f"{group} {inside.share:.2%} of {inside.count}")
    speakers = sorted({answer.speaker for answer in found.answers})
    for speaker in speakers:
        mine = scoring.rate([a for a in found.answers if a.speaker == speaker], scoring.whole_errors)
        parts.append(f"{speaker} {mine.share:.2%} of {mine.count}")
    return "Wrong by speaker group and speaker: " + ", ".join(parts) + ".\n"


def _confused(found: Measured) -> str:
    pairs = [f"{said} > {heard} ({times})" for said, heard, times in scoring.confusions(found.answers)]
    return "Confusions: " + (", ".join(pairs) or "none") + ".\n"


def write(path: Path, parts: Sequence[str]) -> None:
    """The page."""
    path.write_text("".join(parts), encoding="utf-8")
