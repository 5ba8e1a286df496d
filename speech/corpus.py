"""Recordings of a corpus directory: transcripts.tsv (file, speaker, gender, text, seconds) and its sound files."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from speech import audio
from speech.grammar import DIGIT_WORDS

COLUMNS = ("file", "speaker", "gender", "text", "seconds")
"""Of transcripts.tsv, separated by tabs."""


class CorpusError(ValueError):
    """A corpus directory is not as it should be. The message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One utterance: `text` in lower case, words separated by one space."""

    file: Path
    speaker: str
    gender: str
    text: str
    seconds: float


def read(directory: Path) -> list[Recording]:
    """Every row of a corpus. Raises CorpusError."""
    table = directory / "transcripts.tsv"
    if not directory.is_dir():
        raise CorpusError(f"there is no directory {directory} (it should hold transcripts.tsv)")
    if not table.is_file():
        raise CorpusError(
            f"{directory} has no transcripts.tsv (columns file, speaker, gender, text, seconds)"
        )
    try:
        return list(_rows(directory, table))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CorpusError(f"{table} cannot be read: {error}") from error


def _rows(directory: Path, table: Path) -> Iterator[Recording]:
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        for number, row in enumerate(rows, start=2):
            if lacking := [column for column in COLUMNS if row.get(column) is None]:
                raise CorpusError(f"{table}, line {number}: no {', '.join(lacking)}")
            try:
                seconds = float(row["seconds"])
            except ValueError as error:
                raise CorpusError(
                    f"{table}, line {number}: {row['seconds']!r} is no number of seconds"
                ) from error
            yield Recording(
                file=directory / row["file"],
                speaker=row["speaker"],
                gender=row["gender"],
                text=" ".join(row["text"].lower().split()),
                seconds=seconds,
            )


def samples(recording: Recording) -> np.ndarray:
    """Float32 samples at 8 kHz, 1.0 is full scale. Raises CorpusError for a file that cannot be read."""
    try:
        sound, rate = soundfile.read(recording.file, dtype="float32", always_2d=True)
    except (OSError, RuntimeError) as error:
        raise CorpusError(f"{recording.file} cannot be read: {error}") from error
    mono: np.ndarray = sound[:, 0]
    return mono if rate == audio.RATE else audio.resampled(mono, rate, audio.RATE)


def development_speakers(recordings: Iterable[Recording]) -> frozenset[str]:
    """Speakers that are measured on and never trained on: two that speak sentences, and every 14th of the others
    (five at most), in alphabetical order."""
    everyone, talkers = set(), set()
    for recording in recordings:
        everyone.add(recording.speaker)
        if not set(DIGIT_WORDS).issuperset(recording.text.split()):
            talkers.add(recording.speaker)
    return frozenset(sorted(talkers)[1:3]) | frozenset(sorted(everyone - talkers)[::14][:5])
