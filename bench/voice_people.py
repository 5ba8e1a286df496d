"""People on a telephone, to be put beside the voices: some sentences and digit strings of a corpus."""

import random
from pathlib import Path

from speech import corpus, reading
from speech.corpus import Recording
from speech.measuring import is_digits

SENTENCES, DIGIT_STRINGS = 30, 15
QUICK = 3
"""Of a quick run: so many times fewer."""


def some(directory: Path, quick: bool) -> list[Recording]:
    """Distinct texts of three words or more, each by one person, nobody much more often than another.

    The same in every run. Raises CorpusError.
    """
    recordings = [one for one in corpus.read(directory) if len(one.text.split()) > 2]
    random.Random(4).shuffle(recordings)  # noqa: S311
    share = QUICK if quick else 1
    sentences = [one for one in recordings if not is_digits(one.text)]
    strings = [one for one in recordings if is_digits(one.text)]
    found = (_in_turn(sentences, SENTENCES // share), _in_turn(strings, DIGIT_STRINGS // share))
    return _mixed(*found)


def figures(text: str) -> str:
    """Digit words as figures."""
    names = {reading.number(n): str(n) for n in range(10)} | {"kosong": "0"}
    return "".join(names[word] for word in text.split())


def _mixed(sentences: list[Recording], strings: list[Recording]) -> list[Recording]:
    """A digit string after every few sentences: many in a row, and Whisper counts on without end."""
    every = max(1, len(sentences) // max(1, len(strings)))
    found: list[Recording] = []
    for number, one in enumerate(sentences, start=1):
        found += [one, *strings[number // every - 1 : number // every]] if number % every == 0 else [one]
    return found + strings[len(sentences) // every :]


def _in_turn(recordings: list[Recording], count: int) -> list[Recording]:
    found: list[Recording] = []
    turns = dict.fromkeys((one.speaker for one in recordings), 0)
    texts: set[str] = set()
    for one in recordings:
        if len(found) < count and one.text not in texts and turns[one.speaker] <= count // len(turns):
            found.append(one)
            texts.add(one.text)
            turns[one.speaker] += 1
    return found
