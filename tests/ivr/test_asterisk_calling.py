"""The adapter of Asterisk's REST interface against a double of it on a real socket, and against none at all."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from config import Settings
from ivr.asterisk_calling import AsteriskCalling
from ivr.calling import Forgotten, Found, NoAnswer, Placed, Refused, State
from simulator.ari import Ari, Channel
from simulator.ari_routes import make_ari_router
from tests.line import a_free_port, settings_for

TO, NOW = "+6281234567890", datetime.now(UTC)
MISKOL = "+622150001235"


async def ring(channel: Channel) -> None:
    channel.state = "Ringing"
    await channel.hung_up.wait()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("ari")
    return settings_for(folder, call_carrier="asterisk", asterisk_ari_password="p" * 24, miskol_number=MISKOL)


@pytest.fixture(scope="module")
def ari(settings: Settings) -> Iterator[Ari]:
    ari = Ari(ring)
    app = FastAPI()
    app.include_router(make_ari_router(ari, user="suara", password="p" * 24))
    server = uvicorn.Server(uvicorn.Config(app, port=settings.port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield ari
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def calling(ari: Ari, settings: Settings) -> AsteriskCalling:
    return AsteriskCalling(settings, timeout_s=1)


def token(number: int) -> str:
    return f"{number:032x}"


def test_a_call_is_placed_as_the_description_wants_it_under_our_own_id(
    calling: AsteriskCalling, ari: Ari, settings: Settings
) -> None:
    assert calling.place(TO, token(1)) == Placed(provider_id=f"asterisk-{token(1)}")
    channel = ari.originated[-1]
    assert channel.id == token(1)
    assert channel.endpoint == f"Local/{TO}@suara-ring/n"
    assert (channel.context, channel.extension, channel.priority) == ("suara", settings.line_number, 1)
    assert channel.caller == settings.line_number
    assert channel.variables == {"__SUARA_TRY": token(1)}
    assert channel.timeout > 38, "longer than the dialplan asks and rings"


@pytest.mark.parametrize(
    "number", ["+6512345678", "+628091234567", "+62868123456", "112", "", "+622150001234", MISKOL]
)
def test_dear_foreign_and_our_own_numbers_never_reach_asterisk(
    calling: AsteriskCalling, ari: Ari, number: str
) -> None:
    before = len(ari.originated)
    assert calling.place(number, token(2)) == Refused(error="number", permanent=True)
    assert len(ari.originated) == before


def test_a_time_out_is_found_by_our_id_and_asking_again_makes_no_second_channel(
    calling: AsteriskCalling, ari: Ari
) -> None:
    ari.faults.append((0, 1.5))
    before = len(ari.originated)
    assert calling.place(TO, token(3)) == NoAnswer()
    ours = f"asterisk-{token(3)}"
    assert calling.find(TO, token(3), NOW) == Found(provider_ids=(ours,))
    assert calling.find(TO, token(4), NOW) == Found(provider_ids=())
    assert calling.place(TO, token(3)) == Placed(provider_id=ours), "409 says that it is there"
    assert len(ari.originated) == before + 1


def test_an_asterisk_that_stumbles_may_ring(calling: AsteriskCalling, ari: Ari) -> None:
    ari.faults.append((500, 0))
    assert calling.place(TO, token(5)) == NoAnswer()


def test_how_a_call_goes_until_it_is_hung_up_and_forgotten(calling: AsteriskCalling) -> None:
    placed = calling.place(TO, token(6))
    assert isinstance(placed, Placed)
    assert calling.state(placed.provider_id) == State(status="ringing")
    assert calling.hang_up(placed.provider_id)
    until = time.monotonic() + 5
    while calling.state(placed.provider_id) != Forgotten():
        assert time.monotonic() < until
        time.sleep(0.02)
    assert calling.hang_up(placed.provider_id), "it is over: nothing is left to be done"
    assert calling.state("CA" + "0" * 32) == NoAnswer(), "a call of another carrier"
    assert not calling.hang_up("CA" + "0" * 32)


def test_a_wrong_password_is_refused_for_now(ari: Ari, settings: Settings) -> None:
    stranger = AsteriskCalling(settings.model_copy(update={"asterisk_ari_password": "x" * 24}))
    assert stranger.place(TO, token(7)) == Refused(error="401", permanent=False)
    assert stranger.find(TO, token(7), NOW) == NoAnswer()
    assert not stranger.hang_up(f"asterisk-{token(7)}")


def test_an_asterisk_that_is_not_there_rings_nobody(tmp_path: Path) -> None:
    ari = f"http://127.0.0.1:{a_free_port()}/ari"
    nowhere = AsteriskCalling(settings_for(tmp_path, asterisk_ari=ari))
    assert nowhere.place(TO, token(8)) == Refused(error="unreachable", permanent=False)
    assert nowhere.find(TO, token(8), NOW) == NoAnswer()
    assert not nowhere.hang_up(f"asterisk-{token(8)}")
