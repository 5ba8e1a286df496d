"""TwiML as Twilio wants it, for each thing that a turn can wait for."""

import re

import pytest

from ivr import twiml
from ivr.turns import Spoken, Taken
from ivr.values import Ask, Record, Transfer, Wait
from speech.grammar import Digits

TO = twiml.Addresses(
    base_url="https://suara.example.go.id",
    stream_url="wss://suara.example.go.id/ivr/stream",
    officer_numbers=("+622150001235", "+622150001236"),
)
SOUND = "https://suara.example.go.id/ivr/sound/1/3.wav?key=abc"


def shown(wait: Wait | None, *, says: bool = True) -> str:
    say = (Spoken(text="Halo.", protected=False, personal=False),) if says else ()
    return twiml.turn(TO, Taken(call_id=1, number=3, say=say, pace="normal", wait=wait), SOUND)


def test_a_question_gathers_keys_around_its_own_sound() -> None:
    xml = shown(Ask(keys=8, speech=Digits(length=8), patience_s=12.0))
    assert re.search(r'<Gather [^>]*numDigits="8"', xml)
    assert 'input="dtmf"' in xml
    assert 'timeout="12"' in xml
    assert 'actionOnEmptyResult="true"' in xml
    assert f"<Play>{SOUND}</Play></Gather>" in xml


def test_a_story_is_recorded_and_an_empty_one_asked_for_again() -> None:
    xml = shown(Record(longest_s=120, end_silence_s=4.0, patience_s=8.0))
    assert re.search(r'<Record [^>]*maxLength="120"', xml)
    assert 'playBeep="true"' in xml
    assert xml.count("/ivr/recorded?turn=3") == 2


def test_only_configured_numbers_are_rung_and_not_for_ever() -> None:
    xml = shown(Transfer(), says=False)
    assert "<Play>" not in xml
    assert "<Number>+622150001235</Number><Number>+622150001236</Number>" in xml
    assert 'timeLimit="1800"' in xml
    assert 'action="https://suara.example.go.id/ivr/dialled?turn=3"' in xml


def test_goodbye_hangs_up_after_its_words() -> None:
    assert f"<Play>{SOUND}</Play><Hangup" in shown(None)


@pytest.mark.parametrize("numbers", [(), ("+622150001235",)])
def test_trouble_is_a_sorry_sentence_and_a_person_where_there_is_one(numbers: tuple[str, ...]) -> None:
    to = twiml.Addresses(base_url=TO.base_url, stream_url=TO.stream_url, officer_numbers=numbers)
    xml = twiml.trouble(to, "Maaf & mohon tunggu.")
    assert "Maaf &amp; mohon tunggu." in xml
    assert ("<Dial" in xml) is bool(numbers)
