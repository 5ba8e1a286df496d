"""TwiML as Twilio wants it, for each thing that a turn can wait for."""

import re
from dataclasses import replace

import pytest

from casework.officer_rings import Ring
from ivr import twiml
from ivr.turns import Spoken, Taken
from ivr.values import Ask, Record, Transfer, Wait
from speech.grammar import Digits

TO = twiml.Addresses(
    base_url="https://suara.example.go.id",
    stream_url="wss://suara.example.go.id/ivr/stream",
    line_number="+622150001234",
    officer_numbers=("+622150001235", "+622150001236"),
)
SOUND = "https://suara.example.go.id/ivr/sound/1/3.wav?key=abc"


RING = Ring(number="+6281290001111", token="a" * 32)


def shown(wait: Wait | None, *, says: bool = True, ring: Ring | None = RING) -> str:
    say = (Spoken(text="Halo.", protected=False, personal=False),) if says else ()
    return twiml.turn(TO, Taken(call_id=1, number=3, say=say, pace="normal", wait=wait), SOUND, ring)


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


def test_the_officer_of_the_ring_is_briefed_and_rung_not_for_ever() -> None:
    xml = shown(Transfer(), says=False)
    assert "<Play>" not in xml
    assert re.findall(r"<Number [^>]*>([^<]*)</Number>", xml) == [RING.number]
    assert f'url="https://suara.example.go.id/ivr/officer/briefed?r={RING.token}"' in xml
    assert 'timeLimit="1800"' in xml
    assert 'action="https://suara.example.go.id/ivr/dialled?turn=3"' in xml


def test_the_officer_sees_the_number_of_the_line() -> None:
    assert f'callerId="{TO.line_number}"' in shown(Transfer())


def test_without_a_ring_nobody_is_dialled_and_the_line_goes_on() -> None:
    xml = shown(Transfer(), ring=None)
    assert "<Dial" not in xml
    assert "/ivr/dialled?turn=3</Redirect>" in xml


def test_whoever_waits_by_keys_hears_a_soft_sound_when_there_is_nothing_new() -> None:
    waits = Ask(keys=1, speech=None, patience_s=5.0, hold=True)
    assert "/ivr/still-here.wav</Play></Gather>" in shown(waits, says=False)
    assert "still-here" not in shown(waits)


def test_the_briefing_is_hung_up_unless_a_key_comes() -> None:
    xml = twiml.briefing(TO, RING.token, SOUND)
    assert f"<Play>{SOUND}</Play></Gather><Hangup" in xml
    assert f'action="https://suara.example.go.id/ivr/officer/answered?r={RING.token}"' in xml


def test_goodbye_hangs_up_after_its_words() -> None:
    assert f"<Play>{SOUND}</Play><Hangup" in shown(None)


@pytest.mark.parametrize("numbers", [(), ("+622150001235",)])
def test_trouble_is_a_sorry_sentence_and_a_person_where_there_is_one(numbers: tuple[str, ...]) -> None:
    to = replace(TO, officer_numbers=numbers)
    xml = twiml.trouble(to, "Maaf & mohon tunggu.")
    assert "Maaf &amp; mohon tunggu." in xml
    assert ("<Dial" in xml) is bool(numbers)
