"""The natural voices: Kokoro with Indonesian sounds, behind the same protocol as the robot voice.

For what is known beforehand: a second of speech takes a third of a second of one core and more on a busy machine, so
it is rendered ahead. Knows nothing of how Kokoro is run (`speech.voices.kokoro_worker`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from speech.speaking import Engine, SynthesisError
from speech.synthesizer import Pace, finished, speakable
from speech.voices.phonemes import UnspeakableError, phonetic

SPEEDS: Mapping[Pace, float] = MappingProxyType({Pace.NORMAL: 0.85, Pace.SLOW: 0.78, Pace.SLOWEST: 0.7})
"""Factors of the speed that the network would choose, which is too fast for a telephone. Slower is gentle: what a
slower caller needs most are longer pauses, and those are not made here."""

VERSION = "3"
"""To be changed with any change of the sound, of phonemes.py too, so that stored sounds are made again."""

MOST_SIGNS = 400
"""In one go; longer texts are said in parts. The network takes 509 and is at its best below that."""

START_S = 120.0
"""A worker that gives way to everything else may take long to load 90 MB."""

NICENESS = 15
"""Calls come first: rendering ahead takes what they leave."""

SECONDS_A_SIGN = 0.5
"""A sign is about 0.07 s of speech; rendering may be several times slower than speech when the line is busy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NaturalVoice:
    """A style of Kokoro under an Indonesian name."""

    style: str
    sha256: str
    """Of its file of 32-bit floats."""
    female: bool
    speed: float
    """Against sari: styles differ in how fast they speak by themselves."""
    npm: bool = False
    """Whether the style is in an npm package (see npm.py); the others are in the PyPI package."""

    @property
    def file(self) -> str:
        """Its name in the folder of voices."""
        return f"{self.style}.f32"


VOICES: Mapping[str, NaturalVoice] = MappingProxyType(
    {
        "sari": NaturalVoice(
            style="ef_dora",
            sha256="f66ec66bd295acb18372e37008533a9a3228483ccd294e7538d5d9294ac9a532",
            female=True,
            speed=1.0,
            npm=True,
        ),
        "ratih": NaturalVoice(
            style="jf_gongitsune",
            sha256="0f1181f3772d27b7c12aaf4bcd71e31b186c4146e330d074a3dc64ee392af396",
            female=True,
            speed=1.08,
        ),
        "jaka": NaturalVoice(
            style="jm_kumo",
            sha256="09e959d239724c734d65661f06f14cdabcddfd476bfaaad905a937099ae9e64f",
            female=False,
            speed=1.04,
        ),
    }
)
"""By the name that an MPP chooses. Which styles are clearest in Indonesian: docs/decisions/0010-natural-voice.md."""


class NaturalSynthesizer:
    """One natural voice in a process of its own, one phrase at a time."""

    def __init__(self, name: str, folder: Path, *, niceness: int = NICENESS) -> None:
        """`folder` holds what `python -m speech.voices install` put there; `niceness` is 0 where a person waits.

        Starts nothing yet.
        """
        self._speed = VOICES[name].speed
        self._voice = f"kokoro-82m/{name}/{VOICES[name].sha256[:8]}-{VERSION}"
        arguments = [str(niceness), str(folder.resolve()), VOICES[name].file]
        self._engine = Engine("speech.voices.kokoro_worker", arguments, start_s=START_S)

    @property
    def voice(self) -> str:
        """See Synthesizer. Starts nothing."""
        return self._voice

    @property
    def worker_pid(self) -> int | None:
        """The process that speaks, None while there is none."""
        return self._engine.worker_pid

    def render(self, text: str, pace: Pace) -> bytes:
        """See Synthesizer. Raises SynthesisError for digits and symbols too: they must have become words."""
        speakable(text)
        try:
            signs = phonetic(text)
        except UnspeakableError as error:
            raise SynthesisError(str(error)) from error
        request = {"signs": parts(signs), "speed": SPEEDS[pace] * self._speed}
        return finished(*self._engine.ask(request, START_S + SECONDS_A_SIGN * len(signs)))

    def rest(self) -> None:
        """Gives the memory back until the next phrase."""
        self._engine.rest()

    def close(self) -> None:
        """See Synthesizer."""
        self._engine.close()


def parts(signs: str) -> list[str]:
    """Signs in parts of MOST_SIGNS at most, cut after a mark where there is one, else between words."""
    found: list[str] = []
    rest = signs
    while len(rest) > MOST_SIGNS:
        room = rest[: MOST_SIGNS + 1]
        ends = [match.end() for match in re.finditer(r"[,.?!](?= )", room)] or [room.rfind(" ")]
        cut = ends[-1] if ends[-1] > 0 else MOST_SIGNS
        found.append(rest[:cut].strip())
        rest = rest[cut:].strip()
    return [*found, rest]
