"""Fine-tunes the shipped model on an MPP's own recordings, and installs it only when nobody is worse off.

Recordings: a directory with transcripts.tsv (file, speaker, gender, text, seconds), made with the speakers' consent.
A fifth of its speakers are kept apart to see whether it helps. So that nothing is forgotten, synthetic speech of all
the line's words is trained on as well, and the reference speakers must come out no worse.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from speech import scoring
from speech.corpus import CorpusError, Recording, read
from speech.measuring import Condition, grammar_of, measure
from speech.recognizer import VoskRecognizer
from speech.training import kaldi, lessons, synthesise
from speech.training.export import network_of, plain_layers
from speech.training.features import BINS
from speech.training.learn import Plan, learn

FEWEST_SPEAKERS = 3
FEWEST_RECORDINGS = 30
REPLAYED = 1000
"""Synthetic recordings that keep the model from forgetting."""
WORSE_BY = 0.005
"""How much more of the reference answers may be wrong, which is within the noise."""

Tell = Callable[[str], None]


class NotBetter(RuntimeError):
    """The adapted model is worse where it must not be. The old one stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Share of answers wrong, before and after."""

    what: str
    before: float
    after: float
    answers: int


def adapt(
    directory: Path,
    model: Path,
    work: Path,
    *,
    reference: Path | None,
    general: tuple[str, ...],
    plan: Plan,
    tell: Tell,
) -> list[Compared]:
    """Trains, compares and installs. Raises CorpusError for too little material, NotBetter when it is worse.

    `reference`: a corpus of other speakers; without one, synthetic speakers that are not trained on.
    """
    mine, apart = divided(read(directory))
    work.mkdir(parents=True, exist_ok=True)
    synthesise.synthesise_espeak(work / "replay", general, count=REPLAYED, seed=3)
    replayed = read(work / "replay")
    kept = {f"{variant}/50" for variant in ("id", "id+f3", "id+m5", "id+klatt4")}
    others = read(reference) if reference is not None else [r for r in replayed if r.speaker in kept]
    replayed = [recording for recording in replayed if recording.speaker not in kept]
    sources = [lessons.source(0.5, mine, speeds=3, seed=1), lessons.source(0.5, replayed, speeds=1, seed=2)]
    network = network_of(kaldi.read(model / "am" / "final.mdl"))
    adapted = learn(
        plan, sources, work / "adapted.pt", shape=network.shape, start=network.state_dict(), tell=tell
    )
    new = work / "model"
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(model, new)
    kaldi.write(new / "am" / "final.mdl", plain_layers(adapted), BINS)
    compared = [
        *compare("your speakers", model, new, apart),
        *compare("reference speakers", model, new, others),
    ]
    for row in compared:
        tell(f"{row.what}: {row.before:.1%} wrong before, {row.after:.1%} after, {row.answers} answers")
    if any(row.after > row.before + WORSE_BY for row in compared):
        raise NotBetter("the adapted model is worse for some of them; the old one stays")
    install(new, model)
    return compared


def divided(recordings: Sequence[Recording]) -> tuple[list[Recording], list[Recording]]:
    """(to train on, kept apart): every fifth speaker by name, at least one. Raises CorpusError."""
    speakers = sorted({recording.speaker for recording in recordings})
    if len(speakers) < FEWEST_SPEAKERS or len(recordings) < FEWEST_RECORDINGS:
        raise CorpusError(
            f"{len(recordings)} recordings of {len(speakers)} speakers are too few: at least {FEWEST_RECORDINGS} of "
            f"{FEWEST_SPEAKERS}"
        )
    apart = set(speakers[::5])
    return [r for r in recordings if r.speaker not in apart], [r for r in recordings if r.speaker in apart]


def compare(what: str, old: Path, new: Path, recordings: Sequence[Recording]) -> list[Compared]:
    """Both models on the same answers, for each kind of grammar that the recordings have answers for."""
    found = []
    for kind in ("digits", "words", "sentences"):
        grammar, chosen = grammar_of(kind, recordings)
        if not chosen:
            continue
        shares = []
        for model in (old, new):
            measured = measure(VoskRecognizer(model), grammar, chosen, Condition())
            shares.append(scoring.rate(measured.answers, scoring.whole_errors).share)
        found.append(Compared(what=f"{what}, {kind}", before=shares[0], after=shares[1], answers=len(chosen)))
    return found


def install(new: Path, model: Path) -> None:
    """Puts the new model in place and keeps the old one beside it, as `model.previous`, for `give_back`."""
    previous = model.with_name(model.name + ".previous")
    shutil.rmtree(previous, ignore_errors=True)
    model.rename(previous)
    shutil.copytree(new, model)


def give_back(model: Path) -> None:
    """Brings the model before the last adaptation back. Raises CorpusError when there is none."""
    previous = model.with_name(model.name + ".previous")
    if not previous.is_dir():
        raise CorpusError(f"there is no {previous.name} to go back to")
    aside = model.with_name(model.name + ".aside")
    model.rename(aside)
    previous.rename(model)
    shutil.rmtree(aside)
