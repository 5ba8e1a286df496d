"""What is asked of casework about the line for an officer, and what comes back. Values only, as in `commands`."""

from dataclasses import dataclass
from datetime import datetime

# Commands ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLine:
    """The caller waits for an officer; asked again while they do: is it their turn?"""

    service_id: str | None = None
    code: str | None = None
    """The code that they named, or the digits of one."""
    asked: str | None = None
    """What they wanted to know, as an intent."""
    tell: bool = False
    """Whether they asked where they stand, and are to hear it also when they know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPlace:
    """The caller hangs up and is rung when it is their turn."""

    service_id: str | None = None
    code: str | None = None
    asked: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUpInLine:
    """The caller hung up while they waited: whoever cannot be rung when it is their turn leaves a case."""

    service_id: str | None = None
    code: str | None = None
    asked: str | None = None
    helper: str | None = None
    """Who speaks for the citizen, and whether the citizen agrees: as in OpenCase."""
    consent: bool = False


WaitingCommand = JoinLine | KeepPlace | HangUpInLine


# Outcomes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnCame:
    """An officer is free, and theirs until the ring is over. `again`: another one did not take the call before."""

    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsInLine:
    """They wait, and are to hear where: `place` 1 is next. `minutes` is about how long; None when nobody can know."""

    place: int
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StillWaiting:
    """They wait, and know where they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyAnswered:
    """Everybody who is there was rung, and nobody took the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceKept:
    """They are rung when it is their turn. `opens_at` is when somebody is there again (local), when nobody is now."""

    opens_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLeft:
    """They are in the line no more, and nothing is owed to them: they had talked, or did not wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaysInLine:
    """This number cannot be rung: they wait on, at their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnReached:
    """They were rung because it is their turn: what they had said in the call before."""

    service_id: str | None
    code: str | None
    asked: str | None


WaitingOutcome = (
    TurnCame | StandsInLine | StillWaiting | NobodyAnswered | PlaceKept | LineLeft | StaysInLine | TurnReached
)
