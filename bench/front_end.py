"""What our level and end-of-speech detection do to recognition: digit strings wrong, with and without them.

    python bench/front_end.py CORPUS [--count 60] [--model DIR] [--only TEXT]

CORPUS is a directory with transcripts.tsv (file, speaker, gender, text, seconds); its development speakers' digit
strings are played through 8 kHz mu-law, with near-silence or the background around them, straight into Vosk at the
level they have, and through the line's own front end. `unheard` are strings that the front end never took for speech.
Prints one table.
"""

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from speech import corpus, scoring
from speech.measuring import Condition, grammar_of, measure, talking
from speech.recognizer import VoskRecognizer

CONDITIONS = {
    "clean": {},
    "20 dB softer": {"level_db": -20.0},
    "12 dB louder": {"level_db": 12.0},
    "white noise 10 dB": {"noise_db": 10.0},
    "babble 15 dB": {"babble_db": 15.0},
    "babble 10 dB": {"babble_db": 10.0},
}
MODEL = Path(__file__).resolve().parents[1] / "speech" / "model"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--count", type=int, default=60)
    arguments.add_argument("--model", type=Path, default=MODEL)
    arguments.add_argument("--only", default="", help="ways and conditions whose names contain this")
    given = arguments.parse_args()
    recordings = corpus.read(given.corpus)
    ours = corpus.development_speakers(recordings)
    grammar, strings = grammar_of("digits", [r for r in recordings if r.speaker in ours])
    strings = random.Random(1).sample(strings, min(given.count, len(strings)))  # noqa: S311
    voices = talking([r for r in recordings if r.speaker not in ours])
    recognizer = VoskRecognizer(given.model)
    print(f"{len(strings)} digit strings, {len({r.speaker for r in strings})} speakers")
    print(f"{'condition':20} {'way':12} {'strings wrong':>13} {'unheard':>8} {'CPU s a string':>15}")
    for title, changed in CONDITIONS.items():
        for way, front in (("straight", False), ("front end", True)):
            if given.only not in f"{title} {way}":
                continue
            found = measure(recognizer, grammar, strings, Condition(**changed, front=front), voices)
            wrong = scoring.rate(found.answers, scoring.whole_errors).share
            cost = found.cpu_s / len(strings)
            print(f"{title:20} {way:12} {wrong:>13.1%} {found.unheard:>8} {cost:>15.2f}", flush=True)


if __name__ == "__main__":
    main()
