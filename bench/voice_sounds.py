"""The sounds of a voice and what they cost: rendered once and kept, cut and joined as in a call.

Everything slow is kept in one folder, so that a run goes on where the last one stopped.
"""

import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from speech import audio, joining, mastering
from speech.phrases import Phrase, Piece, pieces
from speech.synthesizer import Pace, Synthesizer
from speech.voicebank import Voicebank

MARGIN_S = 2 * mastering.MARGIN_MS / 1000
"""Silence at the ends of a rendered phrase."""

Said = list[tuple[str, np.ndarray]]
"""(text for the voice, samples) of each line."""


class Kept:
    """Values by key, in a file that is only ever added to."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._known = dict(json.loads(line) for line in lines if line.endswith("]"))

    def get(self, key: str, make: Callable[[], object]):
        """The value of this key, made now if it is not known yet."""
        if key not in self._known:
            self.put(key, make())
        return self._known[key]

    def put(self, key: str, value: object) -> None:
        """Keeps a value."""
        self._known[key] = value
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([key, value], ensure_ascii=False) + "\n")

    def find(self, key: str):
        """The value of this key, None when there is none."""
        return self._known.get(key)


class Timed:
    """A voice that notes how long each phrase took: {"ms": wall time, "s": length of the sound}."""

    def __init__(self, inner: Synthesizer, times: Kept) -> None:
        self._inner, self._times = inner, times
        self.voice = inner.voice

    def render(self, text: str, pace: Pace) -> bytes:
        began = time.perf_counter()
        sound = self._inner.render(text, pace)
        took = {"ms": (time.perf_counter() - began) * 1000, "s": audio.seconds(sound)}
        self._times.put(key_of(self.voice, pace, text), took)
        return sound

    def close(self) -> None:
        self._inner.close()


class Replayed:
    """A voice that says what another bank has, and counts how often it is asked."""

    def __init__(self, bank: Voicebank) -> None:
        self._bank, self.voice, self.asked = bank, bank.voice(), 0

    def render(self, text: str, pace: Pace) -> bytes:
        self.asked += 1
        return self._bank.sound(text, pace)

    def close(self) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice that is measured; `parts` cuts a line into what it renders."""

    name: str
    bank: Voicebank
    parts: Callable[[str], Sequence[Piece]]

    def sound(self, text: str, pace: Pace) -> bytes:
        return b"".join(self.bank.speech(self.parts(text), pace))

    def said(self, lines: Sequence[str], pace: Pace) -> Said:
        said = []
        for number, line in enumerate(lines, start=1):
            said.append((line, audio.samples(self.sound(line, pace))))
            if number % 10 == 0:
                print(f"{self.name}, {pace}: {number} of {len(lines)} said", file=sys.stderr, flush=True)
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Reuse:
    """What the voicebank spares, over all lines twice."""

    first_pass: float
    """Share of phrases that were there already, first time round."""
    second_pass: float
    from_disk_ms: Sequence[float]
    """From asking for a line to its first 20 ms, in a process that has not said it yet."""
    from_memory_ms: Sequence[float]


def key_of(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def phrases(parts: Iterable[Piece]) -> list[str]:
    """Those parts of a line that are spoken."""
    return [part.text for part in parts if isinstance(part, Phrase)]


def in_one_go(text: str) -> list[Piece]:
    """The parts of a line as a natural voice renders them, each phrase in one go."""
    return list(joining.as_pieces(pieces(text)))


class PutTogether:
    """The parts of a line as a natural voice has them in a call: from pieces known beforehand where it can."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)

    def __call__(self, text: str) -> list[Piece]:
        found: list[Piece] = []
        for part in pieces(text):
            cover = joining.cover(part.text, self._known.__contains__) if isinstance(part, Phrase) else None
            found += cover or joining.as_pieces([part])
        return found


def reuse(bank: Voicebank, lines: Sequence[Sequence[Piece]], pace: Pace) -> Reuse:
    """Says every line twice from an empty voicebank, then each first thing from its disk and from memory."""
    with tempfile.TemporaryDirectory() as folder:
        voice_again = Replayed(bank)
        fresh = Voicebank(Path(folder), voice_again)
        passes, asked = [], 0
        count = sum(isinstance(part, Phrase) for line in lines for part in line)
        for _ in range(2):
            for line in lines:
                b"".join(fresh.speech(line, pace))
            passes.append(1 - (voice_again.asked - asked) / count)
            asked = voice_again.asked
        disk = [first_frame_ms(Voicebank(Path(folder), voice_again), line, pace) for line in lines]
        memory = [first_frame_ms(fresh, line, pace) for line in lines]
        if voice_again.asked != asked:
            raise RuntimeError("a phrase was in the voicebank and is not any more")
    return Reuse(first_pass=passes[0], second_pass=passes[1], from_disk_ms=disk, from_memory_ms=memory)


def first_frame_ms(bank: Voicebank, line: Sequence[Piece], pace: Pace) -> float:
    began = time.perf_counter()
    frame = next(bank.speech(line, pace))[: audio.FRAME_BYTES]
    took = (time.perf_counter() - began) * 1000
    if len(frame) != audio.FRAME_BYTES:
        raise RuntimeError("a line begins with less than a frame")
    return took
