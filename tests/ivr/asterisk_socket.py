"""The Asterisk adapter on a real socket, and the other end of it, for its tests."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect

from ivr.asterisk_stream import AsteriskStream, Opened
from ivr.wire import Wire
from tests.line import a_free_port

START: dict[str, Any] = {
    "event": "MEDIA_START",
    "connection_id": "suara",
    "channel": "WebSocket/suara/0x1",
    "channel_id": "pbx-1.2",
    "format": "ulaw",
    "optimal_frame_size": 160,
    "ptime": 20,
    "channel_variables": {
        "SUARA_CALL": "pbx-1.1",
        "__SUARA_CALLER": "081234567890",
        "SUARA_PRESENTATION": "allowed_passed_screen",
    },
}

Talk = Callable[[AsteriskStream, ClientConnection], Coroutine[Any, Any, None]]


@contextlib.asynccontextmanager
async def joined() -> AsyncIterator[tuple[AsteriskStream, ClientConnection, Wire]]:
    """An adapter and the other end of its socket."""
    accepted: asyncio.Queue[Wire] = asyncio.Queue()
    done = asyncio.Event()

    async def accept(socket: WebSocket) -> None:
        await socket.accept()
        accepted.put_nowait(Wire(socket))
        await done.wait()

    app = Starlette(routes=[WebSocketRoute("/", accept)])
    port = a_free_port()
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        async with connect(f"ws://127.0.0.1:{port}/", proxy=None, compression=None) as socket:
            wire = await accepted.get()
            yield AsteriskStream(wire), socket, wire
            done.set()
    finally:
        done.set()
        server.should_exit = True
        await serving


def talk(what: Talk, start: object = START) -> None:
    """Opens a stream and does this with both ends."""

    async def whole() -> None:
        async with joined() as (stream, socket, _):
            await socket.send(json.dumps(start))
            await stream.open()
            async with asyncio.timeout(10):
                await what(stream, socket)

    asyncio.run(whole())


async def opened_by(*messages: Any) -> Opened:
    async with joined() as (stream, socket, _):
        for message in messages:
            await socket.send(message if isinstance(message, str | bytes) else json.dumps(message))
        return await stream.open()


async def messages(socket: ClientConnection, count: int) -> list[Any]:
    """The next ones: sound as its length, commands as objects."""
    async with asyncio.timeout(5):
        got = [await socket.recv() for _ in range(count)]
    return [len(one) if isinstance(one, bytes) else json.loads(one) for one in got]


async def nothing_comes(socket: ClientConnection, seconds: float = 0.3) -> bool:
    try:
        await asyncio.wait_for(socket.recv(), seconds)
    except TimeoutError:
        return True
    return False
