"""The simulator's web side: the phone page and what it asks for, and the carrier's REST interface.

Served in development only. Nothing here is for citizens.
"""

import base64
import secrets
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, HTTPException, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import FileResponse, JSONResponse, Response
from pydantic import BaseModel, Field

from simulator.browser import BrowserPhone
from simulator.carrier import Carrier
from simulator.messages import error
from simulator.outgoing_routes import add_outgoing
from simulator.settings import SimulatorSettings
from simulator.sids import e164
from simulator.text import IncomingText, deliver
from simulator.webhooks import WebhookFailed

STATIC = Path(__file__).resolve().parent / "static"
KINDS = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
GUARD = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "microphone=(self)",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
LARGEST_RECORDING = 64 * 1024 * 1024


class TextToSend(BaseModel):
    """A citizen's text, written on the phone page or the command line."""

    number: str = Field(default="", max_length=30)
    body: str = Field(min_length=1, max_length=1600)


def make_router(settings: SimulatorSettings, carrier: Carrier | None = None) -> APIRouter:
    """The phone page below /phone and the carrier below /carrier. Its state lives as long as the router."""
    here = carrier or Carrier(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await here.close()

    router = APIRouter(lifespan=lifespan, include_in_schema=False)
    _add_phone(router, settings, here)
    _add_carrier(router, settings, here)
    return router


def create_carrier_app(settings: SimulatorSettings, carrier: Carrier | None = None) -> FastAPI:
    """The same as an application of its own; `app.state.carrier` holds its state."""
    here = carrier or Carrier(settings)
    app = FastAPI(title="Carrier", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.carrier = here
    app.include_router(make_router(settings, here))
    return app


def _add_phone(router: APIRouter, settings: SimulatorSettings, here: Carrier) -> None:
    @router.get("/phone")
    async def phone() -> FileResponse:
        return FileResponse(STATIC / "phone.html", media_type="text/html", headers=GUARD)

    @router.get("/phone/static/{name}")
    async def static(name: str) -> FileResponse:
        path = STATIC / name
        if path.parent != STATIC or path.suffix not in KINDS or not path.is_file():
            raise HTTPException(404)
        return FileResponse(path, media_type=KINDS[path.suffix], headers=GUARD)

    @router.get("/phone/hints")
    async def hints() -> Mapping[str, object]:
        return {"line_number": settings.line_number, "hints": settings.hints}

    @router.post("/phone/text")
    async def text(text: TextToSend) -> Mapping[str, object]:
        message = IncomingText(from_number=e164(text.number), body=text.body)
        here.mailbox.arrived(sid=message.sid, from_number=message.from_number, body=message.body)
        try:
            await deliver(settings, message)
        except WebhookFailed as failed:
            here.mailbox.undeliverable(message.sid, failed.code)
            return {"sid": message.sid, "taken": False, "error": {"code": failed.code, "text": str(failed)}}
        return {"sid": message.sid, "taken": True, "error": None}

    @router.get("/phone/texts")
    async def texts(number: str = "") -> Mapping[str, object]:
        return {
            "texts": [
                {
                    "sid": message.sid,
                    "mine": message.direction == "inbound",
                    "body": message.body,
                    "at": message.at.isoformat(),
                    "status": message.status,
                    "error_code": message.error_code,
                }
                for message in here.mailbox.messages(e164(number))
            ]
        }

    @router.websocket("/phone/socket")
    async def socket(socket: WebSocket) -> None:
        # A browser lets any page open a socket to us; only our own page may place calls.
        if urlsplit(socket.headers.get("origin", "")).netloc != socket.headers.get("host", ""):
            await socket.close(1008)
            return
        await socket.accept()
        await BrowserPhone(_Page(socket), settings, here.voice).serve()


def _add_carrier(router: APIRouter, settings: SimulatorSettings, here: Carrier) -> None:
    account = "/carrier/2010-04-01/Accounts/{account_sid}"

    def authorised(request: Request, account_sid: str = settings.account_sid) -> bool:
        expected = base64.b64encode(f"{settings.account_sid}:{settings.auth_token}".encode()).decode()
        given = request.headers.get("authorization", "")
        return account_sid == settings.account_sid and secrets.compare_digest(
            given.encode(), f"Basic {expected}".encode()
        )

    add_outgoing(router, here.switchboard, authorised)

    @router.post(f"{account}/Messages.json")
    async def create(account_sid: str, request: Request) -> JSONResponse:
        if not authorised(request, account_sid):
            return _json(error(20003, 401))
        async with request.form() as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
        return _json(await here.mailbox.create(fields))

    @router.get(f"{account}/Messages.json")
    async def page(account_sid: str, request: Request) -> JSONResponse:
        if not authorised(request, account_sid):
            return _json(error(20003, 401))
        return _json(here.mailbox.page(request.query_params))

    @router.get(f"{account}/Messages/{{sid}}.json")
    async def find(account_sid: str, sid: str, request: Request) -> JSONResponse:
        if not authorised(request, account_sid):
            return _json(error(20003, 401))
        return _json(here.mailbox.find(sid))

    @router.put("/carrier/recordings/{sid}.wav")
    async def keep(sid: str, request: Request) -> Response:
        if not authorised(request):
            return _json(error(20003, 401))
        if int(request.headers.get("content-length") or 0) > LARGEST_RECORDING:
            raise HTTPException(413)
        here.recordings.keep(sid, await request.body())
        return Response(status_code=201)

    @router.get("/carrier/recordings/{name}")
    async def recording(name: str, request: Request) -> Response:
        wav = here.recordings.find(name.removesuffix(".wav"))
        if not authorised(request):
            return _json(error(20003, 401))
        if wav is None:
            return _json(error(20404, 404))
        return Response(wav, media_type="audio/x-wav")

    @router.delete(f"{account}/Recordings/{{sid}}.json")
    async def delete(account_sid: str, sid: str, request: Request) -> Response:
        if not authorised(request, account_sid):
            return _json(error(20003, 401))
        return Response(status_code=204) if here.recordings.delete(sid) else _json(error(20404, 404))


class _Page:
    """The page's socket, with one kind of error for a page that has gone."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket

    async def receive(self) -> Mapping[str, Any]:
        return await self._socket.receive()

    async def send_text(self, data: str) -> None:
        await self._or_gone(self._socket.send_text(data))

    async def send_bytes(self, data: bytes) -> None:
        await self._or_gone(self._socket.send_bytes(data))

    async def close(self) -> None:
        await self._or_gone(self._socket.close())

    @staticmethod
    async def _or_gone(sending: Awaitable[None]) -> None:
        try:
            await sending
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ConnectionResetError("the page has gone") from error


def _json(answer: tuple[int, dict[str, object]]) -> JSONResponse:
    status, document = answer
    return JSONResponse(document, status)
