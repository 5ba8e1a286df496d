"""The simulated callers as data, and what their telephones pick up."""

import numpy as np
import pytest
from pydantic import ValidationError

from simulator.callers import Manner, Persona, PlannedCall, Replies, load_callers
from simulator.noises import VOICE_RMS, NoisyMouth, cough, street
from speech import audio


def level(mulaw: bytes) -> float:
    return float(np.sqrt(np.mean(audio.samples(mulaw) ** 2)))


def test_the_file_names_every_kind_of_caller_and_each_has_something_to_do() -> None:
    found = load_callers()
    names = [one.name for one in found.personas]
    assert len(set(names)) == len(names) >= 15
    assert all(one.calls and one.who for one in found.personas)
    assert all(
        call.rings or not call.has.startswith(("notice", "answer"))
        for one in found.personas
        for call in one.calls
    )
    assert all(reason for reason in found.not_driven.values())


def test_what_is_thorough_is_left_out_without_leaving_a_call_that_follows_nothing() -> None:
    found = load_callers()
    quick = {one.name: one.calls for one in found.quick}
    assert sum(map(len, quick.values())) < sum(len(one.calls) for one in found.personas)
    for one in found.personas:
        for before, call in zip((None, *one.calls), one.calls, strict=False):
            if call.again and not call.thorough:
                assert before in quick[one.name], f"{one.name}: a call that follows another needs it"


def test_a_mistake_in_the_file_is_refused() -> None:
    with pytest.raises(ValidationError):
        PlannedCall.model_validate({"goal": "answer", "att": {}})
    with pytest.raises(ValidationError):
        PlannedCall.model_validate({"goal": "nothing"})


def test_what_is_said_follows_how_often_the_question_was_asked() -> None:
    call = PlannedCall(goal="answer", at={"menu": ["cough; say {word}", "press 1", "hang up"]})
    persona = Persona(name="x", who="x", usual={"bantu": "press 3"}, calls=[call])
    replies = Replies(persona=persona, call=call, values={"word": "status saya"})
    assert replies.at("menu") == [("cough", ""), ("say", "status saya")]
    assert replies.at("menu") == [("press", "1")]
    assert replies.at("menu") == replies.at("menu") == [("hang up", "")]
    assert replies.at("bantu") == [("press", "3")]
    assert replies.at("rekam") == [("silent", "")]


def test_a_call_may_be_made_in_another_manner_than_the_callers_own() -> None:
    call = PlannedCall(goal="answer", stream=True, speed=1)
    persona = Persona(name="x", who="x", manner=Manner(stream=False, speed=8, pause_s=1), calls=[call])
    assert persona.manner_of(call) == Manner(stream=True, speed=1, pause_s=1)


def test_the_street_is_as_far_below_the_voice_as_it_should_be() -> None:
    for decibels in (5.0, 10.0):
        assert 20 * np.log10(VOICE_RMS / level(street(4.0, decibels))) == pytest.approx(decibels, abs=0.5)
    assert street(1.0, 10.0) == street(1.0, 10.0)


def test_noise_is_in_every_frame_and_is_no_voice() -> None:
    mouth = NoisyMouth(street(1.0, 10.0))
    frames = [mouth.frame() for _ in range(50)]
    assert level(b"".join(frame.mulaw for frame in frames)) == pytest.approx(VOICE_RMS / 10**0.5, rel=0.1)
    assert not any(frame.voiced for frame in frames)
    mouth.say(audio.tone(400, 100))
    assert mouth.frame().voiced


def test_a_cough_is_shorter_than_a_word() -> None:
    assert audio.seconds(cough()) < 0.2
    assert level(cough()[:400]) > 0.05
