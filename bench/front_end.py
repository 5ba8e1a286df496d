"""What our level and end-of-speech detection do to recognition: digit strings wrong, with and without them.

    python bench/front_end.py CORPUS [--count 100]

CORPUS is a directory with transcripts.tsv (file, speaker, gender, text, seconds). The same recordings go through
8 kHz mu-law, with near-silence around them, three ways: straight into Vosk, through the line's own front end, and
through it when the speech is 20 dB softer. Prints one table.
"""

import argparse
import csv
import random
import sys
import time
from pathlib import Path

import numpy as np
import soundfile

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from speech import audio
from speech.grammar import Digits
from speech.hearing import Recognizer
from speech.listening import as_the_line
from speech.numbers import read_digits
from speech.recognizer import VoskRecognizer


def line_sound(samples: np.ndarray, gain: float, chance: np.random.Generator) -> bytes:
    """pcm of half a second of near-silence, the speech, and three seconds of near-silence, through mu-law."""
    parts = (chance.integers(-3, 4, 4000), samples * gain, chance.integers(-3, 4, 24000))
    return audio.decode(audio.encode(np.concatenate(parts).astype("<i2").tobytes()))


def straight(recognizer: Recognizer, pcm: bytes) -> str:
    hearing = recognizer.listen(Digits(length=8))
    hearing.feed(pcm)
    return hearing.final().words


def through_front_end(recognizer: Recognizer, pcm: bytes) -> str:
    return as_the_line(recognizer, Digits(length=8), pcm).transcript.words


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--count", type=int, default=100)
    given = arguments.parse_args()
    with (given.corpus / "transcripts.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["file"].startswith("digits-test/")]
    rows = random.Random(1).sample(rows, min(given.count, len(rows)))  # noqa: S311  (a choice, not a secret)
    recognizer = VoskRecognizer(Path(__file__).resolve().parents[1] / "speech" / "model")
    print(f"{len(rows)} digit strings, {len({row['speaker'] for row in rows})} speakers")
    print(f"{'way':34} {'strings wrong':>13} {'CPU s a string':>15}")
    for name, hear, gain in (
        ("straight into Vosk", straight, 1.0),
        ("through our front end", through_front_end, 1.0),
        ("straight, speech 20 dB softer", straight, 0.1),
        ("front end, speech 20 dB softer", through_front_end, 0.1),
    ):
        wrong, began, chance = 0, time.process_time(), np.random.default_rng(1)
        for row in rows:
            samples, _ = soundfile.read(given.corpus / row["file"], dtype="int16")
            words = hear(recognizer, line_sound(samples, gain, chance))
            wrong += read_digits(words) != read_digits(row["text"])
        cost = (time.process_time() - began) / len(rows)
        print(f"{name:34} {wrong / len(rows):>13.1%} {cost:>15.2f}", flush=True)


if __name__ == "__main__":
    main()
