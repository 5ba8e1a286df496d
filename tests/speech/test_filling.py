"""The natural voicebank is filled in the background, and a failing voice does not hold up anything."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from speech.filling import Filling, Wanted
from speech.synthesizer import Pace
from speech.voicebank import Voicebank
from tests.speech.counting import CountingVoice

N = Pace.NORMAL


def wanted(*texts: str, opening: int = 0) -> list[Wanted]:
    return [Wanted(text=text, pace=N, opening=at < opening) for at, text in enumerate(texts)]


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)


def test_everything_is_made_in_order_and_only_once(tmp_path: Path) -> None:
    voice = CountingVoice()
    told = []
    filled = Filling(Voicebank(tmp_path, voice), wanted("a,", "b,", "a,")).finish(told.append)
    assert [text for text, _ in voice.said] == ["a,", "b,"]
    assert (filled.ready, filled.total, filled.refused, filled.problem) == (2, 2, 0, "")
    assert [state.ready for state in told] == [1, 2]
    again = CountingVoice()
    assert Filling(Voicebank(tmp_path, again), wanted("a,", "b,", "c,")).finish(told.append).ready == 3
    assert [text for text, _ in again.said] == ["c,"]


def test_a_phrase_that_fails_alone_is_given_up_and_does_not_keep_calls_waiting(tmp_path: Path) -> None:
    filling = Filling(Voicebank(tmp_path, CountingVoice()), wanted("a,", "bisu,", "b,", "c,", opening=2))
    assert not filling.opened
    filled = filling.finish(lambda _: None)
    assert (filled.ready, filled.refused, filled.problem) == (3, 1, "")
    assert filling.opened


def test_a_voice_that_fails_always_is_told_once_and_its_phrases_are_not_given_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    voice = CountingVoice()
    voice.ill = True
    filling = Filling(Voicebank(tmp_path, voice), wanted("a,", "b,", "c,", "d,", opening=1))
    for _ in range(2):
        filled = filling.finish(lambda _: None)
        assert (filled.ready, filled.refused, filled.problem) == (0, 0, "no sound")
        assert not filling.opened
    assert len([record for record in caplog.records if "does not speak" in record.message]) == 1
    voice.ill = False
    filled = filling.finish(lambda _: None)
    assert (filled.ready, filled.refused, filled.problem) == (4, 0, "")


def test_what_was_missed_comes_before_the_rest(tmp_path: Path) -> None:
    gate = threading.Event()
    voice = CountingVoice(gate=gate)
    filling = Filling(Voicebank(tmp_path, voice), wanted("a,", "b,", "c,"))
    filling.start()
    until(lambda: len(voice.said) == 1)
    for _ in range(2):
        filling.missed("Nomor Antrean.", Pace.SLOW)
    gate.set()
    until(lambda: filling.state.ready == 3)
    filling.close()
    assert voice.said == [("a,", N), ("nomor antrean.", Pace.SLOW), ("b,", N), ("c,", N)]
    assert filling.state.total == 3


def test_a_piece_that_is_missed_too_counts_once(tmp_path: Path) -> None:
    voice = CountingVoice()
    filling = Filling(Voicebank(tmp_path, voice), wanted("a,", "b,", "bisu,", "c,"))
    for text in ("b,", "bisu,", "lain,"):
        filling.missed(text, N)
    filling.start()
    until(lambda: voice.rests == 1)
    filling.missed("bisu,", N)  # as in every call that needs it
    until(lambda: voice.rests == 2)
    filling.close()
    assert (filling.state.ready, filling.state.refused, filling.state.total) == (3, 1, 4)


def test_what_nobody_wants_or_used_of_late_is_forgotten_before_it_begins(tmp_path: Path) -> None:
    before = Voicebank(tmp_path, CountingVoice())
    for text in ("a,", "lama,"):
        before.sound(text, N)
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    voice = CountingVoice()
    filling = Filling(Voicebank(tmp_path, voice), wanted("a,", "b,"))
    filling.start()
    until(lambda: voice.rests == 1)
    filling.close()
    assert [text for text, _ in voice.said] == ["b,"]
    assert len(list(tmp_path.iterdir())) == 2


def test_the_voice_rests_when_everything_is_made(tmp_path: Path) -> None:
    voice = CountingVoice()
    filling = Filling(Voicebank(tmp_path, voice), wanted("a,"))
    filling.start()
    until(lambda: voice.rests == 1)
    filling.missed("b,", N)
    until(lambda: voice.rests == 2)
    filling.close()
    assert len(voice.said) == 2


def test_closing_stops_it_in_the_middle(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    gate = threading.Event()
    voice = CountingVoice(gate=gate)
    filling = Filling(Voicebank(tmp_path, voice), wanted(*(f"{letter}," for letter in "abcdefgh")))
    filling.start()
    until(lambda: len(voice.said) == 1)
    threading.Timer(0.05, gate.set).start()
    filling.close()
    assert len(voice.said) == 1
    assert not [thread for thread in threading.enumerate() if thread.name == "voice-filling"]
    assert caplog.records == []
