"""A real human voice through the whole line: two recordings of one speaker, joined into a code, get its status.

The corpus is not part of the project; without it beside the checkout the test is skipped.
"""

import asyncio
import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from casework.applications import ApplicationData
from casework.codes import is_code
from models import ApplicationStatus
from simulator.script import HangUp, Press, Say, Wait
from speech import audio
from speech.numbers import read_digits
from tests.line import Line

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "indspeech"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the speech corpus is not beside this checkout")


def codes() -> Iterator[tuple[str, Path, Path]]:
    """(code, first recording, second recording) of one speaker each."""
    spoken: dict[str, list[tuple[str, Path]]] = defaultdict(list)
    with (CORPUS / "transcripts.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["file"].startswith("digits-test/"):
                spoken[row["speaker"]].append((read_digits(row["text"]), CORPUS / row["file"]))
    for recordings in spoken.values():
        pairs = ((a, b) for a in recordings for b in recordings if a is not b and is_code(a[0] + b[0]))
        for first, second in pairs:
            yield first[0] + second[0], first[1], second[1]
            break


def sound(path: Path) -> bytes:
    samples, rate = soundfile.read(path, dtype="int16")
    return audio.encode(audio.resample(np.asarray(samples, dtype="<i2").tobytes(), rate))


@pytest.mark.parametrize("number", range(2))
def test_a_code_spoken_by_a_person_gets_its_status(line: Line, number: int) -> None:
    code, first, second = sorted(codes())[number * 7]
    line.put(ApplicationData(code=code, service_id="kk", status=ApplicationStatus.READY))
    said = sound(first) + audio.silence(500) + sound(second)
    items = (
        Wait(seconds=10),
        Press(keys="1"),
        Wait(seconds=1),
        Say(sound=said),
        Wait(seconds=4),
        Press(keys="1"),
    )
    call = asyncio.run(
        line.call(*items, Press(keys="3"), HangUp(), caller=f"08130000000{number}", barge_in=True)
    )
    turns = {turn.step: turn for turn in call.captions}  # of each step the last
    told = [f"{turn.step}: {turn.heard.kind} {turn.heard.text} -> {turn.said}" for turn in call.captions]
    assert turns["minta_kode"].heard.kind == "said", told
    assert f"{code[:4]} {code[4:]}" in turns["minta_kode"].said, told
    assert "Silakan diambil" in turns["pastikan_kode"].said, told
