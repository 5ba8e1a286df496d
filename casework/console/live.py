"""News (kabar) for open pages as server-sent events: that a case or a waiting caller changed, and which one.

Events carry ids and nothing else, and only of what the officer may see; the page then asks for itself again. A
session that ends, or loses the right, ends its stream.
"""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import Depends, Header, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from casework.console import guard
from casework.console.guard import First, NotAllowed, NotSignedIn, SignedIn, WatchingOfficer
from casework.news import Change, Newsroom, Reader, since
from casework.roles import Right
from deps import Services, ServicesDep
from models import Database, NewsKind

router = guard.router(see=Right.SEE_CASES)

SIGNED_IN_S = 5.0
"""Seconds after which it is looked at again whether the officer is still signed in."""
MOST_STREAMS = 300
"""Open pages of one process; others reload by hand."""
AGAIN_MS = 2000
"""After so long a browser that lost the stream asks again."""

_rooms: WeakKeyDictionary[Database, Newsroom] = WeakKeyDictionary()
_opening = threading.Lock()


def looking(
    request: Request, here: ServicesDep, by_itself: Annotated[str, Header(alias="x-kabar")] = ""
) -> SignedIn:
    """The signed-in officer; a page that asks for itself again is no use of the session."""
    return guard.watching(request, here) if by_itself else guard.signed_in(request, here)


LookingOfficer = Annotated[SignedIn, Depends(looking)]


@router.get("/kabar")
async def stream(
    request: Request,
    officer: WatchingOfficer,
    here: ServicesDep,
    sejak: int = 0,
    last_event_id: Annotated[str, Header()] = "",
) -> Response:
    """What changes from now on, and what did since `sejak`. 204 when too many pages are open: do not ask again."""
    room = newsroom(here.database)
    if room.readers >= MOST_STREAMS:
        return Response(status_code=204)
    last = int(last_event_id) if last_event_id.isdigit() else sejak
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _events(request, here, officer, room, last), media_type="text/event-stream", headers=headers
    )


def newsroom(database: Database) -> Newsroom:
    """The one of this process for this database."""
    with _opening:
        return _rooms.setdefault(database, Newsroom(database))


async def _events(
    request: Request, here: Services, officer: SignedIn, room: Newsroom, last: int
) -> AsyncIterator[str]:
    yield f"retry: {AGAIN_MS}\n\n"
    reader, told, clock = Reader(), set[int](), asyncio.get_running_loop().time
    with room.reading(reader):
        await run_in_threadpool(room.wait_for_look)
        for change in await run_in_threadpool(_missed, here.database, last) if last else []:
            told.add(change.id)
            if _is_for(officer, change):
                yield _event(change)
        look = clock() + SIGNED_IN_S
        while not here.stopping.begun:
            try:
                change = await asyncio.wait_for(reader.changes.get(), timeout=max(0.0, look - clock()))
            except TimeoutError:
                again = await run_in_threadpool(_again, request, here)
                if again is None:
                    yield "event: keluar\ndata: {}\n\n"
                    return
                officer, look = again, clock() + SIGNED_IN_S
                yield ":\n\n"
                continue
            if change.id not in told and _is_for(officer, change):
                yield _event(change)


def _is_for(officer: SignedIn, change: Change) -> bool:
    """Whether they see what changed, or saw it until now. Who waits on the telephone, everybody sees."""
    return change.kind is NewsKind.CALLER or any(
        officer.sees(counter=counter, holder=holder) for counter, holder in change.places
    )


def _event(change: Change) -> str:
    data = json.dumps({"jenis": change.kind, "id": change.subject})
    return f"id: {change.id}\ndata: {data}\n\n"


def _missed(database: Database, last: int) -> list[Change]:
    with database.read() as session:
        return since(session, last)


def _again(request: Request, here: Services) -> SignedIn | None:
    """The officer with their rights of now; None when they may listen no more."""
    try:
        return guard.watching(request, here)
    except (NotSignedIn, NotAllowed, First):
        return None
