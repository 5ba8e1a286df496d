"""The web side of the simulated Asterisk's REST interface: HTTP Basic, then what `ari.Ari` answers."""

import base64
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response

from simulator.ari import Answer, Ari, error


def make_ari_router(ari: Ari, *, user: str, password: str, prefix: str = "/carrier/ari") -> APIRouter:
    """The routes below `prefix`. `ari` lives as long as the router."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await ari.close()

    router = APIRouter(prefix=prefix, lifespan=lifespan, include_in_schema=False)
    wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    def authorised(request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return secrets.compare_digest(given.encode(), wanted.encode())

    @router.post("/channels")
    async def originate(request: Request) -> Response:
        if not authorised(request):
            return _json(error(401, "Authentication required"))
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            return _json(error(400, "Request body is not valid JSON"))
        return _json(await ari.originate(request.query_params, body))

    @router.get("/channels/{channel_id}")
    async def get(channel_id: str, request: Request) -> Response:
        return _json(ari.get(channel_id) if authorised(request) else error(401, "Authentication required"))

    @router.delete("/channels/{channel_id}")
    async def hang_up(channel_id: str, request: Request) -> Response:
        if not authorised(request):
            return _json(error(401, "Authentication required"))
        return _json(ari.hang_up(channel_id, request.query_params.get("reason", "normal")))

    return router


def _json(answer: Answer) -> Response:
    status, document = answer
    body = b"" if document is None else json.dumps(document).encode()
    return Response(body, status, media_type="application/json" if body else None)
