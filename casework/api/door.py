"""The door of the API: which system asks, whether it may, and how often.

A key comes as `Authorization: Bearer KEY`; tools of Open311 may also give it as `api_key`, or as the user of Basic.
Refusals are in Indonesian, for the people who keep those systems.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from casework.api_keys import Right, System, count_use, system_of
from deps import Services
from models import ApplicationStatus

UNKNOWN_KEY = "kunci API tidak ada atau tidak dikenal"
NO_RIGHT = "kunci ini tidak berhak untuk permintaan ini"
TOO_OFTEN = "terlalu banyak permintaan; coba lagi setelah {wait} detik"


class Refusal(BaseModel):
    """Why not, in Indonesian."""

    detail: str


REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": Refusal, "description": "The key is missing, unknown or revoked"},
    403: {"model": Refusal, "description": "The key has no right to this"},
    429: {"model": Refusal, "description": "Too many requests in this minute; see Retry-After"},
}


class Refused(Exception):
    """The door stays shut."""

    def __init__(self, status: int, reason: str, headers: dict[str, str]) -> None:
        super().__init__(reason)
        self.status, self.reason, self.headers = status, reason, headers


class WithKey(APIRoute):
    """A route that looks at the key before anything else, and says in one sentence what is wrong with a body."""

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
        handle = super().get_route_handler()

        async def checked(request: Request) -> Response:
            try:
                await admit(request, bearer(request))
                return await handle(request)
            except Refused as refused:
                return JSONResponse({"detail": refused.reason}, refused.status, headers=refused.headers)
            except RequestValidationError as error:
                return JSONResponse({"detail": "; ".join(map(reason, error.errors()))}, 422)

        return checked


def router(prefix: str, *, most: int) -> APIRouter:
    """A router behind the door, whose bodies are at most so many bytes."""
    return APIRouter(
        prefix=prefix,
        route_class=WithKey,
        max_body_size=most,
        dependencies=[Depends(HTTPBearer(auto_error=False, description="A key of `python app.py api-key`"))],
        responses=REFUSALS,
    )


async def admit(request: Request, key: str) -> System:
    """Who asks, counted. Raises Refused: 401 for a key that is not ours, 429 for too many requests."""
    here: Services = request.app.state.services
    now = datetime.now(UTC)

    def known() -> System | None:
        with here.database.read() as session:
            return system_of(session, key, here.settings.api_keys)

    def counted(system: System) -> int:
        with here.database.write() as session:
            return count_use(session, system.name, at=now, most=here.settings.api_per_minute)

    system = await run_in_threadpool(known) if key else None
    if system is None:
        raise Refused(401, UNKNOWN_KEY, {"WWW-Authenticate": "Bearer"})
    if wait := await run_in_threadpool(counted, system):
        raise Refused(429, TOO_OFTEN.format(wait=wait), {"Retry-After": str(wait)})
    request.state.system = system
    return system


def may(right: Right) -> Callable[[Request], System]:
    """A dependency: the system that asks, which has this right. 403 otherwise."""

    def check(request: Request) -> System:
        system: System = request.state.system
        if right not in system.rights:
            raise HTTPException(403, NO_RIGHT)
        return system

    return check


def bearer(request: Request) -> str:
    """The key of `Authorization: Bearer`, or ""."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return given if scheme.lower() == "bearer" else ""


def basic(request: Request) -> str:
    """The user of `Authorization: Basic`, or ""."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def reason(error: Any) -> str:
    """One thing that pydantic found wrong, in Indonesian."""
    limits, field = error.get("ctx", {}), str(error["loc"][-1])
    match "" if field == "body" else error["type"]:
        case "missing":
            words = "harus diisi"
        case "extra_forbidden":
            words = "tidak dikenal"
        case "enum":
            words = f"harus salah satu dari: {', '.join(ApplicationStatus)}"
        case "string_type":
            words = "harus berupa teks"
        case "string_too_long":
            words = f"paling panjang {limits['max_length']} huruf"
        case "string_too_short":
            words = "tidak boleh kosong; kosongkan dengan null"
        case kind if kind.startswith("date"):
            words = "harus tanggal seperti 2026-11-24"
        case _:
            return "isi permintaan harus objek JSON (Content-Type: application/json)"
    return f"{field}: {words}"
