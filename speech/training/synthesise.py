"""Makes the synthetic speakers' recordings: a directory with transcripts.tsv like the corpora, 8 kHz FLAC.

Goes on where it stopped; each text, voice, pace and mixture is given by the seed and the number of the recording.
"""

import csv
import random
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import soundfile

from speech import audio
from speech.synthesizer import Pace, Pyttsx3Synthesizer
from speech.training.kokoro import RATE, Kokoro, phonetic
from speech.training.texts import lines

COLUMNS = ("file", "speaker", "gender", "text", "seconds")


def synthesise(
    kokoro: Kokoro, into: Path, general: tuple[str, ...], *, seconds: float, seed: int, limit: int
) -> Iterator[tuple[int, float]]:
    """Works for so many seconds or until there are `limit` recordings; yields (recordings, seconds of sound)."""
    into.mkdir(parents=True, exist_ok=True)
    table = into / "transcripts.tsv"
    done = sum(1 for _ in table.open(encoding="utf-8")) - 1 if table.exists() else 0
    until, sound_s = time.monotonic() + seconds, 0.0
    with table.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        if done <= 0:
            writer.writerow(COLUMNS)
            done = 0
        for number, text in islice(enumerate(lines(general, seed)), done, limit):
            if time.monotonic() > until:
                return
            choose = random.Random(f"{seed}-{number}")  # noqa: S311  (a choice, not a secret)
            voice, other = choose.sample(kokoro.voices, 2)
            share = choose.choice((0.0, choose.uniform(0.1, 0.5)))
            signs = phonetic(text, choose)
            if " " in text and choose.random() < 0.25:
                signs = signs.replace(" ", ", ")
            samples = kokoro.say(signs, voice, other if share else None, share, choose.uniform(0.75, 1.2))
            samples = trimmed(audio.resampled(samples, RATE, audio.RATE))
            if len(samples) < audio.RATE // 10:
                continue
            name = f"{number:06d}.flac"
            soundfile.write(into / name, samples, audio.RATE, subtype="PCM_16")
            gender = {"f": "F", "m": "M"}.get(voice[1], "-")
            writer.writerow((name, voice, gender, text, f"{len(samples) / audio.RATE:.2f}"))
            file.flush()
            sound_s += len(samples) / audio.RATE
            yield number + 1, sound_s


ESPEAK_VARIANTS = (
    "id", *(f"id+m{number}" for number in range(1, 9)), *(f"id+f{number}" for number in range(1, 6)),
    "id+klatt", "id+klatt2", "id+klatt3", "id+klatt4",
)  # fmt: skip


def synthesise_espeak(into: Path, general: tuple[str, ...], *, count: int, seed: int) -> None:
    """A smaller set from espeak-ng in many variants and pitches: the line's own voice is one of them, and other
    speech synthesisers call too. Does nothing where the set is there."""
    if (into / "transcripts.tsv").exists():
        return
    into.mkdir(parents=True, exist_ok=True)
    rows: list[tuple[str, ...]] = []
    texts = islice(lines(general, seed + 1), count)
    choose = random.Random(seed)  # noqa: S311  (a choice, not a secret)
    speakers = [(variant, pitch) for variant in ESPEAK_VARIANTS for pitch in (30, 50, 70)]
    share = -(-count // len(speakers))
    for variant, pitch in speakers:
        voice = Pyttsx3Synthesizer(voice=variant, pitch=pitch)
        for text in islice(texts, share):
            sound = audio.decode(voice.render(text, choose.choice(tuple(Pace))))
            samples = trimmed(np.frombuffer(sound, "<i2").astype(np.float32) / 32768)
            if len(samples) < audio.RATE // 10:
                continue
            name = f"{len(rows):06d}.flac"
            soundfile.write(into / name, samples, audio.RATE, subtype="PCM_16")
            rows.append((name, f"{variant}/{pitch}", "-", text, f"{len(samples) / audio.RATE:.2f}"))
        voice.close()
    with (into / "transcripts.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def trimmed(samples: np.ndarray) -> np.ndarray:
    """At peak 0.5, with at most 60 ms of quiet at either side."""
    peak = float(np.abs(samples).max()) if len(samples) else 0.0
    if peak < 1e-4:
        return samples[:0]
    samples = samples / peak * 0.5
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    margin = 60 * audio.RATE // 1000
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]
