"""The carrier that rings citizens for us: what is asked of it, and what it may say. Values only.

Every carrier has a module of its own beside this one. Nothing here knows any of them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The carrier has the call, under this id of its own, and rings."""

    provider_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The carrier does not have the call, and said so or was never reached."""

    error: str
    """The carrier's code, never its free text."""
    permanent: bool
    """Trying again would be refused again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """The carrier may have the call or not: it was asked and its answer never came, or says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The carrier's ids of the calls that it has, the oldest first. None at all: it surely has none."""

    provider_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How a call goes, in the carrier's words: "ringing", "in-progress", "completed", "busy" and so on."""

    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """The carrier was asked and knows no such call, or not any more: surely it is over."""


class CallCarrier(Protocol):
    """Rings telephones. All calls block for seconds at most, and raise nothing that a network can cause."""

    def place(self, to: str, token: str) -> Placed | Refused | NoAnswer:
        """Rings a number in E.164. By `token` the carrier tells us later which try it answers, and how it goes."""
        ...

    def find(self, to: str, token: str, after: datetime) -> Found | NoAnswer:
        """The calls of ours with this token, or (where the carrier knows no tokens) those to this number that it took
        after that time (aware)."""
        ...

    def state(self, provider_id: str) -> State | Forgotten | NoAnswer:
        """How this call goes, one that we placed or one that came in. NoAnswer for a call of another carrier."""
        ...

    def hang_up(self, provider_id: str) -> bool:
        """Ends this call. False: the carrier did not say that it is over."""
        ...


class NoCallCarrier:
    """For an installation that rings nobody: every call is refused for now, and waits."""

    def place(self, to: str, token: str) -> Refused:
        """Rings nobody."""
        return Refused(error="no carrier", permanent=False)

    def find(self, to: str, token: str, after: datetime) -> Found:
        """There are none."""
        return Found(provider_ids=())

    def state(self, provider_id: str) -> NoAnswer:
        """Nobody knows."""
        return NoAnswer()

    def hang_up(self, provider_id: str) -> bool:
        """There is none."""
        return False
