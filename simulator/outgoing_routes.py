"""The web side of calls that the line places: the carrier's REST interface, and who holds which telephone.

Served in development only.
"""

from collections.abc import Callable, Mapping
from typing import Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from simulator.messages import Answer, error
from simulator.outgoing import Does, Handset, OutgoingCall, Switchboard
from simulator.script import HangUp, Item, Press, Say, Wait

Authorised = Callable[[Request, str], bool]


class ItemToDo(BaseModel):
    """One thing that whoever answers does."""

    do: Literal["say", "press", "wait", "hang_up"]
    what: str = Field(default="", max_length=200)

    def item(self) -> Item:
        """The same for a script."""
        match self.do:
            case "say":
                return Say(text=self.what)
            case "press":
                return Press(keys=self.what)
            case "wait":
                return Wait(float(self.what or "1"))
            case "hang_up":
                return HangUp()


class HandsetToHold(BaseModel):
    """A telephone, and what happens when it rings."""

    number: str = Field(max_length=30)
    does: Does = Does.ANSWER
    items: tuple[ItemToDo, ...] = Field(default=(), max_length=50)
    barge_in: bool = False
    refuse_stream: bool = False
    speed: float = Field(default=1.0, ge=1, le=20)


def add_outgoing(router: APIRouter, switchboard: Switchboard, authorised: Authorised) -> None:
    """Adds the routes."""
    calls = "/carrier/2010-04-01/Accounts/{account_sid}/Calls"

    @router.post(f"{calls}.json")
    async def create(account_sid: str, request: Request) -> JSONResponse:
        if not authorised(request, account_sid):
            return _json(error(20003, 401))
        return _json(await switchboard.create(await request.body()))

    @router.get(f"{calls}.json")
    async def page(account_sid: str, request: Request) -> JSONResponse:
        if not authorised(request, account_sid):
            return _json(error(20003, 401))
        return _json(switchboard.page(request.query_params))

    @router.get(f"{calls}/{{sid}}.json")
    async def find(account_sid: str, sid: str, request: Request) -> JSONResponse:
        if not authorised(request, account_sid):
            return _json(error(20003, 401))
        return _json(switchboard.find(sid))

    @router.post(f"{calls}/{{sid}}.json")
    async def update(account_sid: str, sid: str, request: Request) -> JSONResponse:
        if not authorised(request, account_sid):
            return _json(error(20003, 401))
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        return _json(switchboard.update(sid, form))

    @router.post("/phone/handset")
    async def hold(handset: HandsetToHold) -> Mapping[str, object]:
        held = Handset(
            does=handset.does,
            items=tuple(item.item() for item in handset.items),
            barge_in=handset.barge_in,
            refuse_stream=handset.refuse_stream,
            speed=handset.speed,
        )
        switchboard.hold(handset.number, held)
        return {"held": True}

    @router.get("/phone/calls")
    async def rung(number: str = "") -> Mapping[str, object]:
        return {"calls": [_shown(call) for call in switchboard.calls(number)]}


def _shown(placed: OutgoingCall) -> Mapping[str, object]:
    call = placed.call
    return {
        "sid": placed.sid,
        "at": placed.at.isoformat(),
        "status": placed.status,
        "turns": [turn.model_dump() for turn in call.captions] if call else [],
        "violations": [{"code": one.code, "text": one.text} for one in call.violations] if call else [],
    }


def _json(answer: Answer) -> JSONResponse:
    status, document = answer
    return JSONResponse(document, status)
