"""What callers say and press before they are asked, or while we think, goes to the question that it answers."""

import asyncio

import numpy as np
import pytest

from ivr import call as running
from ivr.lines import worded
from ivr.mouth import INVITATION
from ivr.values import Pressed, Silence, Started
from simulator.noises import cough
from speech import audio
from speech.phrases import pieces
from speech.synthesizer import Pace
from tests.ivr.handset import Dialled, Handset, still
from tests.line import Line

CODE = "empat delapan dua satu tiga nol sembilan enam"


def spoken(line: Line, text: str) -> bytes:
    return asyncio.run(line.voice.render(text))


def test_a_code_in_one_breath_with_the_word_before_it_is_kept_for_its_question(line: Line) -> None:
    sound = still(1500) + spoken(line, "status") + still(300) + spoken(line, CODE) + still(4000)
    call, handset = Dialled(line, "081300000101", Started()), Handset()

    async def talk() -> None:
        async with call.on(handset, Pressed(keys="9")):
            await handset.say(sound)
            await call.until(4)

    asyncio.run(talk())
    assert call.turns[2:] == [("said", "status"), ("said", f"[unk] {CODE}")]
    assert call.step == "pastikan_kode"


def test_what_is_said_while_the_next_question_begins_answers_that_question(line: Line) -> None:
    """Nobody waits for the prompt: the code follows the word as soon as the word was taken for the answer."""
    call, handset = Dialled(line, "081300000102", Started()), Handset(holds=True)
    sound = still(1500) + spoken(line, "status") + still(2600) + spoken(line, CODE) + still(3000)

    async def talk() -> None:
        async with call.on(handset, Pressed(keys="9")):
            handset.heard()
            await handset.say(sound)
            await call.until(4)

    asyncio.run(talk())
    assert [kind for kind, _ in call.turns[2:]] == ["said", "said"]
    assert call.turns[3][1].endswith(CODE)
    assert handset.cleared, "the question was interrupted"


def test_speech_in_the_notice_is_heard_only_when_it_goes_on_after_it(line: Line) -> None:
    """A greeting in the notice is no answer; who begins in its last moments is heard from their first syllable."""
    call, handset = Dialled(line, "081300000103"), Handset(holds=True)
    greeting, word = spoken(line, "halo selamat pagi"), spoken(line, "status")

    async def talk() -> None:
        async with call.on(handset, Started()):
            await asyncio.sleep(0.3)
            await handset.say(still(1500) + greeting + still(4000))
            await handset.say(word[: len(word) // 2])
            await asyncio.sleep(0.5)
            assert handset.cleared == 0, "the notice is said to its end"
            handset.heard()
            await handset.say(word[len(word) // 2 :] + still(4000))
            await call.until(2)

    asyncio.run(talk())
    assert call.turns[1] == ("said", "status")


@pytest.mark.parametrize(
    ("heard", "late_s", "invited"),
    [("mau cek status", 2.0, True), ("saya mau cek status", 0.25, True), ("cough", 2.0, False)],
)
def test_who_spoke_over_the_notice_is_told_that_they_may_speak_now(
    line: Line, monkeypatch: pytest.MonkeyPatch, heard: str, late_s: float, invited: bool
) -> None:
    """Also where their answer is not over when they have spoken too long to be heard: here time is five times as
    fast."""
    monkeypatch.setattr(running, "LATE_NOTICE_S", late_s)
    call, handset = Dialled(line, f"0813004{len(heard):05d}"), Handset(holds=True)
    sound = cough() if heard == "cough" else spoken(line, heard)
    word, phone = spoken(line, "status"), line.here.phone
    may = pieces(worded(phone.script, INVITATION, {}))
    invitation = b"".join(phone.speaker.speech(may, Pace.NORMAL))

    async def talk() -> None:
        async with call.on(handset, Started()):
            await asyncio.sleep(0.3)
            await handset.say(still(1500) + sound + still(4000))
            before = len(handset.played)
            handset.heard()
            await handset.say(still(1000))
            await asyncio.sleep(0.5)
            told = b"".join(handset.played[before:])
            assert told.startswith(invitation) == invited
            assert len(told) > len(invitation) or not invited, "and then the question once more"
            await handset.say(word + still(4000))
            await call.until(2)

    asyncio.run(talk())
    assert call.turns[1:] == [("said", "status")]
    assert bool(handset.cleared) == invited


def test_our_own_voice_that_comes_back_in_the_notice_invites_nobody(line: Line) -> None:
    call, handset = Dialled(line, "081300000177"), Handset(holds=True)

    async def talk() -> None:
        async with call.on(handset, Started()):
            await asyncio.sleep(0.3)
            notice = audio.samples(b"".join(handset.played))
            await handset.say(
                still(160) + audio.encode((0.3 * 32767 * notice).astype(np.int16).tobytes()) + still(2000)
            )
            handset.heard()
            await handset.say(still(1000))
            await asyncio.sleep(0.5)

    asyncio.run(talk())
    assert not handset.cleared
    assert len(call.turns) == 1


def test_a_story_that_begins_before_the_beep_is_told_from_its_first_word(line: Line) -> None:
    heard = Started(), Silence(), Silence(), Silence(), Silence()
    call, handset = Dialled(line, "081300000104", *heard), Handset(holds=True)
    story = spoken(line, "kartu keluarga saya hilang di jalan kemarin")

    async def talk() -> None:
        async with call.on(handset, Pressed(keys="3")):
            await asyncio.sleep(0.3)
            await handset.say(still(1000) + story + still(5000))
            await call.until(len(heard) + 2)

    asyncio.run(talk())
    kind, seconds = call.turns[len(heard) + 1]
    assert kind == "recorded", call.turns
    assert handset.cleared, "the prompt was interrupted"
    assert float(seconds) > audio.seconds(story) + 3, "with its beginning, and the quiet at its end"
