"""How long the line takes, as the caller feels it: from the end of speech, or a key, to the first sound."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class MeasureKind(StrEnum):
    SPEECH_TO_SOUND = "speech_to_sound"
    """From the last voiced frame to the first sound of the answer."""
    KEY_TO_SOUND = "key_to_sound"
    """From the last key to the first sound of the answer."""
    SPEECH_TO_CLEAR = "speech_to_clear"
    """From the first voiced frame over a prompt to the prompt falling silent."""
    KEY_TO_CLEAR = "key_to_clear"
    """From the first key over a prompt to the prompt falling silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One waiting time in milliseconds, ended at this moment of the monotonic clock."""

    kind: MeasureKind
    ms: int
    at: float


class Stopwatch:
    """Told what passes in both directions of a media stream; reports each measure once."""

    def __init__(self, report: Callable[[Measure], None]) -> None:
        self._report = report
        self._asked: tuple[MeasureKind, float] | None = None
        self._interrupting: tuple[MeasureKind, float] | None = None

    def voice(self, *, over_prompt: bool) -> None:
        """A voiced frame has gone out."""
        now = time.monotonic()
        first = self._asked is None or self._asked[0] is not MeasureKind.SPEECH_TO_SOUND
        if first and over_prompt and not self._interrupting:
            self._interrupting = (MeasureKind.SPEECH_TO_CLEAR, now)
        self._asked = (MeasureKind.SPEECH_TO_SOUND, now)

    def key(self, *, over_prompt: bool) -> None:
        """A key has gone out."""
        now = time.monotonic()
        if over_prompt and not self._interrupting:
            self._interrupting = (MeasureKind.KEY_TO_CLEAR, now)
        self._asked = (MeasureKind.KEY_TO_SOUND, now)

    def clear(self) -> None:
        """The line has silenced its prompt."""
        if self._interrupting:
            self._done(*self._interrupting)
            self._interrupting = None

    def sound(self, *, over_prompt: bool, speaking: bool) -> None:
        """Sound has come from the line, behind other sound or not, while the caller speaks or not."""
        if not over_prompt:
            self._interrupting = None  # the prompt ended by itself
        if self._asked and not self._interrupting and not speaking:
            self._done(*self._asked)
            self._asked = None

    def _done(self, kind: MeasureKind, began: float) -> None:
        now = time.monotonic()
        self._report(Measure(kind=kind, ms=round((now - began) * 1000), at=now))
