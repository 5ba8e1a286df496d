"""The simulated callers of callers.yaml: who they are, how they telephone, and what they say at which question.

What is said at a question stands in one line: "say WORDS", "press KEYS", "story WORDS", "wait SECONDS", "cough",
"silent", "cut" (the network fails), "hang up", "officers WHAT" (what happens at the counter meanwhile); several with
";" between them. A list is for the first time the question is asked, the second, and so on; its last line goes on.
"{code}" and the like are filled in. Values only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

FILE = Path(__file__).with_name("callers.yaml")

Goal = Literal["answer", "person", "call-back", "message", "noted", "hung up", "resumed"]
Lines = str | list[str]


class Manner(BaseModel):
    """How somebody telephones."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    speaks_over: bool = False
    """Does not wait until the prompt is over."""
    pause_s: float = 0.0
    """How long they think where "|" stands in their words."""
    key_gap_s: float = 0.15
    """Between two keys."""
    noise_db: float | None = None
    """So far is the noise around them below their voice."""
    stream: bool = True
    """Whether a media stream can be opened: without one there are only keys."""
    speed: float = Field(default=1.0, ge=1, le=20)
    """How much faster the clock of keypads, prompts and pauses runs; a media stream is always real time."""


class PlannedCall(BaseModel):
    """One call, and what it must come to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    goal: Goal
    at: dict[str, Lines] = {}
    """Step to what is said there."""
    office: str = "open"
    """Which office this is a call to."""
    number: str = ""
    """Calls from this number; empty: from one of their own, that nobody has called from."""
    again: bool = False
    """From the same number as the call before it."""
    has: Literal["", "application", "notice", "answer", "officer", "others", "others_case"] = ""
    """What is known of this number: an application, and news of one, or an officer's answer, that we ring for; or
    the code of an application, or of a message, that belongs to another number."""
    rings: bool = False
    """We ring them: because of what they have, or because the call before asked for it."""
    officers: str = ""
    """What is at the counter before this call, or has happened since the call before: see persona_officers."""
    officer: Literal["takes", "no-answer", "busy", "voicemail", "hangs-up"] = "takes"
    """What the first officer does whose telephone rings."""
    thorough: bool = False
    """Goes no way that others do not go: `make test` leaves it out, the command does not."""
    stream: bool | None = None
    speed: float | None = None
    speaks_over: bool | None = None


class Persona(BaseModel):
    """Somebody who calls."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    who: str
    manner: Manner = Manner()
    usual: dict[str, Lines] = {}
    """What they say at questions that a call says nothing of."""
    calls: list[PlannedCall]

    def manner_of(self, call: PlannedCall) -> Manner:
        """How they telephone in this call."""
        own = {"stream": call.stream, "speed": call.speed, "speaks_over": call.speaks_over}
        return self.manner.model_copy(
            update={name: value for name, value in own.items() if value is not None}
        )


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    usual: dict[str, Lines]
    not_driven: dict[str, list[str]] = {}
    callers: list[Persona]


@dataclass(frozen=True, slots=True, kw_only=True)
class Callers:
    """All of them."""

    personas: tuple[Persona, ...]
    not_driven: Mapping[str, str]
    """Ways of the dialogue that no caller goes, each with the reason."""

    @property
    def quick(self) -> tuple[Persona, ...]:
        """Those who together go every way, with no more calls than that takes."""
        left = (
            one.model_copy(update={"calls": [call for call in one.calls if not call.thorough]})
            for one in self.personas
        )
        return tuple(one for one in left if one.calls)


def load_callers(path: Path = FILE) -> Callers:
    """Reads the file. Raises pydantic.ValidationError."""
    content: dict[str, Any] = YAML(typ="safe", pure=True).load(path)
    file = _File.model_validate(content)
    known = [one.model_copy(update={"usual": {**file.usual, **one.usual}}) for one in file.callers]
    reasons = {way: reason for reason, every in file.not_driven.items() for way in every}
    return Callers(personas=tuple(known), not_driven=reasons)


@dataclass(slots=True)
class Replies:
    """What is said at each question of one call; `values` fills in codes."""

    persona: Persona
    call: PlannedCall
    values: dict[str, str] = field(default_factory=dict)
    visits: dict[str, int] = field(default_factory=dict)

    def at_once(self) -> bool:
        """Whether this caller hangs up as soon as we have answered."""
        return "" in self.call.at

    def at(self, step: str) -> list[tuple[str, str]]:
        """What to do at this question, as pairs of a word and what belongs to it. Nothing: stay silent."""
        lines = self.call.at.get(step, self.persona.usual.get(step, "silent"))
        if isinstance(lines, str):
            lines = [lines]
        visit = self.visits.get(step, 0)
        self.visits[step] = visit + 1
        line = lines[min(visit, len(lines) - 1)].format(**self.values)
        parts = [part.strip() for part in line.split(";")]
        if "hang up" in parts or "silent" in parts:
            return [(part, "") if part in ("hang up", "silent") else _split(part) for part in parts]
        return [_split(part) for part in parts]


def _split(part: str) -> tuple[str, str]:
    word, _, rest = part.partition(" ")
    return word, rest
