"""The dialogue as data: steps, lines, and what the caller may say. Values only; `script_file` reads them.

Each step names the steps that follow it, so the whole call is one graph.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from casework.catalogue import Catalogue
from casework.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Says lines and goes on. `protected` lines are said to the end."""

    lines: tuple[str, ...]
    then: str
    protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way on: its key, the words for it, and the line that confirms it in passing."""

    key: str
    words: tuple[str, ...]
    then: str
    line: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A question with at most four answers."""

    prompt: str
    choices: tuple[Choice, ...]
    on_failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterCode:
    """An eight-digit code, by voice or keys."""

    prompt: str
    then: str
    on_failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo:
    """A question to be answered with yes (key 1) or no (key 2)."""

    prompt: str
    yes: str
    no: str
    on_failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PickService:
    """Which service? By its name, or through groups by keys. `answer` is where the service's id is kept."""

    prompt: str
    answer: str
    then: str
    on_failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStory:
    """Free speech. Silence twice goes on without a recording."""

    prompt: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What is said for one outcome of a command, and where it leads."""

    lines: tuple[str, ...]
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Do:
    """Asks casework for something; `results` has a way on for each outcome that the command can have."""

    command: str
    results: Mapping[str, Result]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slower:
    """Speaks more slowly from now on."""

    line: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """Rings an officer; `otherwise` when nobody answers."""

    lines: tuple[str, ...]
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Goodbye:
    """The end."""

    lines: tuple[str, ...]


Step = Say | Menu | EnterCode | YesNo | PickService | RecordStory | Do | Slower | Connect | Goodbye


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The whole call, and what it knows: the services and the words of this MPP."""

    start: str
    officer: str
    """Where 0 and "petugas" lead from everywhere."""
    lines: Mapping[str, str]
    steps: Mapping[str, Step]
    catalogue: Catalogue
    words: Words
