"""What happened in one call, in order, with the time since it began, and what the line did wrong."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, `at` seconds after the call began."""

    at: float
    kind: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """Something that the carrier would complain about, by its own error code."""

    code: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One webhook of the call and the TwiML that answered it."""

    url: str
    params: Mapping[str, str]
    twiml: str


def nobody(_: object) -> None:
    """Tells nobody."""


@dataclass(slots=True)
class Journal:
    """The record of one call. `watch` is told of each event as it happens."""

    watch: Callable[[Event], None] = nobody
    began: float = field(default_factory=time.monotonic)
    events: list[Event] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)

    def note(self, kind: str, **detail: object) -> None:
        """Remember that this happened now."""
        event = Event(at=time.monotonic() - self.began, kind=kind, detail=detail)
        self.events.append(event)
        self.watch(event)

    def violation(self, code: int, text: str) -> None:
        """Remember that the line did something wrong."""
        self.violations.append(Violation(code=code, text=text))
        self.note("violation", code=code, text=text)

    def of_kind(self, kind: str) -> list[Event]:
        """The events of this kind."""
        return [event for event in self.events if event.kind == kind]
