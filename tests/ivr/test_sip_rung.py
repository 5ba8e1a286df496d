"""The line rings real SIP telephones on this machine, with real RTP: baresip answers and presses keys, or is busy.

Two ring at the same time, since a call takes as long as it takes.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from ivr.asterisk_calling import AsteriskCalling
from ivr.calling import Placed
from models import CallTry, TryState
from simulator.ari import Ari
from simulator.ari_routes import make_ari_router
from simulator.asterisk import AsteriskSettings
from simulator.ringing import RingingPlan
from simulator.sip_trunk import RungTelephone, SipTrunk
from speech import audio
from speech.dictation import words
from tests.ivr.rung import a_try, last_try
from tests.line import ASTERISK_SECRET, Line, a_free_port
from tests.sip_phones import needed, waiting_baresip

ANSWERS, BUSY = "+6281290000401", "+6281290000402"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """What there is to look at when a telephone was rung."""

    tried: CallTry
    calls: Sequence[RungTelephone]
    heard: bytes = b""


@asynccontextmanager
async def asterisk_with(trunk: SipTrunk, line: Line) -> AsyncIterator[AsteriskCalling]:
    """The adapter, and an Asterisk whose trunk leads to one telephone."""
    await trunk.start()
    ari, app, port = Ari(RingingPlan(trunk.asterisk, trunk).live), FastAPI(), a_free_port()
    app.include_router(make_ari_router(ari, user="suara", password=ASTERISK_SECRET, prefix="/ari"))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        changed = {"asterisk_ari": f"http://127.0.0.1:{port}/ari"}
        yield AsteriskCalling(line.settings.model_copy(update=changed))
    finally:
        server.should_exit = True
        await serving
        await ari.close()
        trunk.stop()


async def until_over(line: Line, phone: str) -> CallTry:
    async with asyncio.timeout(40):
        while (found := last_try(line, phone)) is None or found.state is not TryState.ENDED:
            await asyncio.sleep(0.1)
    return found


async def until_turn(line: Line, phone: str, heard: str) -> None:
    """As soon as the line has heard this from them."""
    async with asyncio.timeout(40):
        while True:
            found = last_try(line, phone)
            if found and found.call and any(turn.heard_kind == heard for turn in found.call.turns):
                return
            await asyncio.sleep(0.1)


async def ring(line: Line, folder: Path, phone: str, *, answers: bool) -> Rung:
    token, port = a_try(line, phone, f"test:sip:{phone}"), a_free_port()
    asterisk = AsteriskSettings.of(line.settings.base_url, ASTERISK_SECRET)
    trunk = SipTrunk(asterisk, phone_port=port)
    async with (
        asterisk_with(trunk, line) as calling,
        waiting_baresip(folder, port, phone, answers=answers) as telephone,
    ):
        assert await asyncio.to_thread(calling.place, phone, token) == Placed(provider_id=f"asterisk-{token}")
        if answers:
            await until_turn(line, phone, "started")
            await telephone.press("1")
            await until_turn(line, phone, "pressed")
            await asyncio.sleep(1)
            await telephone.hang_up()
            tried = await until_over(line, phone)
            return Rung(tried=tried, calls=trunk.calls, heard=telephone.heard)
        async with asyncio.timeout(10):
            while not trunk.calls:
                await asyncio.sleep(0.05)
        await asyncio.sleep(1)
        await telephone.hang_up()
        return Rung(tried=await until_over(line, phone), calls=trunk.calls)


@pytest.fixture(scope="module")
def rung(trunk_line: Line, tmp_path_factory: pytest.TempPathFactory) -> tuple[Rung, Rung]:
    needed("baresip")
    folder = tmp_path_factory.mktemp("rung")

    async def both() -> tuple[Rung, Rung]:
        return await asyncio.gather(
            ring(trunk_line, folder / "answers", ANSWERS, answers=True),
            ring(trunk_line, folder / "busy", BUSY, answers=False),
        )

    return asyncio.run(both())


def test_a_telephone_that_is_answered_hears_why_it_rang_and_its_keys_are_heard(
    trunk_line: Line, rung: tuple[Rung, Rung]
) -> None:
    answered, _ = rung
    assert (answered.tried.status, answered.tried.call_back.state) == ("completed", "done")
    assert answered.tried.call is not None
    assert "ada permintaan untuk ditelepon" in answered.tried.call.turns[0].said
    said = words(answered.heard[: 8 * audio.RATE], trunk_line.here.phone.recognizer)
    assert "pelayanan publik" in said, said


def test_sound_goes_both_ways_without_loss(rung: tuple[Rung, Rung]) -> None:
    [call] = rung[0].calls
    assert call.rtp.lost == 0
    assert call.rtp.received > 300
    assert call.rtp.voiced > 300
    assert call.journal.violations == []


def test_a_telephone_that_declines_is_busy_and_is_tried_again(rung: tuple[Rung, Rung]) -> None:
    _, busy = rung
    assert (busy.tried.status, busy.tried.call_back.state) == ("busy", "waiting")
    assert busy.tried.call is None
