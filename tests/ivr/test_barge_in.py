"""Interrupting the line: keys and speech stop its voice, except while it says that the call is recorded."""

import asyncio

from simulator.script import HangUp, Press, Say, Wait
from speech import audio
from tests.line import Line


def test_a_key_during_the_notice_waits_for_its_end_and_then_counts(line: Line) -> None:
    call = asyncio.run(line.call(Press(keys="1"), Wait(seconds=10), Press(keys="*"), HangUp(), barge_in=True))
    cleared = call.of_kind("clear")
    started = call.of_kind("media")[0]
    assert call.captions[1].heard.text == "1"
    assert cleared
    assert cleared[0].at - started.at > 5.0, "the notice was cut off"
    assert call.violations == []


def test_speech_stops_the_prompt_and_a_cough_before_it_is_no_answer(line: Line) -> None:
    status = asyncio.run(line.voice.render("status"))
    sound = audio.tone(300, 90, 0.5) + audio.silence(600) + status
    call = asyncio.run(
        line.call(
            Wait(seconds=10),
            Say(sound=sound),
            Wait(seconds=3),
            HangUp(),
            barge_in=True,
            caller="081355500001",
        )
    )
    heard = [(turn.heard.kind, turn.heard.text) for turn in call.captions]
    assert heard[1] == ("said", "status"), heard
    assert call.of_kind("clear")
