"""The line's voice: text in, telephone sound out.

`Synthesizer` is what every voice is to the rest of the program. `Pyttsx3Synthesizer` is the one that is always
there: pyttsx3 and espeak-ng in a worker (`speech.espeak`, `speech.speaking`). The others are in `speech.voices`.
It knows nothing of pauses between phrases (see `speech.voicebank`), of how written words are said (see
`speech.reading`), or of calls.
"""

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from speech import mastering
from speech.reading.characters import without_marks
from speech.speaking import Engine, SynthesisError

__all__ = [
    "LONGEST",
    "RATES",
    "Pace",
    "Pyttsx3Synthesizer",
    "SynthesisError",
    "Synthesizer",
    "finished",
    "plain_text",
    "speakable",
    "unmarked",
]


class Pace(StrEnum):
    """How fast the line speaks; a caller who asks for a repetition hears it slower."""

    NORMAL = "normal"
    SLOW = "slow"
    SLOWEST = "slowest"


RATES: Mapping[Pace, int] = MappingProxyType({Pace.NORMAL: 140, Pace.SLOW: 120, Pace.SLOWEST: 100})
"""espeak's nominal words a minute; Indonesian words are long, so 140 is about 90 real ones."""

LONGEST = 2000
"""Characters in one phrase, at most."""

LONGEST_WORD = 30
"""espeak-ng leaves out, without a word, what a longer run of digits or letters goes on with; it is said in parts."""


class Synthesizer(Protocol):
    """Anything that can speak a phrase."""

    @property
    def voice(self) -> str:
        """Engine, version and voice, such as "espeak-ng-1.52.0/id": sounds of two voices must not be mixed."""

    def render(self, text: str, pace: Pace) -> bytes:
        """The phrase as 8 kHz mu-law with mastering.MARGIN_MS of near-silence at each end.

        Blocks; may be called from any thread. Raises SynthesisError.
        """

    def close(self) -> None:
        """Lets go of whatever speaks. render() raises SynthesisError afterwards."""


class Pyttsx3Synthesizer:
    """pyttsx3 with an espeak-ng voice in a process of its own, one phrase at a time."""

    def __init__(self, *, voice: str = "id", pitch: int | None = None, timeout_s: float = 5.0) -> None:
        """`pitch` is espeak's, 0 to 99. Starts nothing yet: the first phrase, or warm(), does."""
        self._arguments = [voice] if pitch is None else [voice, str(pitch)]
        self._timeout_s = timeout_s
        self._engine = Engine("speech.espeak", self._arguments)
        self._voice: str | None = None

    @property
    def voice(self) -> str:
        """See Synthesizer. Starts the worker when it is first asked for; raises SynthesisError."""
        if self._voice is None:
            self._voice = "/".join([f"espeak-ng-{self._engine.hello()['version']}", *self._arguments])
        return self._voice

    @property
    def worker_pid(self) -> int | None:
        """The process that speaks, None while there is none."""
        return self._engine.worker_pid

    def warm(self) -> None:
        """Starts the worker so that the first phrase does not wait for it. Raises SynthesisError."""
        self._engine.hello()

    def render(self, text: str, pace: Pace) -> bytes:
        """See Synthesizer. A worker that has died is replaced and asked again, once."""
        plain = unmarked(text)
        return finished(*self._engine.ask({"text": plain, "rate": RATES[pace]}, self._timeout_s))

    def close(self) -> None:
        """See Synthesizer. Waits for the phrase being spoken; may be called again."""
        self._engine.close()


def speakable(text: str) -> str:
    """plain_text() of a phrase that can be spoken. Raises SynthesisError when nothing is left of it, or too much."""
    plain = plain_text(text)
    if not any(character.isalnum() for character in plain):
        raise SynthesisError("there is nothing to say in this phrase")
    if len(plain) > LONGEST:
        raise SynthesisError(f"a phrase of {len(plain)} characters; {LONGEST} is the most")
    return plain


def unmarked(text: str) -> str:
    """speakable() for engines that have espeak's list of words: it says "é" alone as the name of a sign, and does
    not find "kés" or "téks" among the words that it knows. Raises SynthesisError."""
    return without_marks(speakable(text))


def finished(pcm: bytes, rate: int) -> bytes:
    """An engine's sound, made ready for the line. Raises SynthesisError when nothing can be heard in it."""
    sound = mastering.master(pcm, rate)
    if not sound:
        raise SynthesisError("the voice made no sound for this phrase")
    return sound


def plain_text(text: str) -> str:
    """Only what can be spoken: letters, digits, sentence marks, single spaces; words of LONGEST_WORD at most.

    Markup, phoneme brackets and espeak's control characters lose their meaning here, on top of the engine
    never being told to read any.
    """
    kept = (
        c if c.isalpha() or c.isdecimal() or unicodedata.category(c) == "Mn" or c in ".,?!;:'-%" else " "
        for c in unicodedata.normalize("NFC", text)
    )
    return " ".join(
        word[start : start + LONGEST_WORD]
        for word in "".join(kept).split()
        for start in range(0, len(word), LONGEST_WORD)
    )
