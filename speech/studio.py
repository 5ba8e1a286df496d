"""Recordings of a person that the line speaks with instead of its synthetic voices.

A folder with a WAV file for each whole line that is always said alike (`salam.wav`) and for each piece of the others
(`empat--lanjut.wav`: the words, and how the voice ends). A file may be of any rate, mono or stereo; it is brought to
the sound of the line like every other voice. A file with `.pelan` or `.sangat_pelan` before `.wav` is used for the
slower paces; without one the same recording is. Knows nothing of calls or of where lines come from.
"""

import hashlib
import io
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from speech import mastering
from speech.joining import piece
from speech.phrases import Piece
from speech.reading.characters import without_accents
from speech.synthesizer import Pace

ENDINGS = {",": "lanjut", ".": "akhir", "?": "tanya", "!": "seru"}
"""How a piece's mark is called in its file's name."""

PACES = {Pace.NORMAL: "", Pace.SLOW: ".pelan", Pace.SLOWEST: ".sangat_pelan"}
LONGEST_NAME = 60
"""Characters of the words in a file's name; longer ones are cut and told apart by a few letters of their hash."""
LONGEST_S = 60.0
LARGEST_BYTES = 30 * 1024 * 1024

log = logging.getLogger(__name__)


class BrokenRecording(ValueError):
    """The file is no sound that can be used; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """What a file holds: 16-bit mono at `rate` samples a second."""

    pcm: bytes
    rate: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.pcm) / 2 / self.rate


def line_file(key: str, pace: Pace = Pace.NORMAL) -> str:
    """The file of the line with this key."""
    return f"{key}{PACES[pace]}.wav"


def piece_file(text: str, pace: Pace = Pace.NORMAL) -> str:
    """The file of a piece: its words, two dashes, and how the voice ends."""
    named = piece(text)
    words, mark = named[:-1], named[-1]
    slug = re.sub(r"[^a-z0-9]+", "_", without_accents(words)).strip("_")
    if len(slug) > LONGEST_NAME:
        # accents are no part of the name, so none of its hash either: two pieces never differ in them alone
        slug = f"{slug[:LONGEST_NAME].strip('_')}_{hashlib.sha256(slug.encode()).hexdigest()[:6]}"
    return f"{slug}--{ENDINGS[mark]}{PACES[pace]}.wav"


def read_take(path: Path) -> Take:
    """The sound of a file; channels are mixed. Raises BrokenRecording."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BrokenRecording(f"cannot be read ({error.strerror})") from error
    if len(content) > LARGEST_BYTES:
        raise BrokenRecording(f"is larger than {LARGEST_BYTES // 1024 // 1024} MB")
    try:
        samples, rate = soundfile.read(io.BytesIO(content), dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, RuntimeError, ValueError) as error:
        raise BrokenRecording("is no sound file") from error
    if not samples.size or not rate:
        raise BrokenRecording("has no sound in it")
    if len(samples) / rate > LONGEST_S:
        raise BrokenRecording(f"is longer than {LONGEST_S:.0f} seconds")
    mono = np.nan_to_num(samples.mean(axis=1)).clip(-1.0, 1.0)
    return Take(pcm=(mono * 32767).astype("<i2").tobytes(), rate=int(rate))


class Studio:
    """The recordings of one folder, read once. Safe for many threads."""

    def __init__(self, folder: Path, lines: Mapping[str, Sequence[Piece]]) -> None:
        """`lines`: the key of every line without values, to its pieces. A folder that is not there holds nothing.

        A file that cannot be used is logged, listed in `broken` and otherwise as if it were not there.
        """
        self._sounds: dict[str, bytes] = {}
        self.broken: dict[str, str] = {}
        """File name to what is wrong with it."""
        for path in sorted(folder.glob("*.wav")) if folder.is_dir() else ():
            name = path.name
            try:
                take = read_take(path)
                sound = mastering.master(take.pcm, take.rate)
                if not sound:
                    raise BrokenRecording("has no sound in it")
                self._sounds[name] = sound
            except BrokenRecording as error:
                self.broken[name] = str(error)
                log.warning("the recording %s %s; it is not used", name, error)
        self._lines = {tuple(said): key for key, said in lines.items()}

    def __len__(self) -> int:
        return len(self._sounds)

    def line(self, said: Sequence[Piece], pace: Pace) -> bytes | None:
        """The recording of a whole line, as mu-law; None when there is none."""
        key = self._lines.get(tuple(said))
        if key is None:
            return None
        return self._sounds.get(line_file(key, pace)) or self._sounds.get(line_file(key))

    def piece(self, text: str, pace: Pace) -> bytes | None:
        """The recording of a piece, as mu-law; None when there is none."""
        if not self._sounds:
            return None
        return self._sounds.get(piece_file(text, pace)) or self._sounds.get(piece_file(text))
