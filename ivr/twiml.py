"""Turns as TwiML. Only this module imports twilio.twiml.

Used when a call starts, and for the whole call when the media stream is not there: then keys are gathered, our
own rendered sound is played, and Twilio records.
"""

from dataclasses import dataclass

from twilio.twiml.voice_response import Connect, Dial, Gather, Stream, VoiceResponse

from casework.officer_rings import Ring
from ivr.sounds import STILL_HERE_PATH
from ivr.turns import Taken
from ivr.values import Ask, Record, Transfer

RING_S = 25
LONGEST_TALK_S = 1800
ACCEPT = "1"
"""The key with which an officer takes a call."""
ACCEPT_WITHIN_S = 5
"""So long after the briefing they may press it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the carrier reaches us, and whom we may ring."""

    base_url: str
    stream_url: str
    line_number: str
    """What an officer's telephone shows: never the caller's number."""
    officer_numbers: tuple[str, ...]
    """The MPP's own, for when nothing else works."""


def connect(to: Addresses, token: str) -> str:
    """Opens the media stream; when it ends or never starts, the call goes on at /ivr/continue."""
    response = VoiceResponse()
    stream = Stream(url=to.stream_url)
    stream.parameter(name="token", value=token)
    verb = Connect()
    verb.append(stream)
    response.append(verb)
    response.redirect(f"{to.base_url}/ivr/continue", method="POST")
    return str(response)


def turn(to: Addresses, taken: Taken, sound_url: str, ring: Ring | None = None) -> str:
    """Plays what the turn says and waits for keys, a recording or the officer of this ring; nothing to wait for hangs
    up."""
    response = VoiceResponse()
    play = bool(taken.say)
    match taken.wait:
        case Ask(keys=keys, patience_s=patience, hold=holds):
            gather = Gather(
                input="dtmf",
                num_digits=keys,
                timeout=int(patience),
                finish_on_key="#",
                action=f"{to.base_url}/ivr/keys?turn={taken.number}",
                method="POST",
                action_on_empty_result=True,
            )
            if play:
                gather.play(sound_url)
            elif holds:
                gather.play(f"{to.base_url}{STILL_HERE_PATH}")
            response.append(gather)
        case Record(longest_s=longest, end_silence_s=silence):
            if play:
                response.play(sound_url)
            response.record(
                action=f"{to.base_url}/ivr/recorded?turn={taken.number}",
                method="POST",
                max_length=longest,
                timeout=int(silence),
                finish_on_key="#",
                play_beep=True,
            )
            response.redirect(f"{to.base_url}/ivr/recorded?turn={taken.number}", method="POST")
        case Transfer():
            if play:
                response.play(sound_url)
            dial = Dial(
                action=f"{to.base_url}/ivr/dialled?turn={taken.number}",
                method="POST",
                timeout=RING_S,
                time_limit=LONGEST_TALK_S,
                caller_id=to.line_number,
            )
            if ring is not None:
                dial.number(
                    ring.number, url=f"{to.base_url}/ivr/officer/briefed?r={ring.token}", method="POST"
                )
                response.append(dial)
            else:
                response.redirect(f"{to.base_url}/ivr/dialled?turn={taken.number}", method="POST")
        case None:
            if play:
                response.play(sound_url)
            response.hangup()
    return str(response)


def briefing(to: Addresses, token: str, sound_url: str) -> str:
    """An officer hears what it is about and has a moment to press the key; else their telephone is hung up."""
    response = VoiceResponse()
    gather = Gather(
        input="dtmf",
        num_digits=1,
        timeout=ACCEPT_WITHIN_S,
        finish_on_key="",
        action=f"{to.base_url}/ivr/officer/answered?r={token}",
        method="POST",
    )
    gather.play(sound_url)
    response.append(gather)
    response.hangup()
    return str(response)


def connected() -> str:
    """Nothing more to hear: the officer and the caller are connected."""
    return str(VoiceResponse())


def reject() -> str:
    """Does not answer: the caller hears that the line is busy, and pays nothing."""
    response = VoiceResponse()
    response.reject(reason="busy")
    return str(response)


def goodbye() -> str:
    """Hangs up; everything was said."""
    response = VoiceResponse()
    response.hangup()
    return str(response)


def farewell(words: str) -> str:
    """Ends a call that cannot go on now, in the carrier's voice."""
    response = VoiceResponse()
    response.say(words, language="id-ID")
    response.hangup()
    return str(response)


def wait_and_ask(to: Addresses, words: str, path: str, pause_s: int) -> str:
    """Something is away that may be back in a moment: the caller is asked to wait, and we are asked again."""
    response = VoiceResponse()
    response.say(words, language="id-ID")
    response.pause(length=pause_s)
    response.redirect(f"{to.base_url}{path}", method="POST")
    return str(response)


def trouble(to: Addresses, words: str) -> str:
    """When we cannot go on at all: a sorry sentence in the carrier's voice, then a person if one is configured."""
    response = VoiceResponse()
    response.say(words, language="id-ID")
    if to.officer_numbers:
        dial = Dial(timeout=RING_S, time_limit=LONGEST_TALK_S)
        for number in to.officer_numbers[:10]:
            dial.number(number)
        response.append(dial)
    response.hangup()
    return str(response)
