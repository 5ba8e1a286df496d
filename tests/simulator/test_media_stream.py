"""The carrier's end of a media stream, against a WebSocket on a real server."""

import asyncio
import base64
import contextlib
import itertools
import json
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from simulator import frames
from simulator.call import Call
from simulator.measures import MeasureKind
from simulator.script import CutStream, HangUp, Item, Press, Say, ScriptedCaller, Wait, WaitForPrompt
from speech import audio

CONNECT = (
    "<Connect><Stream url='{ws}/ivr/stream'><Parameter name='token' value='t-1'/></Stream></Connect>"
    "<Redirect>/ivr/continue</Redirect>"
)

FIELDS: dict[str, dict[str, type]] = {
    "connected": {"protocol": str, "version": str},
    "start": {"sequenceNumber": str, "start": dict, "streamSid": str},
    "media": {"sequenceNumber": str, "media": dict, "streamSid": str},
    "dtmf": {"sequenceNumber": str, "dtmf": dict, "streamSid": str},
    "mark": {"sequenceNumber": str, "mark": dict, "streamSid": str},
    "stop": {"sequenceNumber": str, "stop": dict, "streamSid": str},
}
BODIES: dict[str, dict[str, type]] = {
    "start": {
        "accountSid": str,
        "streamSid": str,
        "callSid": str,
        "tracks": list,
        "mediaFormat": dict,
        "customParameters": dict,
    },
    "media": {"track": str, "chunk": str, "timestamp": str, "payload": str},
    "dtmf": {"track": str, "digit": str},
    "mark": {"name": str},
    "stop": {"accountSid": str, "callSid": str},
}


def call(line, voice, *items: Item, **options: Any) -> Call:
    line.documents["/ivr/answer"] = [CONNECT.format(ws=line.settings.ws_url)]
    made = Call(
        line.settings,
        caller=ScriptedCaller(
            items, barge_in=options.pop("barge_in", False), stay=options.pop("stay", False)
        ),
        from_number="081234567890",
        voice=voice,
        speed=20,
        captions=False,
        **options,
    )
    asyncio.run(made.run())
    return made


def payload(mulaw: bytes) -> dict[str, str]:
    return {"payload": base64.b64encode(mulaw).decode()}


async def until_stop(stream) -> None:
    with contextlib.suppress(WebSocketDisconnect):
        await stream.receive("stop")


async def hear_out(stream) -> None:
    """Wait until the caller has spoken."""
    spoke = False
    while True:
        still = base64.b64decode((await stream.receive("media"))["media"]["payload"]) == b"\x7f\xff" * 80
        if spoke and still:
            return
        spoke = spoke or not still


async def speak_and_wait(stream) -> None:
    await stream.receive("start")
    await stream.send("media", **payload(audio.tone(440, 400)))
    await stream.send("mark", name="prompt")
    await until_stop(stream)


def test_every_frame_has_exactly_the_carriers_fields(line, voice) -> None:
    async def answer_a_key(stream) -> None:
        await stream.receive("start")
        await stream.send("media", **payload(audio.tone(440, 200)))
        await stream.send("mark", name="prompt")
        await stream.receive("dtmf")
        await speak_again(stream)

    async def speak_again(stream) -> None:
        await stream.send("media", **payload(audio.tone(440, 200)))
        await until_stop(stream)

    line.stream = answer_a_key
    done = call(line, voice, Press("5"), Say("halo"), Wait(0.2), HangUp())
    assert [frame["event"] for frame in line.frames[:2]] == ["connected", "start"]
    assert line.frames[-1]["event"] == "stop"
    assert {frame["event"] for frame in line.frames} == set(FIELDS)
    for frame in line.frames:
        event = frame["event"]
        assert {name: type(value) for name, value in frame.items()} == {"event": str} | FIELDS[event]
        if event in BODIES:
            assert {name: type(value) for name, value in frame[event].items()} == BODIES[event]
    assert done.violations == []


