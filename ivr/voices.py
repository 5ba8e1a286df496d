"""Which voice this MPP's line speaks with, and what each of the voices sounds like.

Opens voices and voicebanks; does not know when anything is said.
"""

import datetime
import logging
import re
import threading
from dataclasses import dataclass
from pathlib import Path

from casework.content import ContentError
from casework.mpp import AUTOMATIC_VOICE, Mpp
from ivr.script import Script
from ivr.voice_script import fixed_lines, wanted
from speech import audio, voices
from speech.joining import as_pieces
from speech.phrases import Piece
from speech.speaker import Speaker
from speech.studio import Studio
from speech.synthesizer import Pace, Synthesizer
from speech.voicebank import Voicebank
from speech.voices import ROBOT

PREFERRED = ("sari", "ratih")
"""Natural voices, the best first, for an MPP that has not chosen."""
SAMPLE_LINES = ("salam", "menu_singkat", "minta_kode_singkat")
"""What a voice is heard with: a greeting, choices, digits."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where voices and their sounds are."""

    voices: Path
    """Weights of installed voices."""
    bank: Path
    """Sounds of phrases; all voices share it."""
    studio: Path
    """Recordings of a person."""


def open_speaker(choice: str, places: Places, script: Script, mpp: Mpp, *, today: datetime.date) -> Speaker:
    """What calls speak with. A chosen voice that is not there is told once, and the robot voice speaks instead.

    Raises ContentError for a choice that is no voice, VoicebankError.
    """
    check_voice(choice)
    robot = Voicebank(places.bank, voices.opened(ROBOT, places.voices))
    name, voice, problem = chosen_voice(choice, places.voices)
    if problem:
        log.warning("the voice %s cannot be used, calls are spoken by the robot voice: %s", choice, problem)
    return Speaker(
        robot,
        name=name,
        natural=None if voice is None else Voicebank(places.bank, voice),
        wanted=wanted(script, mpp, today) if voice is not None else (),
        studio=Studio(places.studio, fixed_lines(script)),
        problem=problem,
    )


def learn(speaker: Speaker, places: Places, script: Script, mpp: Mpp, *, today: datetime.date) -> None:
    """Other content is published: the speaker makes its lines ready. The voice stays the one that it is."""
    speaker.learn(wanted(script, mpp, today), Studio(places.studio, fixed_lines(script)))


def check_voice(choice: str) -> None:
    """Raises ContentError when there can be no such voice, whatever is installed."""
    if choice not in (AUTOMATIC_VOICE, *voices.NAMES) and not re.fullmatch(r"piper:[\w.-]+\.onnx", choice):
        raise ContentError(
            f'mpp.yaml: suara: "{choice}" is no voice; use {AUTOMATIC_VOICE}, {", ".join(voices.NAMES)}, '
            'or "piper:NAME.onnx"'
        )


def chosen_voice(choice: str, folder: Path) -> tuple[str, Synthesizer | None, str]:
    """The voice's name, the voice (None: the robot voice alone), and why a chosen one is not there, or ""."""
    if choice == ROBOT:
        return ROBOT, None, ""
    problem = ""
    for name in PREFERRED if choice == AUTOMATIC_VOICE else (choice,):
        try:
            return name, voices.opened(name, folder), ""
        except voices.VoiceError as error:
            problem = str(error)
    return (ROBOT, None, "") if choice == AUTOMATIC_VOICE else (choice, None, problem)


class Samples:
    """A few sentences in each voice, for choosing one. Made when first asked for, then kept in the voicebank."""

    def __init__(self, places: Places, script: Script) -> None:
        self._places = places
        self._said = [said for key in SAMPLE_LINES if (said := fixed_lines(script).get(key))]
        self._lock = threading.Lock()

    @property
    def names(self) -> tuple[str, ...]:
        """The voices that an MPP may choose."""
        return tuple(voices.NAMES)

    def wav(self, name: str, said: list[tuple[Piece, ...]] | None = None, pace: Pace = Pace.NORMAL) -> bytes:
        """A WAV file of these lines, or the usual ones, in that voice. Blocks for seconds when it is new.

        Raises VoiceError when the voice is not there, SynthesisError when it cannot speak.
        """
        with self._lock:
            bank = Voicebank(self._places.bank, voices.opened(name, self._places.voices, niceness=0))
            try:
                return audio.wav(
                    b"".join(
                        sound
                        for line in (self._said if said is None else said)
                        for sound in bank.speech(
                            line if name == ROBOT else as_pieces(line), pace, said is None
                        )
                    )
                )
            finally:
                bank.close()
