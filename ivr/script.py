"""The dialogue as data: steps, lines, and what the caller may say. Values only; `script_file` reads them.

Each step names the steps that follow it, so the whole call is one graph.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from casework.catalogue import Catalogue
from casework.codes import LENGTH
from casework.understanding_file import Requests
from casework.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Says lines and goes on. `protected` lines are said to the end."""

    lines: tuple[str, ...]
    then: str
    protected: bool = False
    notes: Mapping[str, str] = field(default_factory=dict)
    """Answers that are known from here on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way on: its key, the words for it, and the line that confirms it in passing."""

    key: str
    words: tuple[str, ...]
    then: str
    line: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    """Answers that it stands for, to be used later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A question with at most four answers. `once`: it may stay unanswered, so nobody asks it a second time.

    `waiting`: whoever waits for an officer may give one, and waits on otherwise.
    """

    prompt: str
    choices: tuple[Choice, ...]
    on_failure: str
    once: bool = False
    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFreely:
    """ "What can we do for you?", answered in the caller's own words, or by key.

    What is understood is kept as the answers `layanan` and `maksud` and leads to `then`; where one of them is
    missing, `which_service` or `which_intent` asks for it. `others` are matters besides services, by words alone.
    """

    prompt: str
    choices: tuple[Choice, ...]
    others: tuple[Choice, ...]
    sentences: tuple[str, ...]
    """How people put it, with "{layanan}" for a service: what the recogniser expects."""
    then: str
    which_service: str
    which_intent: str
    on_failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Goes on by an answer that is known already."""

    answer: str
    ways: Mapping[str, str]
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Goes on where the caller's last call broke off."""

    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterCode:
    """An eight-digit code, by voice or keys; or only the last digits of one, which are not read back."""

    prompt: str
    then: str
    on_failure: str
    digits: int = LENGTH
    part: Literal["depan", "belakang", "telepon"] | None = None
    """Which group of the code known so far is put right, or that its registered telephone number proves it; None:
    these digits are no part of it."""
    otherwise: str | None = None
    """Where a code leads whose repaired group makes it no code."""

    @property
    def whole(self) -> bool:
        """Whether it is a code, with its check digit, and not the end of one."""
        return self.digits == LENGTH


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
class Connect:
    """Rings an officer; `otherwise` when nobody answers."""

    lines: tuple[str, ...]
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Goodbye:
    """The end."""

    lines: tuple[str, ...]


Step = (
    Say
    | Menu
    | AskFreely
    | EnterCode
    | YesNo
    | PickService
    | RecordStory
    | Branch
    | Resume
    | Do
    | Connect
    | Goodbye
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The whole call, and what it knows: the services and the words of this MPP."""

    start: str
    call_back: str
    """Where a call begins that we make because the citizen wants to talk with us."""
    notice: str
    """Where a call begins that we make because there is news."""
    crowded: str
    """Where a call begins that the machine has no room for: with an offer to ring back."""
    officer: str
    """Where 0 and "petugas" lead from everywhere."""
    main: str
    """Where "menu" leads from everywhere."""
    emergency: str
    """Where words such as "kebakaran" lead."""
    places: Mapping[str, str]
    """Step to how we say where a call broke off; at other steps there is nothing to go on with."""
    told: frozenset[str]
    """Places where the answer has been given: whoever heard it to its end is not asked whether to go on."""
    resumes: Mapping[str, str]
    """Places at which one goes on with another step: their question is of something that must be found again."""
    lines: Mapping[str, str]
    steps: Mapping[str, Step]
    catalogue: Catalogue
    words: Words
    requests: Requests
    """What a sentence asks for."""
