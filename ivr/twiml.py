"""Turns as TwiML. Only this module imports twilio.twiml.

Used when a call starts, and for the whole call when the media stream is not there: then keys are gathered, our
own rendered sound is played, and Twilio records.
"""

from dataclasses import dataclass

from twilio.twiml.voice_response import Connect, Dial, Gather, Stream, VoiceResponse

from ivr.turns import Taken
from ivr.values import Ask, Record, Transfer

RING_S = 25
LONGEST_TALK_S = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the carrier reaches us, and whom we may ring."""

    base_url: str
    stream_url: str
    officer_numbers: tuple[str, ...]


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


def turn(to: Addresses, taken: Taken, sound_url: str) -> str:
    """Plays what the turn says and waits for keys, a recording or an officer; nothing to wait for hangs up."""
    response = VoiceResponse()
    play = bool(taken.say)
    match taken.wait:
        case Ask(keys=keys, patience_s=patience):
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
            )
            for number in to.officer_numbers[:10]:
                dial.number(number)
            response.append(dial)
        case None:
            if play:
                response.play(sound_url)
            response.hangup()
    return str(response)


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
