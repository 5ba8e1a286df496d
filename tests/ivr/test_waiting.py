"""No dead air: a look-up that takes long says so, and a caller who has us wait is kept company, but not for ever."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ivr import holding, mouth, patience, questions
from ivr.lines import worded
from ivr.mouth import SIGN
from ivr.values import Ask, Pressed, Silence, Started
from speech.phrases import pieces
from speech.synthesizer import Pace
from tests.ivr.handset import Dialled, Handset, still
from tests.ivr.talk import Talk, at_code, said
from tests.line import Line


def words_of(line: Line, key: str) -> bytes:
    """How a line sounds, in mu-law."""
    phone = line.here.phone
    return b"".join(phone.speaker.speech(pieces(worded(phone.script, key, {})), Pace.NORMAL))


@contextmanager
def locked(line: Line) -> Iterator[sqlite3.Connection]:
    """Another program writes to the database, and does not come to an end: until it rolls back, nobody else can."""
    other = sqlite3.connect(line.settings.var_dir / "line.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield other
    finally:
        other.close()


def test_a_slow_database_has_the_caller_told_that_we_are_looking(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mouth, "LOOK_UP_S", 0.6)
    monkeypatch.setattr(mouth, "LEAST_LOOK_UP_S", 0.3)
    monkeypatch.setattr(mouth, "SIGN_EVERY_S", 0.2)
    call, handset = Dialled(line, "081300000201", Started()), Handset()
    looking = words_of(line, "sebentar")

    async def talk() -> None:
        async with call.on(handset, Silence()):
            await asyncio.sleep(0.5)
            before = len(handset.played)
            with locked(line) as other:
                handset.press("1")
                async with asyncio.timeout(8):
                    while SIGN not in handset.played[before:]:
                        await asyncio.sleep(0.05)
                told = handset.played[before:]
                other.rollback()
            await call.until(3)
            await asyncio.sleep(0.3)
            assert told[0] == looking, "the words come first, then a soft sound from time to time"
            assert handset.played[before + len(told) :], "and then the answer"

    asyncio.run(talk())
    assert call.turns[-1] == ("pressed", "1")


def test_a_quick_look_up_says_nothing_of_it(line: Line) -> None:
    call, handset = Dialled(line, "081300000202", Started()), Handset()
    looking = words_of(line, "sebentar")

    async def talk() -> None:
        async with call.on(handset, Silence()):
            handset.press("1")
            await call.until(3)
            await asyncio.sleep(0.5)

    asyncio.run(talk())
    assert looking not in handset.played


def test_behind_a_caller_who_has_us_wait_a_television_changes_nothing(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It talks all the time: the signs of life come as they would in silence, and then the ladder ends."""
    monkeypatch.setattr(questions, "HOLD_S", 0.4)
    monkeypatch.setattr(patience, "LATE_HELD_S", 0.1)
    monkeypatch.setattr(holding, "HOLDS", 3)
    heard = Started(), Pressed(keys="1"), said("tunggu")
    call, handset = Dialled(line, "081300000203", *heard), Handset()
    television = asyncio.run(
        line.voice.render("selamat malam pemirsa inilah berita utama hari ini dari ibu kota")
    )

    async def talk() -> None:
        async with call.on(handset, said("[unk]")):
            talking = asyncio.create_task(handset.say(still(1000) + television * 20))
            await call.until(len(heard) + 1 + 3)
            talking.cancel()

    asyncio.run(talk())
    kinds = [kind for kind, _ in call.turns[len(heard) + 1 :]]
    assert kinds[:3] == ["silence"] * 3
    assert call.step == "bantu"


def test_who_asked_for_a_slower_voice_or_was_cut_off_has_more_time_to_speak(talk: Talk) -> None:
    def more(talk: Talk) -> int:
        assert talk.turn is not None
        assert isinstance(talk.turn.wait, Ask)
        return talk.turn.wait.more_ms

    assert more(at_code(talk)) == 0
    assert more(talk.hear(said("pelan"))) == 500
    assert more(talk.hear(said("pelan"))) == 1000
    assert more(at_code(Talk(talk.script)).hear(said("empat delapan dua"))) == 500, "the rest of a code"
    slow = Talk(talk.script).hear(Started(pace="slow"))
    assert more(slow) == 500, "as remembered of the number"
