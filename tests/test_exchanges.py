"""Whole calls as files: a scripted caller against the running line, through the carrier's own protocol.

Each file in tests/exchanges/ says what the caller does, what must be understood and said in each turn, and what
must be there afterwards: texts that arrived, a case with its recording.

Several call at the same time, since a telephone call takes as long as it takes.
"""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from ruamel.yaml import YAML
from sqlalchemy import select

from casework import recordings
from casework.gsm7 import fits
from models import Call as StoredCall
from models import Case, Recording
from simulator.call import Call
from simulator.script import CutStream, HangUp, Item, Press, Say, Wait
from simulator.text import IncomingText, deliver
from speech import audio
from tests.line import Line

FOLDER = Path(__file__).parent / "exchanges"
TEXTS = FOLDER / "texts.yaml"
FILES = sorted(set(FOLDER.glob("*.yaml")) - {TEXTS})
AT_ONCE = 6
"""Calls at a time: few enough that two cores keep up with the sound of them all, and with something else."""


def item(given: dict[str, Any]) -> Item:
    match given:
        case {"say": str(words)}:
            return Say(text=words)
        case {"press": str(keys)}:
            return Press(keys=keys)
        case {"wait": int(seconds)}:
            return Wait(seconds=seconds)
        case {"hang_up": True}:
            return HangUp()
        case {"cut": True}:
            return CutStream()
        case _:
            raise ValueError(f"no caller can do {given}")


def read(file: Path) -> dict[str, Any]:
    exchange: dict[str, Any] = YAML(typ="safe", pure=True).load(file)
    return exchange


def telephone(file: Path) -> str:
    """Each calls from a telephone of its own, far from the others: neighbours look like numbers that a machine made
    up, and get no texts.
    """
    return f"0812{1_000_003 * (FILES.index(file) + 1) % 100_000_000:08d}"


async def place(line: Line, file: Path) -> Call:
    exchange = read(file)
    return await line.call(
        *map(item, exchange["caller"]),
        caller=telephone(file),
        barge_in=exchange.get("barge_in", False),
        refuse_stream=not exchange.get("stream", True),
        speed=exchange.get("speed", 1),
    )


@pytest.fixture(scope="module")
def placed(line: Line, request: pytest.FixtureRequest) -> Mapping[Path, Call | BaseException]:
    """The calls of all exchanges that this run asks for, or what went wrong in one."""
    functions = [one for one in request.session.items if isinstance(one, pytest.Function)]
    files = [one.callspec.params["file"] for one in functions if one.originalname == test_exchange.__name__]

    async def place_all() -> list[Call | BaseException]:
        free = asyncio.Semaphore(AT_ONCE)

        async def in_turn(file: Path) -> Call:
            async with free:
                return await place(line, file)

        return await asyncio.gather(*map(in_turn, files), return_exceptions=True)

    return dict(zip(files, asyncio.run(place_all()), strict=True))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_exchange(line: Line, placed: Mapping[Path, Call | BaseException], file: Path) -> None:
    exchange, caller, call = read(file), telephone(file), placed[file]
    if isinstance(call, BaseException):
        raise call
    turns = [turn for turn in call.captions if turn.heard.kind != "hung_up"]
    told = "\n".join(f"{turn.step}: {turn.heard.kind} {turn.heard.text!r} -> {turn.said}" for turn in turns)
    for wanted, turn in zip(exchange["turns"], turns, strict=False):
        assert wanted["heard"] == turn.heard.kind, told
        assert wanted.get("at", turn.step) == turn.step, told
        assert wanted.get("text", turn.heard.text) == turn.heard.text, told
        assert wanted.get("says", "") in turn.said, told
    assert len(turns) >= len(exchange["turns"]), told
    _check_texts(line, caller, exchange.get("texts", []))
    if "case" in exchange:
        _check_case(line, call.sid, exchange["case"])


def test_texts(line: Line) -> None:
    """Each text goes in signed, its answer comes back through the carrier, and both are whole."""
    number = "081211112222"
    for count, wanted in enumerate(YAML(typ="safe", pure=True).load(TEXTS)["texts_sent"], start=1):
        asyncio.run(deliver(line.carrier, IncomingText(from_number=number, body=wanted["send"])))
        replies = _texts(line, number, count)
        assert len(replies) == count, wanted
        assert wanted["reply"] in replies[-1], (wanted, replies[-1])
        assert fits(replies[-1])
    with line.database.read() as session:
        story = "KTP saya hilang dan saya tidak punya HP"
        assert [case.service_id for case in session.scalars(select(Case)) if case.story == story] == [
            "ktp_hilang"
        ]


def _check_texts(line: Line, caller: str, wanted: list[str]) -> None:
    """The texts have really gone through the carrier to this telephone."""
    bodies = _texts(line, caller, len(wanted))
    assert len(bodies) == len(wanted), bodies
    assert all(part in body for part, body in zip(wanted, bodies, strict=True)), bodies


def _texts(line: Line, number: str, at_least: int) -> list[str]:
    """What this telephone has received, as soon as it is so many, or after ten seconds."""
    until = time.monotonic() + 10
    while True:
        answer = httpx2.get(f"{line.settings.base_url}/phone/texts", params={"number": number})
        bodies = [text["body"] for text in answer.json()["texts"] if not text["mine"]]
        if len(bodies) >= at_least or time.monotonic() > until:
            return bodies
        time.sleep(0.1)


def _check_case(line: Line, sid: str, wanted: dict[str, Any]) -> None:
    """The case is there, with the sound of the story."""
    until = time.monotonic() + 10
    while True:
        with line.database.read() as session:
            call = session.scalars(select(StoredCall).where(StoredCall.provider_id == sid)).one()
            case = session.scalars(select(Case).where(Case.call_id == call.id)).one()
            assert case.service_id == wanted.get("service")
            recording = session.get(Recording, case.recording_id) if case.recording_id else None
            if not wanted["recording"]:
                assert recording is None
                return
            assert recording is not None
            if recording.file is not None:
                wav = recordings.sound(recording, line.here.office.recordings, line.database.vault)
                assert 1.0 < audio.seconds(audio.read_wav(wav)) < 30.0
                assert audio.rms(audio.decode(audio.read_wav(wav))) > 0.01
                return
        assert time.monotonic() < until, "the recording was not fetched"
        time.sleep(0.2)
