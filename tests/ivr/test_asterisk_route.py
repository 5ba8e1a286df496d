"""Calls through Asterisk against the running line, with the simulator's double of Asterisk at the other end."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from zlib import crc32

import httpx2
import pytest
from sqlalchemy import select

from ivr import patience
from ivr.asterisk_calls import provider_id
from ivr.position import load
from ivr.questions import wait_for
from ivr.turns import begin_call, find_call, take_turn
from ivr.values import Ask, Heard, Pressed, Record, Said, Started, TooBusy, Wait
from models import Call, Case, Recording
from simulator.asterisk import AsteriskSettings, AsteriskStream
from simulator.asterisk_call import AsteriskCall
from simulator.journal import Journal
from simulator.mouth import STILL, Frame
from simulator.script import CutStream, HangUp, Item, Press, Say, ScriptedCaller, WaitForPrompt
from simulator.script import Wait as Pause
from tests.line import Line


@pytest.fixture
def call_id(request: pytest.FixtureRequest) -> str:
    return f"pbx-{crc32(request.node.name.encode()) % 10**8:08}"


def prepared(line: Line, call_id: str, *heard: Heard, until: type[Wait]) -> None:
    """A call that has got so far in an earlier stream, so that no test hears the greeting again."""
    with line.database.write() as session:
        at = datetime.now(UTC)
        call = begin_call(
            session,
            line.here.office,
            provider_id=provider_id(call_id),
            caller=f"0812{call_id.removeprefix('pbx-')}",  # of its own: nothing to go on with
            at=at,
        )
        keys = iter("1111")
        for one in heard:
            take_turn(session, line.here.office, line.here.phone.script, call, one, at=at)
        while not isinstance(wait_for(line.here.phone.script, load(call.position)), until):
            take_turn(
                session, line.here.office, line.here.phone.script, call, Pressed(keys=next(keys)), at=at
            )


def to_story(line: Line, call_id: str) -> None:
    prepared(line, call_id, Started(), Pressed(keys="3"), Pressed(keys="2"), until=Record)


def to_menu(line: Line, call_id: str) -> None:
    prepared(line, call_id, Started(), until=Ask)


def place(
    line: Line, asterisk: AsteriskSettings, call_id: str, *items: Item, stay: bool = False
) -> AsteriskCall:
    """A strict call: anything that Asterisk would complain about fails it."""

    async def run() -> AsteriskCall:
        caller = ScriptedCaller(items, barge_in=True, stay=stay)
        call = AsteriskCall(
            line.carrier,
            asterisk,
            caller=caller,
            from_number="081200007777",
            voice=line.voice,
            call_id=call_id,
        )
        await call.run()
        return call

    return asyncio.run(run())


def answers(call: AsteriskCall) -> list[object]:
    """What the line said each time that the call went on; not to `h`, after its end."""
    asked = [event.detail for event in call.events if event.kind == "next"]
    return [detail["answer"] for detail in asked if "over" not in detail]


def kinds(call: AsteriskCall) -> list[str]:
    return [turn.heard.kind for turn in call.captions]


def stored(line: Line, call_id: str) -> tuple[Call, list[Case], list[Recording]]:
    with line.database.read() as session:
        call = find_call(session, provider_id(call_id))
        assert call is not None
        recordings = list(session.scalars(select(Recording).where(Recording.call_id == call.id)))
        cases = select(Case).where(Case.recording_id.in_([one.id for one in recordings]))
        return call, list(session.scalars(cases)), recordings


def test_a_key_stops_the_voice_and_is_the_answer(
    line: Line, asterisk: AsteriskSettings, call_id: str
) -> None:
    to_menu(line, call_id)
    call = place(line, asterisk, call_id, Press("1"), Pause(1), HangUp())
    commands = [event.detail["name"] for event in call.events if event.kind == "command"]
    assert "FLUSH_MEDIA" in commands
    assert kinds(call)[-2:] == ["pressed", "hung_up"]
    assert stored(line, call_id)[0].ended_at is not None


def test_a_caller_who_hangs_up_in_the_story_has_a_case(
    line: Line, asterisk: AsteriskSettings, call_id: str
) -> None:
    to_story(line, call_id)
    story = Say("kartu keluarga saya hilang")
    call = place(line, asterisk, call_id, Press("1"), Pause(1), story, HangUp())
    assert "recorded" in kinds(call)
    _, cases, recordings = stored(line, call_id)
    assert len(cases) == len(recordings) == 1
    assert recordings[0].seconds > 1


def test_a_network_that_dies_in_the_story_keeps_it_and_the_line_comes_back(
    line: Line, asterisk: AsteriskSettings, call_id: str
) -> None:
    to_story(line, call_id)
    story = Say("kartu keluarga saya hilang")
    call = place(line, asterisk, call_id, Press("1"), Pause(1), story, CutStream(), Pause(2), HangUp())
    assert answers(call)[0] == "line"
    assert sum(event.kind == "stream_started" for event in call.events) == 2
    _, cases, recordings = stored(line, call_id)
    assert len(cases) == len(recordings) == 1


def test_a_network_that_dies_in_a_question_asks_it_again_by_keys(
    line: Line, asterisk: AsteriskSettings, call_id: str
) -> None:
    to_menu(line, call_id)
    call = place(line, asterisk, call_id, Pause(1), CutStream(), Pause(1), Press("1"), Pause(1), HangUp())
    assert answers(call)[0] == "line"
    assert kinds(call)[-3:] == ["stream_lost", "pressed", "hung_up"]


def test_goodbye_is_heard_to_its_end_and_hangs_up(
    line: Line, asterisk: AsteriskSettings, call_id: str
) -> None:
    """The dialogue stands at its last question, and the answer is no."""
    to_menu(line, call_id)
    with line.database.write() as session:
        call = find_call(session, provider_id(call_id))
        assert call is not None
        call.position = {**call.position, "step": "nilai_puas"}
    placed = place(line, asterisk, call_id, Press("3"), stay=True)
    names = [event.detail["name"] for event in placed.events if event.kind in ("command", "event")]
    assert names[-2:] == ["MEDIA_MARK_PROCESSED", "HANGUP"]
    assert "MEDIA_XOFF" not in names
    assert answers(placed) == ["hangup"]
    assert "terima kasih" in placed.captions[-1].said.lower()
    assert stored(line, call_id)[0].ended_at is not None


def test_when_speech_cannot_be_served_keys_go_on_in_the_same_stream(
    line: Line, asterisk: AsteriskSettings, call_id: str
) -> None:
    prepared(line, call_id, Started(), TooBusy(), until=Ask)
    call = place(line, asterisk, call_id, Press("1"), Pause(1), HangUp())
    assert kinds(call)[-3:] == ["too_busy", "pressed", "hung_up"]
    assert sum(event.kind == "stream_started" for event in call.events) == 1
    assert "tombol" in call.captions[-3].said


def to_waiting(line: Line, call_id: str) -> None:
    """The caller was asked for a code and has us wait. What we answered is cut short: nobody listens to it here."""
    waiting = Said(words="tunggu", confidence=1.0, alternatives=())
    prepared(line, call_id, Started(), Pressed(keys="1"), waiting, until=Ask)
    with line.database.write() as session:
        call = find_call(session, provider_id(call_id))
        assert call is not None
        call.turns[-1].voiced = "Baik."


def test_keys_of_a_caller_who_had_us_wait_are_an_answer_as_soon_as_ever(
    line: Line, asterisk: AsteriskSettings, call_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "BETWEEN_KEYS_S", 0.5)
    monkeypatch.setattr(patience, "SIGN_S", 5.0)
    to_waiting(line, call_id)
    call = place(line, asterisk, call_id, WaitForPrompt(), Press("4"), Pause(2), HangUp())
    assert kinds(call)[-2:] == ["pressed", "hung_up"]


def test_a_caller_who_speaks_again_hears_no_sound_of_waiting(
    line: Line, asterisk: AsteriskSettings, call_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "SIGN_S", 1.5)
    to_waiting(line, call_id)
    code = Say("empat delapan dua satu tiga nol sembilan enam")
    call = place(line, asterisk, call_id, WaitForPrompt(), code, HangUp())
    after = [event.kind for event in call.events if event.kind in ("command", "event", "media")]
    assert after[-1] == "event", "the mark of the prompt is the last that came"


async def streamed(asterisk: AsteriskSettings, call_id: str, *, journal: Journal) -> AsteriskStream:
    stream = AsteriskStream(
        asterisk,
        channel_id=f"{call_id}-1",
        variables={"SUARA_CALL": call_id, "SUARA_CALLER": "081200007777", "SUARA_PRESENTATION": "allowed"},
        play=lambda sound: None,
        journal=journal,
    )
    await stream.open()
    return stream


async def what_next(asterisk: AsteriskSettings, call_id: str) -> str:
    async with httpx2.AsyncClient(trust_env=False, timeout=10) as client:
        headers = {"Authorization": asterisk.authorization}
        answer = await client.post(asterisk.next_url, data={"call": call_id}, headers=headers)
    return answer.text


def test_a_second_stream_of_the_same_call_is_refused(
    line: Line, asterisk: AsteriskSettings, call_id: str
) -> None:
    to_menu(line, call_id)

    async def both() -> tuple[Journal, Journal]:
        first, second = Journal(), Journal()
        live = await streamed(asterisk, call_id, journal=first)
        running = asyncio.create_task(live.run())
        async with asyncio.timeout(5):
            while not first.of_kind("media"):
                await asyncio.sleep(0.02)
        await (await streamed(asterisk, call_id, journal=second)).run()
        assert not running.done()
        await live.hang_up()
        await running
        return first, second

    first, second = asyncio.run(both())
    assert not second.of_kind("media")
    assert first.of_kind("media")


def test_garbage_ends_the_stream_and_the_call_goes_on(
    line: Line, asterisk: AsteriskSettings, call_id: str
) -> None:
    to_menu(line, call_id)

    async def talk() -> str:
        journal = Journal()
        stream = await streamed(asterisk, call_id, journal=journal)
        running = asyncio.create_task(stream.run())
        await stream.frame(Frame(mulaw=STILL, voiced=False, speaking=False))
        await stream.frame(Frame(mulaw=b"\xff" * 9000, voiced=False, speaking=False))
        async with asyncio.timeout(5):
            await running
        return await what_next(asterisk, call_id)

    assert asyncio.run(talk()) == "line"
    assert stored(line, call_id)[0].position["speech"] is False


def test_a_question_about_a_call_that_still_streams_ends_the_stream(
    line: Line, asterisk: AsteriskSettings, call_id: str
) -> None:
    """Asterisk has given the stream up, and the network has told us nothing."""
    to_menu(line, call_id)

    async def talk() -> str:
        journal = Journal()
        stream = await streamed(asterisk, call_id, journal=journal)
        running = asyncio.create_task(stream.run())
        async with asyncio.timeout(5):
            while not journal.of_kind("media"):
                await asyncio.sleep(0.02)
        answer = await what_next(asterisk, call_id)
        async with asyncio.timeout(5):
            await running
        return answer

    assert asyncio.run(talk()) == "line"


def test_a_line_that_refuses_leads_to_the_officers(
    line: Line, asterisk: AsteriskSettings, call_id: str
) -> None:
    call = place(line, replace(asterisk, password="wrong"), call_id, stay=True)
    assert any(event.kind == "officer_rung" for event in call.events)
    assert not any(event.kind == "stream_started" for event in call.events)
