"""What counts as dead air, and what is the caller's own turn."""

import pytest

from simulator.ear import Sound
from simulator.quiet import Act, Asked, Silences
from speech import audio


def sound(at: float, seconds: float, speed: float = 1.0) -> Sound:
    return Sound(at=at, mulaw=audio.silence(int(seconds * 1000)), speed=speed)


def test_silence_after_an_answer_is_dead_air_but_for_the_wait_for_more_of_it() -> None:
    silences = Silences(acts=[Act(at=14.0, waits_s=1.5)], asked=[Asked(at=10.0, patience_s=7.0)])
    longest, at = silences.dead_air([sound(10.0, 2.0), sound(19.0, 1.0)], began=10.0, ended=20.0)
    assert (longest, at) == (pytest.approx(3.5), 19.0)


def test_while_the_line_waits_for_the_caller_it_may_be_quiet_and_no_longer() -> None:
    silences = Silences(asked=[Asked(at=10.0, patience_s=7.0)])
    sounds = [sound(10.0, 2.0), sound(19.2, 1.0)]
    assert silences.dead_air(sounds, began=10.0, ended=20.2)[0] == pytest.approx(0.2)
    silences.asked = [Asked(at=10.0, patience_s=3.0)]
    assert silences.dead_air(sounds, began=10.0, ended=20.2)[0] == pytest.approx(4.2)


def test_a_call_that_begins_or_ends_in_silence() -> None:
    assert Silences().dead_air([sound(14.0, 1.0)], began=10.0, ended=15.0) == (4.0, 14.0)
    assert Silences().dead_air([sound(10.0, 1.0)], began=10.0, ended=16.0) == (5.0, 16.0)
    assert Silences().dead_air([], began=10.0, ended=16.0) == (6.0, 16.0)


def test_a_prompt_that_was_cut_by_the_caller_ends_where_it_was_cut() -> None:
    silences = Silences(acts=[Act(at=11.0)])
    sounds = [sound(10.0, 1.1), sound(12.0, 1.0)]
    assert silences.dead_air(sounds, began=10.0, ended=13.0)[0] == pytest.approx(0.9)


def test_sound_that_is_played_faster_is_over_sooner() -> None:
    assert Silences().dead_air([sound(10.0, 8.0, speed=8.0)], began=10.0, ended=14.0)[0] == pytest.approx(3.0)
