"""When our front end thinks that speech begins and ends, in silence, noise, other people's talk and our own echo.

    python bench/endpointing.py CORPUS [--count 40]

CORPUS is a directory with transcripts.tsv (file, speaker, gender, text, seconds). Recordings of the development
speakers are played, through 8 kHz mu-law, with three seconds of background before and four after; the truth is where
the clean recording has energy. The same sound goes through WebRTC's detector smoothed by majority and, where the
packages silero-vad and onnxruntime are installed, through Silero's. Prints one table, a row for each background and
detector:

    onset      from the first true sound to the beginning told, median and 95th percentile, ms
    cut start  share of answers of which more than 60 ms of true speech before the first sound passed on is lost
    cut end    the same after the last; sound softened by more than 10 dB counts as lost
    late       from the end of true speech to the end told, beyond the silence asked for, median and 95th, ms
    missed     share of answers of which nothing was passed on
    early      share of answers begun on the background before them
    false/min  beginnings in a minute of the background alone, before the caller ever spoke and after
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from endpointing_backgrounds import TOLD, Background, backgrounds
from endpointing_detectors import SILENCE_MS, Detector, detectors, told

from speech import audio, channels, corpus
from speech.channels import Channel
from speech.endpointing import Change

FRAME = 2 * audio.FRAME_BYTES
BEFORE_S, AFTER_S, ALONE_S = 3.0, 4.0, 30.0
LOST_MS = 60
SPEECH_DB = -21.0


@dataclass(slots=True)
class Outcome:
    """One answer; milliseconds. Lost is true speech that was not passed on; None where nothing was heard."""

    onset: float = 0.0
    lost_start: float = 0.0
    lost_end: float = 0.0
    late: float | None = None
    early: bool = False
    missed: bool = False


def levels(samples: np.ndarray) -> np.ndarray:
    """dB of full scale of every 20 ms frame."""
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160).astype(np.float64)
    return 10 * np.log10((frames**2).mean(axis=1) + 1e-10)


def truth(samples: np.ndarray) -> np.ndarray:
    """Which frames of a clean recording are speech: within 25 dB of its level, and no click of less than 60 ms."""
    loud = levels(samples) > channels.active_db(samples) - 25
    loud &= levels(samples) > np.percentile(levels(samples), 5) + 6
    kept, at = np.zeros(len(loud), bool), 0
    while at < len(loud):
        end = at
        while end < len(loud) and loud[end]:
            end += 1
        kept[at:end] = end - at >= 3
        at = end + 1
    return kept


def played(detector: Detector, pcm: bytes, true: np.ndarray) -> Outcome:
    """Plays one answer; what was begun and ended on the background alone is begun anew."""
    first, last = int(np.argmax(true)), len(true) - 1 - int(np.argmax(true[::-1]))
    began: int | None = None
    outcome, passed = Outcome(), bytearray()
    count = len(pcm) // FRAME
    for at in range(count):
        change, sound = detector.hear(pcm[at * FRAME : (at + 1) * FRAME])
        passed += sound
        if change is Change.BEGAN:
            began = at
        if change is Change.ENDED:
            if at < first + 2:
                detector.restart(SILENCE_MS)
                passed.clear()
                began, outcome.early = None, True
                continue
            outcome.late = (at - last) * 20.0 - SILENCE_MS
            break
    passed += detector.rest()
    if began is None:
        outcome.missed = True
        return outcome
    end = at + 1
    start = end - len(passed) // FRAME
    outcome.early |= began < first - 2
    outcome.onset = (began + 1 - first) * 20.0
    came = levels(np.frombuffer(pcm[start * FRAME : end * FRAME], "<i2"))
    given = levels(np.frombuffer(bytes(passed), "<i2")) - came
    inside = true[start:end]
    whole = np.zeros(count, bool)
    whole[start:end] = given > (np.median(given[inside]) if inside.any() else 0.0) - 10
    speech = np.flatnonzero(true[:count])
    kept = np.flatnonzero(whole & true[:count])
    if not len(kept):
        outcome.missed = True
        return outcome
    outcome.lost_start = 20.0 * int((speech < kept[0]).sum())
    outcome.lost_end = 20.0 * int((speech > kept[-1]).sum())
    return outcome


def beginnings(detector: Detector, pcm: bytes) -> tuple[int, float]:
    """How often a background alone was taken for speech, and for what share of the time."""
    detector.restart(SILENCE_MS)
    count, open_frames, speaking = 0, 0, False
    for at in range(0, len(pcm) - FRAME + 1, FRAME):
        change, _ = detector.hear(pcm[at : at + FRAME])
        if change is Change.BEGAN:
            count, speaking = count + 1, True
        if change is Change.ENDED:
            detector.restart(SILENCE_MS)
            speaking = False
        open_frames += speaking
    return count, open_frames * FRAME / len(pcm)


def coded(samples: np.ndarray) -> bytes:
    return channels.coded(samples, Channel.MULAW)


def at_level(samples: np.ndarray, level_db: float) -> np.ndarray:
    return samples * 10 ** ((level_db - channels.active_db(samples)) / 20)


def measure(
    make: Callable[[], Detector],
    chosen: Sequence[np.ndarray],
    background: Background,
    below: float,
    level: float,
) -> str:
    chance, outcomes = np.random.default_rng(1), []
    before, after = int(BEFORE_S * 50) * 160, int(AFTER_S * 50) * 160
    fresh = known = 0
    open_share, frames, spent = 0.0, 0, 0.0
    some = min(8, len(chosen))
    for number, samples in enumerate(chosen):
        speech = at_level(samples[: len(samples) // 160 * 160], level)
        true = np.concatenate((np.zeros(before // 160, bool), truth(speech), np.zeros(after // 160, bool)))
        sound = np.concatenate((np.zeros(before), speech, np.zeros(after)))
        sound += background(len(sound), chance) * 10 ** ((level + below) / 20)
        sound += chance.normal(0, 2e-4, len(sound))
        detector, pcm = make(), coded(sound)
        began = time.process_time()
        outcomes.append(played(detector, pcm, true))
        spent, frames = spent + time.process_time() - began, frames + len(pcm) // FRAME
        if number < some:
            alone = background(int(ALONE_S) * audio.RATE, chance) * 10 ** ((level + below) / 20)
            pcm = coded(alone + chance.normal(0, 2e-4, len(alone)))
            times, share = beginnings(make(), pcm)
            fresh, open_share = fresh + times, open_share + share / some
            known += beginnings(detector, pcm)[0]
    heard = [outcome for outcome in outcomes if not outcome.missed]
    onsets = [outcome.onset for outcome in heard if not outcome.early]
    lates = [outcome.late if outcome.late is not None else AFTER_S * 1000 - SILENCE_MS for outcome in heard]
    minutes = some * ALONE_S / 60

    def share(count: int) -> str:
        return f"{count / len(outcomes):.1%}"

    return (
        f"{_of(onsets, 50):>6} {_of(onsets, 95):>5} {share(sum(o.lost_start > LOST_MS for o in heard)):>9}"
        f" {share(sum(o.lost_end > LOST_MS for o in heard)):>7} {_of(lates, 50):>6} {_of(lates, 95):>5}"
        f" {share(len(outcomes) - len(heard)):>6} {share(sum(o.early for o in outcomes)):>6}"
        f" {fresh / minutes:>6.1f} {known / minutes:>6.1f} {open_share:>5.0%} {spent / frames * 1e6:>5.0f}"
    )


def _of(values: Sequence[float], percent: float) -> str:
    return f"{np.percentile(values, percent):.0f}" if len(values) else "-"


def chosen_of(directory: Path, count: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Development speakers' recordings, and other people to talk in the background."""
    recordings = corpus.read(directory)
    ours = corpus.development_speakers(recordings)
    mine = [recording for recording in recordings if recording.speaker in ours]
    mine = random.Random(1).sample(mine, min(count, len(mine)))  # noqa: S311  (a choice, not a secret)
    others = [r for r in recordings if r.speaker not in ours and "dialogue" in str(r.file)] or recordings
    others = random.Random(2).sample(others, min(150, len(others)))  # noqa: S311
    voices = [corpus.samples(recording) for recording in others]
    return [corpus.samples(recording) for recording in mine], [v / np.sqrt((v**2).mean()) for v in voices]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--count", type=int, default=40)
    arguments.add_argument("--level", type=float, default=SPEECH_DB, help="of the caller, dB of full scale")
    arguments.add_argument("--only", default="", help="backgrounds and detectors with this in their names")
    given = arguments.parse_args()
    chosen, voices = chosen_of(given.corpus, given.count)
    print(f"{len(chosen)} answers at {given.level:.0f} dB, end silence {SILENCE_MS} ms")
    print(
        f"{'background':18} {'detector':9} {'onset':>6} {'p95':>5} {'cut start':>9} {'cut end':>7}"
        f" {'late':>6} {'p95':>5} {'missed':>6} {'early':>6} {'false':>6} {'known':>6} {'open':>5} {'us':>5}"
    )
    for title, (background, below) in backgrounds(voices).items():
        for name, make in detectors().items():
            if given.only in f"{title} {name}" and (title != TOLD or name == "ours"):
                make = told if title == TOLD else make
                print(
                    f"{title:18} {name:9} {measure(make, chosen, background, below, given.level)}", flush=True
                )


if __name__ == "__main__":
    main()
