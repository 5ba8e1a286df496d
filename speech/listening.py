"""Hears one whole sound as the line would hear it live: through its front end, frame by frame, until the answer ends.

For measuring and calibrating; a live call does the same with `ivr/ear.py`.
"""

import time
from dataclasses import dataclass

from speech import audio
from speech.endpointing import Change
from speech.front import FrontEnd
from speech.grammar import Digits, Grammar
from speech.hearing import NOTHING, Recognizer, Transcript
from speech.numbers import read_digits

FRAME = 2 * audio.FRAME_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Listened:
    """What was heard, and how much sound had gone by when the answer was over."""

    transcript: Transcript
    began: bool
    seconds: float
    final_ms: float = 0.0
    """Wall time from the last of the sound to the words."""


def as_the_line(recognizer: Recognizer, grammar: Grammar, pcm: bytes) -> Listened:
    """One answer in 8 kHz 16-bit sound. What comes after its end is not heard, as on the line."""
    front, hearing = FrontEnd(grammar.end_silence_ms), None
    at = 0
    for at in range(0, len(pcm) - FRAME + 1, FRAME):
        change, sound = front.hear(pcm[at : at + FRAME])
        if sound:
            hearing = hearing or recognizer.listen(grammar)
            so_far = hearing.feed(sound)
            if isinstance(grammar, Digits):
                enough = len(read_digits(so_far)) >= grammar.length
                front.endpointer.end_silence_ms = (
                    grammar.enough_silence_ms if enough else grammar.end_silence_ms
                )
        if change is Change.ENDED:
            break
    seconds = (at + FRAME) / (2 * audio.RATE)
    if hearing is None:
        return Listened(transcript=NOTHING, began=False, seconds=seconds)
    asked = time.perf_counter()
    if rest := front.rest():
        hearing.feed(rest)
    transcript = hearing.final()
    final_ms = (time.perf_counter() - asked) * 1000
    return Listened(transcript=transcript, began=True, seconds=seconds, final_ms=final_ms)


def straight(recognizer: Recognizer, grammar: Grammar, pcm: bytes) -> Listened:
    """The same without a front end: all of the sound, at the level it has."""
    hearing = recognizer.listen(grammar)
    for at in range(0, len(pcm), FRAME):
        hearing.feed(pcm[at : at + FRAME])
    asked = time.perf_counter()
    transcript = hearing.final()
    final_ms = (time.perf_counter() - asked) * 1000
    return Listened(transcript=transcript, began=True, seconds=len(pcm) / (2 * audio.RATE), final_ms=final_ms)
