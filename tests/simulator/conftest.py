"""A tiny line on a real server: it answers with what a test puts there, and remembers what it was asked."""

import asyncio
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket
from twilio.request_validator import RequestValidator

from simulator.carrier import Carrier
from simulator.routes import make_router
from simulator.settings import SimulatorSettings
from speech import audio

ACCOUNT = "AC" + "0" * 32
TOKEN = "an-invented-auth-token"


@dataclass
class Asked:
    """One request to the line, and whether the carrier's own library finds it well signed."""

    path: str
    params: dict[str, str]
    signed: bool


@dataclass
class Line:
    """What the line answers, and what it was asked."""

    settings: SimulatorSettings
    carrier: Carrier
    documents: dict[str, list[str]] = field(default_factory=dict)
    """TwiML (without its root) by path, used up one by one; the last one stays."""
    sounds: dict[str, bytes] = field(default_factory=dict)
    captions: dict[str, Any] = field(default_factory=lambda: {"turns": [], "ended": True})
    asked: list[Asked] = field(default_factory=list)
    frames: list[dict[str, Any]] = field(default_factory=list)
    """What the media stream has brought."""
    upgrade_signed: bool | None = None
    stream: "Callable[[Stream], Awaitable[None]] | None" = None
    """What the line does with a media stream; None refuses it."""

    def asked_for(self, path: str) -> list[dict[str, str]]:
        return [asked.params for asked in self.asked if asked.path == path]


@dataclass
class Stream:
    """The line's end of a media stream."""

    socket: WebSocket
    line: Line

    @property
    def sid(self) -> str:
        return str(next(frame for frame in self.line.frames if frame["event"] == "start")["streamSid"])

    async def receive(self, event: str | None = None) -> dict[str, Any]:
        """The next frame, or the next of this kind."""
        while True:
            frame: dict[str, Any] = json.loads(await self.socket.receive_text())
            self.line.frames.append(frame)
            if event in (None, frame["event"]):
                return frame

    async def send(self, event: str, **body: Any) -> None:
        frame = {"event": event, "streamSid": self.sid} | ({event: body} if body else {})
        await self.socket.send_text(json.dumps(frame))


def build_app(line: Line) -> FastAPI:
    app = FastAPI()
    app.include_router(make_router(line.settings, line.carrier))
    validator = RequestValidator(TOKEN)

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def anything(path: str, request: Request) -> Response:
        form = await request.form()
        url = line.settings.base_url + request.url.path
        url += f"?{request.url.query}" if request.url.query else ""
        signed = validator.validate(url, form, request.headers.get("x-twilio-signature", ""))
        params = {**request.query_params, **{name: str(value) for name, value in form.items()}}
        if path.startswith("ivr/captions/"):
            return Response(json.dumps(line.captions), media_type="application/json")
        line.asked.append(Asked(path=f"/{path}", params=params, signed=signed))
        if path in line.sounds:
            return Response(line.sounds[path], media_type="audio/wav")
        documents = line.documents.get(f"/{path}", [""])
        document = documents.pop(0) if len(documents) > 1 else documents[0]
        if document == "broken":
            return Response(status_code=500)
        return Response(f"<Response>{document}</Response>", media_type="text/xml")

    @app.websocket("/ivr/stream")
    async def stream(socket: WebSocket) -> None:
        signature = socket.headers.get("x-twilio-signature", "")
        line.upgrade_signed = validator.validate(f"{line.settings.ws_url}/ivr/stream", {}, signature)
        if line.stream is None:
            await socket.close()
            return
        await socket.accept()
        await line.stream(Stream(socket, line))

    return app


class Server:
    """One real server for all tests; each test puts its own application into it."""

    def __init__(self) -> None:
        self.app: FastAPI | None = None
        self.loop = asyncio.new_event_loop()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        config = uvicorn.Config(
            self._dispatch,
            log_level="error",
            ws="websockets-sansio",
            interface="asgi3",
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self._run)

    def start(self) -> None:
        self.thread.start()
        while not self.server.started:
            self.thread.join(0.01)
            assert self.thread.is_alive(), "the server did not start"

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join()
        self.socket.close()

    def call(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this in the server's loop."""
        asyncio.run_coroutine_threadsafe(work, self.loop).result(5)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            runner.run(self.server.serve(sockets=[self.socket]))

    async def _dispatch(self, scope: Any, receive: Any, send: Any) -> None:
        assert self.app is not None
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    """A line that answers on a real port, with the stand-in's own routes beside it as in development."""
    settings = SimulatorSettings(
        base_url=f"http://{server.address}",
        ws_url=f"ws://{server.address}",
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        line_number="+622150001234",
        hints=("Ucapkan: cek status",),
    )
    line = Line(settings=settings, carrier=Carrier(settings, step_s=0.05))
    server.app = build_app(line)
    yield line
    server.call(line.carrier.close())


class ToneVoice:
    """A voice that hums for 60 ms a letter: tests need no synthesizer to be heard."""

    async def render(self, text: str) -> bytes:
        return audio.tone(300, 60 * len(text))


@pytest.fixture
def voice() -> ToneVoice:
    return ToneVoice()
