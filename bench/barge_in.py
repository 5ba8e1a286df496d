"""How soon speech over a prompt stops our voice, and what a cough does: the ear alone, without a line around it.

    python bench/barge_in.py CORPUS [--count 100]

CORPUS is a directory with transcripts.tsv (file, speaker, gender, text, seconds). Recordings of the development
speakers, of the others, and single words are heard through 8 kHz mu-law over a prompt, with a second and a half of
background before; the truth is where the clean recording has energy. Coughs, breath and "eee" are made up
(bench/turns_sounds.py). Prints one table, a row for each sound and background:

    stop       from the first true sound to the stop of our voice, median, 95th and 99th percentile, ms
    never      how many did not stop it, of how many
    cough      how many sound like a cough, and are an answer only if the recogniser is sure of a word
"""

import argparse
import asyncio
import random
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from endpointing import at_level, coded, truth  # noqa: E402
from turns_sounds import no_answers  # noqa: E402

from ivr.ear import Ear  # noqa: E402
from speech import audio, corpus  # noqa: E402
from speech.endpointing import Change  # noqa: E402
from speech.hearing import Recognizer  # noqa: E402
from speech.workload import Workload  # noqa: E402

BEFORE, AFTER = 12000, 12000
"""Samples of background."""
SPEECH_DB = -21.0
NOISES: dict[str, float] = {"quiet": -65.0, "white noise 15 dB": -36.0, "white noise 10 dB": -31.0}
"""Level of the background, dB of full scale."""
Sound = np.ndarray


class NoRecognizer(Recognizer):
    """Nothing is recognised without a grammar."""


async def heard(sound: Sound, noise_db: float, seed: int) -> tuple[float | None, bool]:
    """(ms from the first true sound to the stop of our voice or None, whether it may be a cough)."""
    workload = Workload(cores=1)
    try:
        ear = Ear(NoRecognizer(), workload)
        ear.listen(None)
        ear.prompting(True)
        whole = np.concatenate((np.zeros(BEFORE), sound, np.zeros(AFTER)))
        noise = np.random.default_rng(seed).normal(0, 10 ** (noise_db / 20), len(whole))
        mulaw = audio.encode(coded(whole + noise))
        first = BEFORE // audio.FRAME_BYTES + int(np.argmax(truth(sound)))
        stop: float | None = None
        for number in range(len(mulaw) // audio.FRAME_BYTES):
            at = number * audio.FRAME_BYTES
            change = ear.hear(mulaw[at : at + audio.FRAME_BYTES])
            if stop is None and ear.interrupts:
                stop = (number + 1 - first) * 20.0
            if change is Change.ENDED:
                break
        return stop, ear.maybe_cough
    finally:
        workload.close()


def row(name: str, sounds: Sequence[Sound], background: str) -> str:
    """One line of the table."""
    found = [asyncio.run(heard(sound, NOISES[background], seed)) for seed, sound in enumerate(sounds)]
    stops = [stop for stop, _ in found if stop is not None]
    of = "  ".join(f"{np.percentile(stops, share):4.0f}" if stops else "   -" for share in (50, 95, 99))
    never, coughs = len(found) - len(stops), sum(cough for _, cough in found)
    return f"{name:22} {background:18} {of:16} {never:3} of {len(found):<4} {coughs:3}"


def people(directory: Path, count: int) -> dict[str, list[Sound]]:
    """Sentences of both groups of speakers, and single words of all."""
    every = corpus.read(directory)
    ours = corpus.development_speakers(every)
    chance = random.Random(3)  # noqa: S311
    groups: dict[str, Callable[[corpus.Recording], bool]] = {
        "development speakers": lambda one: one.speaker in ours,
        "other speakers": lambda one: one.speaker not in ours,
        "single words": lambda one: len(one.text.split()) == 1,
    }
    found = {}
    for name, belongs in groups.items():
        those = [one for one in every if belongs(one)]
        chosen = chance.sample(those, min(count, len(those)))
        found[name] = [at_level(corpus.samples(one), SPEECH_DB + chance.uniform(-3, 3)) for one in chosen]
    return found


def made_up(count: int) -> dict[str, list[Sound]]:
    """Sounds that are no answer, each a little different."""
    every = [no_answers(np.random.default_rng(seed)) for seed in range(count)]
    return {kind: [sounds[kind] for sounds in every] for kind in ("cough", "breath", '"eee"')}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--count", type=int, default=100)
    given = parser.parse_args()
    print(f"{'sound':22} {'background':18} {'stop p50, 95, 99':16} {'never':>9} {'cough':>6}")
    for name, sounds in {**people(given.corpus, given.count), **made_up(given.count // 2)}.items():
        for background in NOISES:
            print(row(name, sounds, background), flush=True)


if __name__ == "__main__":
    main()
