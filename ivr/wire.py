"""One accepted WebSocket, as every voice adapter uses it: sends in order, closes once, and stays quiet after its end.

Knows no carrier: what the messages mean is the adapters' business. Also reads JSON frames without mercy.
"""

import asyncio
import json
from typing import Any

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from ivr.media import StreamRefused

log = structlog.get_logger()

BROKEN = 1006
"""The close code of a connection that ended without a word."""


class Closed(Exception):
    """The other side closed the socket, or the connection broke."""


class Wire:
    """One socket. `receive` is used by one task only; the others may be called from any task."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._sending = asyncio.Lock()
        self.gone = False
        """Whether nothing more can be sent or will come."""
        self.closed_with: int | None = None
        """The code with which the other side ended it; None while it has not."""
        self._receiver: asyncio.Task[Any] | None = None
        self._given_up = False

    async def receive(self) -> str | bytes:
        """The next message. Raises Closed."""
        self._receiver = asyncio.current_task()
        try:
            message = await self._socket.receive()
        except asyncio.CancelledError:
            if not self._given_up or self._receiver is None:
                raise
            self._receiver.uncancel()
            raise Closed from None
        finally:
            self._receiver = None
        if message["type"] == "websocket.disconnect":
            self.gone = True
            self.closed_with = int(message.get("code") or BROKEN)
            raise Closed
        text = message.get("text")
        return text if text is not None else bytes(message.get("bytes") or b"")

    async def send(self, message: str | bytes) -> None:
        """Sends, unless the socket is gone."""
        if self.gone:
            return
        try:
            async with self._sending:
                if isinstance(message, str):
                    await self._socket.send_text(message)
                else:
                    await self._socket.send_bytes(message)
        except (RuntimeError, WebSocketDisconnect):
            self.gone = True

    def give_up(self) -> None:
        """Ends it here, for whoever receives too: the other side is known to be away, and may never say so."""
        self.gone = self._given_up = True
        if self._receiver is not None:
            self._receiver.cancel()

    async def close(self, code: int) -> None:
        """Closes the socket, unless it is closed."""
        if self._socket.client_state is WebSocketState.CONNECTED:
            try:
                await self._socket.close(code)
            except (RuntimeError, WebSocketDisconnect):  # the other side was faster
                log.debug("stream was closed already")
        self.gone = True


def json_frame(message: str | bytes) -> dict[str, Any]:
    """A text message as an object that names its `event`. Raises StreamRefused."""
    if isinstance(message, bytes):
        raise StreamRefused("a binary frame")
    try:
        frame = json.loads(message)
    except (ValueError, RecursionError) as error:
        raise StreamRefused("a frame that is not JSON") from error
    if not isinstance(frame, dict) or not isinstance(frame.get("event"), str):
        raise StreamRefused("a frame without an event")
    return frame


def part(frame: dict[str, Any], name: str, kind: type) -> Any:
    """A field that must be there and of this type; text must be such that can be stored. Raises StreamRefused."""
    value = frame.get(name)
    if not isinstance(value, kind) or (isinstance(value, str) and not value.isprintable()):
        raise StreamRefused(f"{name} is missing or malformed")
    return value
