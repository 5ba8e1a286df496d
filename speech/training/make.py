"""The whole way from corpus directories to a model, in steps that each go on where they stopped.

Nothing here knows the line; what it needs beyond requirements.txt is in requirements-training.txt.
"""

import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from speech.corpus import CorpusError, Recording, development_speakers, read, samples
from speech.measuring import is_digits
from speech.training import kaldi, lessons, synthesise, verify
from speech.training.export import plain_layers
from speech.training.features import BINS
from speech.training.kokoro import Kokoro, voices_in
from speech.training.learn import Plan, learn
from speech.training.network import Network, Shape

WORST_LEFT_OVER = 0.05
"""How much the cost of words may differ between Vosk and PyTorch, natural log."""

DIGITS = 0.36
OTHER_SPEECH = 0.27
KOKORO = 0.32
ESPEAK = 0.05
"""Shares of the training material."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What is trained on, and the speakers kept apart for measuring."""

    sources: list[lessons.Source]
    development: list[Recording]


def synthetic(
    work: Path, voices: Path, general: tuple[str, ...], *, count: int, seed: int, tell: Tell
) -> None:
    """Makes the synthetic speakers: Kokoro with `voices` (kokoro-js-1.2.1.tgz), about 0.6 s for each of `count`
    recordings on one core, and a smaller set with espeak-ng."""
    synthesise.synthesise_espeak(work / "espeak", general, count=count // 2, seed=seed + 1)
    kokoro = Kokoro(voices_in(voices, work / "voices"), work)
    for number, seconds in synthesise.synthesise(
        kokoro, work / "kokoro", general, seconds=1e9, seed=seed, limit=count
    ):
        if number % 200 == 0:
            tell(f"{number} of {count} synthetic recordings, {seconds / 60:.0f} minutes")


def material(corpora: Sequence[Path], work: Path, *, seed: int) -> Material:
    """Reads everything that is trained on. Raises CorpusError."""
    everything = [recording for corpus in corpora for recording in read(corpus)]
    if not everything:
        raise CorpusError("the corpora hold no recordings")
    apart = development_speakers(everything)
    chosen = [recording for recording in everything if recording.speaker not in apart]
    spoken = [recording for recording in chosen if is_digits(recording.text)]
    talked = [recording for recording in chosen if not is_digits(recording.text)]
    sources = [
        lessons.source(DIGITS, spoken, speeds=3, seed=seed),
        lessons.source(OTHER_SPEECH, talked, speeds=4, seed=seed + 1),
    ]
    for folder, share, speeds in (("kokoro", KOKORO, 1), ("espeak", ESPEAK, 0)):
        if (work / folder / "transcripts.tsv").is_file():
            sources.append(lessons.source(share, read(work / folder), speeds=speeds, seed=seed + len(folder)))
    return Material(sources=sources, development=[r for r in everything if r.speaker in apart])


def train(plan: Plan, made: Material, work: Path, tell: Tell) -> Network:
    """The network, from the checkpoint in `work` on."""
    return learn(plan, made.sources, work / "network.pt", shape=Shape(), tell=tell)


def export(network: Network, template: Path, into: Path) -> None:
    """A model directory: the template's settings, licence and graph with this network's weights."""
    if into != template:
        shutil.rmtree(into, ignore_errors=True)
        shutil.copytree(template, into)
    kaldi.write(into / "am" / "final.mdl", plain_layers(network), BINS)


def check(network: Network, model: Path, development: Sequence[Recording], *, seed: int) -> float:
    """The spread of what is left over between Vosk and PyTorch. Raises ValueError when they disagree."""
    choose = random.Random(seed)  # noqa: S311  (a choice, not a secret)
    alone = [recording for recording in development if " " not in recording.text]
    spoken = []
    for recording in choose.sample(alone, min(12, len(alone))):
        sound = samples(recording)
        spoken.append((recording.text, (sound / (np.abs(sound).max() + 1e-9) * 12000).astype(np.int16)))
    left = verify.left_over(network, model, spoken)
    if len(left) < 5:
        raise ValueError("Vosk understood fewer than five words: the model is no good")
    spread = max(left) - min(left)
    if spread > WORST_LEFT_OVER:
        raise ValueError(f"Vosk and PyTorch disagree by {spread:.3f}: the export is wrong")
    return spread
