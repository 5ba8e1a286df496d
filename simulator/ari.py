"""Asterisk's REST interface as the line meets it: channels made, looked at and hung up. Values in and out, no server.

Written from Asterisk's own description of it (rest-api/api-docs/channels.json) and what its handlers answer
(res/ari/resource_channels.c), and from nothing of ours. Stricter than Asterisk in one thing: a parameter that is not
in the description is refused, where Asterisk would pass it over. What a channel does then is the dialplan's business.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Answer = tuple[int, dict[str, Any] | None]

PARAMETERS: Mapping[str, type] = {
    "endpoint": str,
    "extension": str,
    "context": str,
    "priority": int,
    "label": str,
    "app": str,
    "appArgs": str,
    "callerId": str,
    "timeout": int,
    "variables": dict,
    "channelId": str,
    "otherChannelId": str,
    "originator": str,
    "formats": str,
}
"""What "Create a new channel (originate)" takes, in the body or as query parameters."""
LONGEST_ID = 149
REASONS = frozenset({
    "normal", "busy", "congestion", "no_answer", "timeout", "rejected", "unallocated", "normal_unspecified",
    "number_incomplete", "codec_mismatch", "interworking", "failure", "answered_elsewhere",
})  # fmt: skip
"""Why a channel may be hung up."""
MOST_REMEMBERED = 2000


@dataclass(slots=True, kw_only=True)
class Channel:
    """One channel that was originated, and what it was told."""

    id: str
    endpoint: str
    caller: str
    context: str
    extension: str
    priority: int
    timeout: int
    variables: Mapping[str, str]
    state: str = "Down"
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    """Whether we were asked to end it."""

    def document(self) -> dict[str, Any]:
        """As Asterisk describes it."""
        return {
            "id": self.id,
            "name": f"{self.endpoint}-00000001;1",
            "state": self.state,
            "caller": {"name": "", "number": self.caller},
            "connected": {"name": "", "number": self.caller},
            "accountcode": "",
            "dialplan": {
                "context": self.context,
                "exten": self.extension,
                "priority": self.priority,
                "app_name": "",
                "app_data": "",
            },
            "creationtime": self.at.isoformat(timespec="milliseconds"),
            "language": "en",
        }


class Ari:
    """The channels of one Asterisk. `live` is what a channel does from its making to its end."""

    def __init__(self, live: Callable[[Channel], Coroutine[Any, Any, None]]) -> None:
        self.originated: list[Channel] = []
        """All that were ever made, in order."""
        self.faults: list[tuple[int, float]] = []
        """For the next requests for a channel: (status that it answers after making it, or 0; seconds it waits)."""
        self._live = live
        self._channels: dict[str, Channel] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def originate(self, query: Mapping[str, str], body: Mapping[str, Any]) -> Answer:
        """Make a channel and let it ring."""
        given = {**{name: _typed(name, value) for name, value in query.items()}, **body}
        if wrong := _wrong(given):
            return error(400, wrong)
        channel = Channel(
            id=given.get("channelId") or f"{datetime.now(UTC).timestamp():.3f}",
            endpoint=given["endpoint"],
            caller=given.get("callerId", ""),
            context=given.get("context", "default"),
            extension=given["extension"],
            priority=given.get("priority", 1),
            timeout=given.get("timeout", 30),
            variables=given.get("variables", {}),
        )
        if channel.id in self._channels:
            return error(409, "Channel with given unique ID already exists")
        self._channels[channel.id] = channel
        self.originated = [*self.originated, channel][-MOST_REMEMBERED:]
        task = asyncio.create_task(self._until_over(channel))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        answer = channel.document()
        status, seconds = self.faults.pop(0) if self.faults else (0, 0.0)
        await asyncio.sleep(seconds)
        return error(status, "Allocation failed") if status else (200, answer)

    def get(self, channel_id: str) -> Answer:
        """One channel, while it is there."""
        channel = self._channels.get(channel_id)
        return (200, channel.document()) if channel else error(404, "Channel not found")

    def hang_up(self, channel_id: str, reason: str = "normal") -> Answer:
        """End a channel."""
        if reason not in REASONS:
            return error(400, "Invalid Reason")
        channel = self._channels.get(channel_id)
        if channel is None:
            return error(404, "Channel not found")
        channel.hung_up.set()
        return 204, None

    async def close(self) -> None:
        """Give up what is still there."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _until_over(self, channel: Channel) -> None:
        try:
            await self._live(channel)
        finally:
            del self._channels[channel.id]


def error(status: int, message: str) -> Answer:
    """An error as Asterisk writes it."""
    return status, {"message": message}


def _typed(name: str, value: str) -> Any:
    return int(value) if PARAMETERS.get(name) is int and value.lstrip("-").isdigit() else value


def _wrong(given: Mapping[str, Any]) -> str:
    """What Asterisk would say about these parameters, or ""."""
    for name, value in given.items():
        kind = PARAMETERS.get(name)
        if kind is None or not isinstance(value, kind):
            return f"{name} is not in the description, or of another type"
    if not all(isinstance(value, str) for value in given.get("variables", {}).values()):
        return "Only string values in the 'variables' object allowed"
    if max(len(given.get(name, "")) for name in ("channelId", "otherChannelId")) > LONGEST_ID:
        return f"Uniqueid length exceeds maximum of {LONGEST_ID}"
    technology, _, resource = given.get("endpoint", "").partition("/")
    if not given.get("endpoint"):
        return "Endpoint must be specified"
    if not technology or not resource:
        return "Invalid endpoint specified"
    if given.get("originator") and given.get("formats"):
        return "Originator and formats can't both be specified"
    if not given.get("extension"):
        return "Application or extension must be specified"
    return ""
