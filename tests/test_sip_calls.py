"""Real SIP calls on this machine: baresip presses keys, SIPp speaks, both with real RTP, to a status.

They call at the same time, since a telephone call takes as long as it takes.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator.asterisk import AsteriskSettings
from simulator.captions import Captions, CaptionTurn
from simulator.journal import nobody
from simulator.sip_gateway import SipCall, SipGateway
from speech import audio
from speech.dictation import words as written
from tests.line import ASTERISK_SECRET, Line
from tests.sip_phones import baresip, needed, sipp, the_call

CODE_SPOKEN = "empat delapan dua satu tiga nol sembilan enam"
STATUS_S = 7.0
"""How long the beginning of the status takes to hear."""
NOTICE_HEARD = {"name": "MEDIA_MARK_PROCESSED", "correlation_id": "protected-1"}
"""The recording notice has been played; keys pressed during it are answered now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """What there is to look at when both have hung up."""

    keyed: SipCall
    keyed_turns: Sequence[CaptionTurn]
    keyed_heard: bytes
    spoken: SipCall
    spoken_turns: Sequence[CaptionTurn]
    sipp_status: int


async def captions(line: Line, call: SipCall) -> Sequence[CaptionTurn]:
    assert call.dialplan is not None
    read = Captions(line.carrier, f"asterisk-{call.dialplan.call_id}", nobody)
    await read.finish()
    return read.turns


async def place_keyed(gateway: SipGateway, folder: Path) -> tuple[SipCall, bytes]:
    async with baresip(folder, gateway.port) as phone:
        call = await the_call(gateway, "081234567890")
        await asyncio.sleep(1)
        await phone.press("1482130961")
        async with asyncio.timeout(30):
            while not any(event.detail == NOTICE_HEARD for event in call.journal.events):
                await asyncio.sleep(0.05)
        await asyncio.sleep(STATUS_S)
        await phone.hang_up()
        assert call.task is not None
        await call.task
    return call, phone.heard


async def spoken_sound(line: Line) -> bytes:
    """All that the speaking caller says, with the pauses in which the line speaks."""
    menu, code, yes = [await line.voice.render(words) for words in ("cek status", CODE_SPOKEN, "iya benar")]
    pauses = [audio.silence(int(seconds * 1000)) for seconds in (10.5, 4, 4.5, 3)]
    return pauses[0] + menu + pauses[1] + code + pauses[2] + yes + pauses[3]


@pytest.fixture(scope="module")
def calls(line: Line, tmp_path_factory: pytest.TempPathFactory) -> Calls:
    needed("baresip", "sipp")
    folder = tmp_path_factory.mktemp("sip")

    async def place() -> Calls:
        gateway = SipGateway(AsteriskSettings.of(line.settings.base_url, ASTERISK_SECRET))
        await gateway.start()
        try:
            sound = await spoken_sound(line)
            (keyed, heard), status = await asyncio.gather(
                place_keyed(gateway, folder / "baresip"), sipp(folder / "sipp", gateway.port, sound)
            )
            spoken = await the_call(gateway, "081298765432")
            return Calls(
                keyed=keyed,
                keyed_turns=await captions(line, keyed),
                keyed_heard=heard,
                spoken=spoken,
                spoken_turns=await captions(line, spoken),
                sipp_status=status,
            )
        finally:
            await gateway.stop()

    return asyncio.run(place())


def test_a_caller_who_presses_keys_hears_the_status(line: Line, calls: Calls) -> None:
    """Keys come as RFC 4733 events; what baresip heard is recognised again, word by word."""
    pressed = [turn.heard.text for turn in calls.keyed_turns if turn.heard.kind == "pressed"]
    assert pressed == ["1", "48213096", "1"]
    status = calls.keyed_heard[-int(STATUS_S * audio.RATE) :]
    assert "diambil di loket" in written(status, line.here.phone.recognizer)


def test_a_caller_who_speaks_gets_to_the_status(calls: Calls) -> None:
    told = [(turn.step, turn.heard.kind, turn.heard.text, turn.said) for turn in calls.spoken_turns]
    assert any(kind == "said" and "4821 3096" in said for _, kind, _, said in told), told
    assert any(kind == "said" and "Silakan diambil" in said for _, kind, _, said in told), told
    assert not any(kind == "pressed" for _, kind, _, _ in told)


def test_sound_goes_both_ways_without_loss(calls: Calls) -> None:
    for call in (calls.keyed, calls.spoken):
        assert call.rtp.lost == 0
        assert call.rtp.received > 500
        assert call.rtp.voiced > 500
        assert call.journal.violations == []


def test_both_telephones_end_their_calls_properly(calls: Calls) -> None:
    """SIPp's status is 0 only if every message of its scenario came; both hang-ups reached the line."""
    assert calls.sipp_status == 0
    for turns in (calls.keyed_turns, calls.spoken_turns):
        assert turns[-1].heard.kind == "hung_up"
