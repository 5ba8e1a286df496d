"""Where a dialogue stands: a small JSON document, stored after every turn, so that any process can go on with it."""

from dataclasses import asdict, dataclass, field
from typing import Any

PACES = ("normal", "slow", "slowest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Strings, numbers and lists only; `answers` holds what the caller said and what casework found."""

    step: str = ""
    """Empty before the first turn."""
    start: str = ""
    """The step with which this call begins, where that is not the usual one: a call that we made."""
    answers: dict[str, str] = field(default_factory=dict)
    tries: int = 0
    """Silences and misunderstandings in a row at this step."""
    pace: str = "normal"
    """As the caller chose it."""
    again: bool = False
    """Whether the last answer was said once more because the caller asked for it, and so a pace slower."""
    speech: bool = True
    """Whether the caller can be heard at all, or only their keys."""
    trail: tuple[str, ...] = ()
    """The questions asked before this one, for going back."""
    choices: tuple[str, ...] = ()
    """Services to choose between (none: choose a group first), or readings of a request (ivr/asking.py)."""
    page: int = 0
    held: int = 0
    """How often the line has waited already since the caller said "tunggu"; 0: it does not wait."""
    waited: int = 0
    """The same for the whole call."""
    louder: bool = False
    before: dict[str, Any] | None = None
    """Where the caller's last call broke off: step, answers that may be kept, trail."""
    said: tuple[dict[str, Any], ...] = ()
    """The lines of the last answer, for saying them again."""
    ended: bool = False
    way: tuple[str, ...] = ()
    """The steps reached in the last turn, one after the other."""
    missed: bool = False
    """Whether what was heard in the last turn was not understood, or nothing was heard."""


def dump(position: Position) -> dict[str, Any]:
    """As JSON values."""
    return asdict(position)


def load(document: dict[str, Any]) -> Position:
    """Back from JSON. Raises TypeError for a document of another form."""
    return Position(
        **{
            **document,
            "trail": tuple(document["trail"]),
            "choices": tuple(document["choices"]),
            "said": tuple(document["said"]),
            "way": tuple(document.get("way", ())),
        }
    )
