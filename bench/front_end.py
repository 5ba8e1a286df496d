"""What our level and end-of-speech detection do to recognition: digit strings wrong, with and without them.

    python bench/front_end.py CORPUS [--count 60] [--model DIR] [--before 0.3]

CORPUS is a directory with transcripts.tsv (file, speaker, gender, text, seconds); its development speakers' digit
strings are played through 8 kHz mu-law, with near-silence or the background around them, straight into Vosk at the
level they have, and through the line's own front end. `unheard` are strings that the front end never took for speech;
`late` is how long after the end of the recording the answer was over, in seconds. Prints one table.
"""

import argparse
import random
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from speech import channels, corpus
from speech.channels import Channel
from speech.grammar import DIGIT_WORDS, Digits
from speech.listening import as_the_line, straight
from speech.numbers import read_digits
from speech.recognizer import VoskRecognizer

CONDITIONS = (
    ("clean", {}),
    ("20 dB softer", {"level": -20.0}),
    ("12 dB louder", {"level": 12.0}),
    ("white noise 10 dB", {"noise": 10.0}),
    ("babble 15 dB", {"babble": 15.0}),
    ("babble 10 dB", {"babble": 10.0}),
)
AFTER_S = 3.0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--count", type=int, default=60)
    arguments.add_argument(
        "--model", type=Path, default=Path(__file__).resolve().parents[1] / "speech" / "model"
    )
    arguments.add_argument("--before", type=float, default=0.3, help="seconds before each string")
    arguments.add_argument("--only", default="", help="ways and conditions whose names contain this")
    given = arguments.parse_args()
    recordings = corpus.read(given.corpus)
    ours = corpus.development_speakers(recordings)
    strings = [r for r in recordings if r.speaker in ours and set(DIGIT_WORDS).issuperset(r.text.split())]
    strings = random.Random(1).sample(strings, min(given.count, len(strings)))  # noqa: S311  (a choice, not a secret)
    others = [
        r for r in recordings if r.speaker not in ours and not set(DIGIT_WORDS).issuperset(r.text.split())
    ]
    voices = [corpus.samples(r) for r in random.Random(2).sample(others, min(100, len(others)))]  # noqa: S311
    recognizer, grammar = VoskRecognizer(given.model), Digits(length=8)
    print(f"{len(strings)} digit strings, {len({r.speaker for r in strings})} speakers")
    print(
        f"{'condition':20} {'way':12} {'strings wrong':>13} {'unheard':>8} {'late':>6} {'CPU s a string':>15}"
    )
    for title, changed in CONDITIONS:
        for name, hear in (("straight", straight), ("front end", as_the_line)):
            if given.only not in f"{title} {name}":
                continue
            wrong, unheard, late, chance = 0, 0, 0.0, np.random.default_rng(1)
            began = time.process_time()
            for row in strings:
                said = corpus.samples(row)
                sound = channels.between_quiet(said, chance, given.before, AFTER_S)
                if "noise" in changed:
                    sound = channels.with_noise(sound, changed["noise"], chance)
                if "babble" in changed:
                    sound = channels.with_babble(sound, voices, changed["babble"], chance)
                pcm = channels.coded(channels.louder(sound, changed.get("level", 0.0)), Channel.MULAW)
                heard = hear(recognizer, grammar, pcm)
                wrong += read_digits(heard.transcript.words) != read_digits(row.text)
                unheard += not heard.began
                late += heard.seconds - given.before - len(said) / 8000
            cost = (time.process_time() - began) / len(strings)
            print(
                f"{title:20} {name:12} {wrong / len(strings):>13.1%} {unheard:>8} {late / len(strings):>6.1f}"
                f" {cost:>15.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
