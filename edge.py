"""What every request and every answer of this process goes through: bodies that must come in time, headers that are
always there.

Plain ASGI: knows no route, no framework and no page. What a page says of itself (the console's policy, the phone
page's) stays as it says.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

WEBHOOKS = ("/ivr/", "/sms/")
WEBHOOK_BODY_S = 5.0
"""A carrier's form is a few kilobytes and comes at once. Who sends it drop by drop is not answered."""
BODY_S = 60.0
"""Anything else: a file of applications over a slow line of an office."""
HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}
"""For answers that say nothing else themselves: of webhooks, of the API, of files."""


class NotWhole(Exception):
    """A body that was begun has not come to its end: its sender is too slow, or went away."""


class Edge:
    """Stands before the whole application. `https`: whether people reach it by https."""

    def __init__(self, app: Asgi, *, https: bool) -> None:
        self._app = app
        self._https = https
        headers = {**HEADERS, "strict-transport-security": "max-age=31536000"} if https else HEADERS
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One request, socket or lifespan."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        within = WEBHOOK_BODY_S if scope["path"].startswith(WEBHOOKS) else BODY_S
        sending = self._with_headers(send)
        try:
            await self._app(scope, in_time(receive, within), sending)
        except NotWhole:
            await sending(
                {"type": "http.response.start", "status": 408, "headers": [(b"connection", b"close")]}
            )
            await sending({"type": "http.response.body"})

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [(name, self._cookie(name, value)) for name, value in message.get("headers", ())]
                said = {bytes(name).lower() for name, _ in given}
                message["headers"] = given + [pair for pair in self._headers if pair[0] not in said]
            await send(message)

        return sending

    def _cookie(self, name: bytes, value: bytes) -> bytes:
        """No cookie of ours goes over an open line where there is https."""
        plain = self._https and name.lower() == b"set-cookie" and b"; secure" not in value.lower()
        return value + b"; Secure" if plain else value


def in_time(receive: Receive, within_s: float) -> Receive:
    """The same, but raises NotWhole where a body is not there in time."""
    until, whole = asyncio.get_running_loop().time() + within_s, False

    async def receiving() -> Message:
        nonlocal whole
        if whole:  # what comes now is only that the other side closes
            return await receive()
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError as error:
            raise NotWhole from error
        if message["type"] == "http.disconnect":
            raise NotWhole
        whole = not message.get("more_body", False)
        return message

    return receiving
