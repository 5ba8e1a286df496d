"""What a dialogue hears and answers. Values only, all of them small.

`Turn` is the whole answer to one thing heard: where the dialogue stands now, what to say, what to wait for, and
at most one command for casework. No wait and no command means goodbye.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from casework.commands import Command, Outcome
from ivr.position import Position
from speech.grammar import Grammar

Value = str | int | tuple[str, ...]

# Heard ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The call begins. Without speech only keys can be heard: the media stream did not start."""

    speech: bool = True
    unfinished: Mapping[str, Any] | None = None
    """Where the last call of this number broke off a moment ago, if there is something to go on with."""
    pace: str = "normal"
    louder: bool = False
    """As the caller chose in an earlier call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """Keys, without the # that ended them. "" is a lone #."""

    keys: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the recogniser made of speech, best first. "" and "[unk]" mean that it was none of the grammar."""

    words: str
    confidence: float
    alternatives: tuple[str, ...] = ()
    least: float | None = None
    """The recogniser's own confidence in the least sure word: sentences are judged by it, because no share of
    right answers is known of them. None: not told, and `confidence` serves."""
    own_codes: tuple[str, ...] = ()
    """Codes of the matters that belong to the telephone number of this call, where a code was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The caller's free speech is stored."""

    recording_id: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Nothing was said or pressed in the time given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLost:
    """The media stream died; from now on only keys can be heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooBusy:
    """The machine cannot follow what the caller says; from now on only keys can be heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferEnded:
    """The officer's telephone: was it answered?"""

    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HungUp:
    """The caller is gone."""


Heard = (
    Started | Pressed | Said | Recorded | Silence | StreamLost | TooBusy | TransferEnded | HungUp | Outcome
)

# Answered ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something to say: its key in content/call.yaml and the values it names."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)
    protected: bool = False
    """Whether it is said to the end even when the caller speaks or presses a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Wait for keys, and for speech unless `speech` is None."""

    keys: int
    """How many keys the answer has; a single one counts at once, more end with # or a pause."""
    speech: Grammar | None
    patience_s: float
    """How long to wait for the first sound or key after the prompt has ended."""
    more_ms: int = 0
    """How much longer than others this caller must be quiet for their answer to be over."""
    hold: bool = False
    """Whether the caller asked us to wait: then a soft sound tells that the line is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Beep, then record free speech until #, silence or the longest time."""

    longest_s: int
    end_silence_s: float
    patience_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Ring the officers' configured numbers."""


Wait = Ask | Record | Transfer


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The answer to one thing heard."""

    position: Position
    say: tuple[Line, ...]
    wait: Wait | None
    command: Command | None = None
