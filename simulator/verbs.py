"""The TwiML verbs that the stand-in can follow. Values only; times in seconds, addresses as they were written."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """Speak this text with the carrier's own voice."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Fetch this sound and play it."""

    url: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Do nothing for a while."""

    seconds: float


Prompt = Say | Play | Pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    """Collect keys, also while the prompts are playing. An empty action is the document's own address."""

    prompts: tuple[Prompt, ...]
    action: str
    method: str
    timeout: float
    finish_keys: str
    most_keys: int | None
    action_on_empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Record the caller."""

    action: str
    method: str
    longest: float
    timeout: float
    """This much silence ends it."""
    finish_keys: str
    beep: bool
    status_callback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A telephone to ring. Whoever answers it hears the document at `url` first, if there is one; they are connected
    when that ends, and hung up when it says so."""

    number: str
    url: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """Ring these numbers at once and connect the first that answers. Without an action go on to the next verb."""

    numbers: tuple["Number", ...]
    caller_id: str
    action: str
    method: str
    timeout: float
    time_limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """Open a media stream in both directions and wait for its end."""

    url: str
    name: str
    parameters: Mapping[str, str]
    status_callback: str
    action: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Go on with another document."""

    url: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hangup:
    """End the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """Do not answer the call at all."""


Verb = Say | Play | Pause | Gather | Record | Dial | Connect | Redirect | Hangup | Reject
