"""A live call's sound as any carrier gives it: what may come in, what can be sent. Values and one protocol."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """The caller's sound, mu-law of any length."""

    mulaw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: 0-9, * or #."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """The sound before this mark was played, or thrown away by `hush`."""

    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The stream ended: a hang-up or a broken connection, the carrier will tell which."""


class StreamRefused(Exception):
    """The other side does not keep to the protocol. The message says how, without what it sent."""


MediaEvent = Sound | Key | Played | Gone


class MediaLine(Protocol):
    """One live call. `receive` is used by one task only; the others may be called from any task."""

    async def receive(self) -> MediaEvent:
        """The next event; `Gone` for ever after the end."""
        ...

    async def play(self, mulaw: bytes) -> None:
        """Appends sound to what the carrier plays."""
        ...

    async def mark(self, name: str) -> None:
        """Asks to be told when everything so far was played."""
        ...

    async def hush(self) -> None:
        """Stops playing at once and throws away what waits."""
        ...

    async def close(self) -> None:
        """Ends the stream; the carrier goes on with the call."""
        ...
