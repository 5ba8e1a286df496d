"""A carrier on a bad day: stands before the simulated one's REST interface and makes its answers late or useless.

What a carrier that is down does (nobody listens) is the server's business. Knows requests and nothing of texts.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from enum import StrEnum
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Served = Callable[[Scope, Receive, Send], Awaitable[None]]

REST = "/carrier/2010-04-01/"
SLOW_S = 15.0
"""Longer than anybody should wait for an answer."""


class Trouble(StrEnum):
    """What is wrong with it."""

    NOTHING = "nothing"
    SLOW = "slow"
    """It does what it is asked, and answers too late."""
    TOO_MANY = "429"
    BROKEN = "500"
    """It does nothing and says that it is broken."""
    FORGETS = "500 after taking it"
    """It does what it is asked and says that it is broken."""
    GARBAGE = "garbage"
    """It does nothing and answers with a page for people, with status 200."""


ANSWERS: dict[Trouble, tuple[int, bytes, bytes]] = {
    Trouble.TOO_MANY: (
        429, b"application/json", json.dumps({"code": 20429, "message": "Too Many Requests"}).encode(),
    ),
    Trouble.BROKEN: (500, b"text/html", b"<html><h1>Internal Server Error</h1></html>"),
    Trouble.FORGETS: (500, b"text/html", b"<html><h1>Internal Server Error</h1></html>"),
    Trouble.GARBAGE: (200, b"text/html", b"<html><body>Selamat datang di portal kami</body></html>"),
}  # fmt: skip


class Outages:
    """Wraps the carrier's application. `trouble` may change at any time."""

    def __init__(self, served: Served, *, state: Any = None, slow_s: float = SLOW_S) -> None:
        self._served, self._slow_s = served, slow_s
        self.state = state
        self.trouble = Trouble.NOTHING
        self.met = 0
        """Requests that met the trouble."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI asks."""
        trouble = self.trouble
        if trouble is Trouble.NOTHING or not str(scope.get("path", "")).startswith(REST):
            await self._served(scope, receive, send)
            return
        self.met += 1
        if trouble in (Trouble.SLOW, Trouble.FORGETS):
            answer: list[Message] = []

            async def keep(message: Message) -> None:
                answer.append(message)

            await self._served(scope, receive, keep)
            if trouble is Trouble.SLOW:
                await asyncio.sleep(self._slow_s)
                for message in answer:
                    await send(message)
                return
        else:
            while (await receive()).get("more_body"):
                pass
        status, kind, body = ANSWERS[trouble]
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