def test_the_stream_says_who_calls_and_is_signed(line, voice) -> None:
    line.stream = speak_and_wait
    done = call(line, voice, WaitForPrompt(0.1), HangUp())
    start = next(frame for frame in line.frames if frame["event"] == "start")["start"]
    assert line.upgrade_signed
    assert start["callSid"] == done.sid
    assert start["accountSid"] == line.settings.account_sid
    assert start["tracks"] == ["inbound"]
    assert start["mediaFormat"] == {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    assert start["customParameters"] == {"token": "t-1"}


def test_sound_comes_in_numbered_frames_of_20_ms_and_silence_alternates(line, voice) -> None:
    line.stream = speak_and_wait
    call(line, voice, Say("halo"), Wait(0.2), HangUp())
    media = [frame["media"] for frame in line.frames if frame["event"] == "media"]
    assert [int(frame["chunk"]) for frame in media] == list(range(1, len(media) + 1))
    times = [int(frame["timestamp"]) for frame in media]
    assert times[0] == 155
    assert {later - earlier for earlier, later in itertools.pairwise(times)} <= {19, 20}
    sounds = [base64.b64decode(frame["payload"]) for frame in media]
    assert {len(sound) for sound in sounds} == {160}
    assert sounds[0] == b"\x7f\xff" * 80
    assert audio.tone(300, 240) in b"".join(sounds)
    counted = [int(frame["sequenceNumber"]) for frame in line.frames if "sequenceNumber" in frame]
    assert counted == list(range(1, len(counted) + 1))


def test_keys_come_on_the_inbound_track(line, voice) -> None:
    line.stream = speak_and_wait
    call(line, voice, Press("4#", gap_ms=40), HangUp())
    keys = [frame["dtmf"] for frame in line.frames if frame["event"] == "dtmf"]
    assert keys == [{"track": "inbound_track", "digit": "4"}, {"track": "inbound_track", "digit": "#"}]


def test_a_mark_comes_back_when_the_sound_before_it_has_been_heard(line, voice) -> None:
    async def mark_twice(stream) -> None:
        await stream.receive("start")
        await stream.send("mark", name="nothing before")
        await stream.send("media", **payload(audio.tone(440, 600)))
        await stream.send("mark", name="after 600 ms")
        await until_stop(stream)

    line.stream = mark_twice
    call(line, voice, WaitForPrompt(0.1), HangUp())
    order = [frame for frame in line.frames if frame["event"] in ("media", "mark")]
    first, second = (order.index(frame) for frame in order if frame["event"] == "mark")
    assert [order[first]["mark"]["name"], order[second]["mark"]["name"]] == ["nothing before", "after 600 ms"]
    assert second - first >= 25, "the second mark came back before its sound could be heard"


def test_clear_empties_the_ear_and_sends_all_marks_back(line, voice) -> None:
    async def clear_at_a_key(stream) -> None:
        await stream.receive("start")
        for name in ("one", "two"):
            await stream.send("media", **payload(audio.tone(440, 5000)))
            await stream.send("mark", name=name)
        await stream.receive("dtmf")
        await stream.send("clear")
        await stream.receive("mark")
        await stream.receive("mark")
        await stream.send("media", **payload(audio.tone(800, 200)))
        await until_stop(stream)

    line.stream = clear_at_a_key
    done = call(line, voice, Press("1"), WaitForPrompt(0.1), HangUp(), barge_in=True)
    marks = [frame["mark"]["name"] for frame in line.frames if frame["event"] == "mark"]
    assert marks == ["one", "two"]
    assert audio.seconds(done.heard_audio) < 4
    assert audio.tone(800, 200) in done.heard_audio
    assert [measure.kind for measure in done.measures] == [MeasureKind.KEY_TO_CLEAR, MeasureKind.KEY_TO_SOUND]


def test_the_wait_after_speech_is_measured_from_its_last_voiced_frame(line, voice) -> None:
    async def answer_300_ms_later(stream) -> None:
        await stream.receive("start")
        await stream.send("media", **payload(audio.tone(440, 200)))
        await hear_out(stream)
        for _ in range(14):
            await stream.receive("media")
        await stream.send("media", **payload(audio.tone(440, 200)))
        await until_stop(stream)

    line.stream = answer_300_ms_later
    done = call(line, voice, Say("cek"), WaitForPrompt(0.1), HangUp())
    (measure,) = done.measures
    assert measure.kind is MeasureKind.SPEECH_TO_SOUND
    assert measure.ms >= 250


def test_the_rest_of_an_interrupted_prompt_is_not_taken_for_the_answer(line, voice) -> None:
    async def go_on_then_answer(stream) -> None:
        await stream.receive("start")
        await stream.send("media", **payload(audio.tone(440, 5000)))
        await hear_out(stream)
        await stream.send("media", **payload(audio.tone(440, 1000)))
        await stream.send("clear")
        await stream.send("media", **payload(audio.tone(800, 200)))
        await until_stop(stream)

    line.stream = go_on_then_answer
    done = call(line, voice, Say("cek"), WaitForPrompt(0.1), HangUp(), barge_in=True)
    assert [measure.kind for measure in done.measures] == [
        MeasureKind.SPEECH_TO_CLEAR,
        MeasureKind.SPEECH_TO_SOUND,
    ]


@pytest.mark.parametrize("refuse", [True, False])
def test_a_stream_that_cannot_start_leads_to_the_next_verb(line, voice, refuse: bool) -> None:
    line.documents["/ivr/continue"] = ["<Say>tekan</Say>"]
    line.stream = speak_and_wait if refuse else None
    done = call(line, voice, stay=True, refuse_stream=refuse)
    assert line.frames == []
    assert len(line.asked_for("/ivr/continue")) == 1
    assert [found.code for found in done.violations] == ([] if refuse else [31920])


def test_a_stream_closed_by_the_line_leads_to_the_next_verb(line, voice) -> None:
    async def say_and_close(stream) -> None:
        await stream.receive("start")
        await stream.send("media", **payload(audio.tone(440, 5000)))
        await stream.socket.close()

    line.stream = say_and_close
    done = call(line, voice, stay=True)
    assert len(line.asked_for("/ivr/continue")) == 1
    assert audio.seconds(done.heard_audio) < 4, "what had not been heard is lost with the stream"


def test_a_broken_stream_sends_no_stop_and_leads_to_the_next_verb(line, voice) -> None:
    line.stream = speak_and_wait
    line.documents["/ivr/continue"] = ["<Gather numDigits='1' action='/ivr/keys'><Say>tekan</Say></Gather>"]
    call(line, voice, WaitForPrompt(), CutStream(), Press("2"), stay=True)
    assert "stop" not in {frame["event"] for frame in line.frames}
    assert [keys["Digits"] for keys in line.asked_for("/ivr/keys")] == ["2"]


SID = "MZ" + "1" * 32


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"\xff" * 160, 31950),
        ("halo", 31951),
        ("[]", 31951),
        (json.dumps({"event": "say", "streamSid": SID}), 31951),
        (json.dumps({"event": "clear"}), 31951),
        (json.dumps({"event": "clear", "streamSid": "MZ2"}), 31951),
        (json.dumps({"event": "clear", "streamSid": SID, "now": True}), 31951),
        (json.dumps({"event": "mark", "streamSid": SID, "mark": {"name": ""}}), 31951),
        (json.dumps({"event": "mark", "streamSid": SID, "mark": {"name": "a", "id": 1}}), 31951),
        (json.dumps({"event": "media", "streamSid": SID, "media": {"payload": "%%"}}), 31951),
        (json.dumps({"event": "media", "streamSid": SID, "media": payload(audio.wav(b"\xff"))}), 31951),
    ],
)
def test_what_the_carrier_refuses_is_refused(message: str | bytes, code: int) -> None:
    with pytest.raises(frames.FrameViolation) as refused:
        frames.read(message, SID)
    assert refused.value.code == code


def test_a_wrong_frame_is_reported_and_the_stream_goes_on(line, voice) -> None:
    async def send_rubbish(stream) -> None:
        await stream.receive("start")
        await stream.socket.send_text("halo")
        await stream.socket.send_bytes(b"\xff" * 160)
        await stream.send("media", track="outbound", **payload(b"\xff" * 160))
        await speak_after_rubbish(stream)

    async def speak_after_rubbish(stream) -> None:
        await stream.send("media", **payload(audio.tone(440, 200)))
        await until_stop(stream)

    line.stream = send_rubbish
    done = call(line, voice, WaitForPrompt(0.1), HangUp())
    assert [found.code for found in done.violations] == [31951, 31950, 31951]
    assert audio.tone(440, 200) in done.heard_audio
