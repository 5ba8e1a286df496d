"""What a call speaks with: recordings of a person, else the natural voice, else the robot voice.

The natural voice is too slow to speak while somebody waits, so it only says what is already in its voicebank, put
together from pieces where need be; a thread fills the voicebank in the background. Whoever listens should not hear
voices change: what is said in one go is said in one voice, and a call that begins before the natural voice has
everything that any call may meet stays with the robot voice to its end (decision 11).

Nothing of a citizen is ever written down here: what is missing in a line with a citizen's data is not rendered later.
It knows nothing of calls, of content, and of how words are said.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from speech import joining, mastering
from speech.filling import Filling, Wanted
from speech.phrases import Pause, Phrase, Piece
from speech.studio import Studio
from speech.synthesizer import Pace, SynthesisError
from speech.voicebank import Voicebank, pause_sound

FASTER = {
    Pace.NORMAL: (Pace.NORMAL,),
    Pace.SLOW: (Pace.SLOW, Pace.NORMAL),
    Pace.SLOWEST: (Pace.SLOWEST, Pace.SLOW, Pace.NORMAL),
}
"""For each pace, the paces whose natural sounds will do, best first. Clear words with long silences between them are
easier to follow than slow words of the robot voice."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceState:
    """What the line speaks with, for whoever is on duty. Counts are pieces of the natural voice."""

    name: str
    natural: bool
    """Whether a call that begins now is spoken in the natural voice."""
    ready: int
    total: int
    refused: int
    recordings: int
    problem: str


class Speaker:
    """The voices of one line. May be used from any thread."""

    def __init__(
        self,
        robot: Voicebank,
        *,
        name: str = "robot",
        natural: Voicebank | None = None,
        wanted: Iterable[Wanted] = (),
        studio: Studio | None = None,
        problem: str = "",
    ) -> None:
        """`name`: the voice that was chosen; `problem`: why it is not there. `wanted` is made ready in that order."""
        self._robot = robot
        self._name = name
        self._natural = natural
        self._filling = Filling(natural, wanted) if natural is not None else None
        self._studio = studio
        self._problem = problem
        self._closed = False

    def start(self) -> None:
        """Begins to fill the natural voicebank."""
        if self._filling is not None:
            self._filling.start()

    def learn(self, wanted: Iterable[Wanted], studio: Studio) -> None:
        """Other lines are said from now on: makes those ready. A line that is being said goes on."""
        self._studio = studio
        if self._filling is not None:
            self._filling.want(wanted)

    def opens_naturally(self) -> bool:
        """Whether a call that begins now should be spoken in the natural voice."""
        return self._filling is not None and self._filling.opened

    def chosen(self, lines: Iterable[Sequence[Piece]], pace: Pace) -> Pace | None:
        """The pace of the natural sounds in which all these lines, said in one go, can be spoken; None: robot voice.

        Recorded lines do not count. It may be a faster pace than the one asked for, which sets the silences.
        """
        if self._natural is None:
            return None
        spoken = [said for said in lines if self._recorded(said, pace) is None]
        return next(
            (able for able in FASTER[pace] if all(self._covered(said, able) for said in spoken)), None
        )

    def speech(
        self,
        said: Sequence[Piece],
        pace: Pace,
        keep: bool = True,
        louder: bool = False,
        natural: Pace | None = None,
    ) -> Iterator[bytes]:
        """One line as mu-law, piece by piece. Raises SynthesisError on the way, when the robot voice cannot speak.

        `keep` is False for a line with a citizen's data; `natural` is what `chosen` answered for all lines that are
        said in one go.
        """
        sounds: Iterable[bytes] | None = self._recorded(said, pace)
        if sounds is None and natural is not None:
            sounds = self._joined_naturally(said, pace, natural)
        if sounds is None:
            sounds = self._robot.speech(said, pace, keep)
        if keep:
            self._note_missing(said, pace)
        return map(mastering.louder, sounds) if louder else iter(sounds)

    def turn_sound(
        self, lines: Sequence[Sequence[Piece]], pace: Pace, *, keep: bool, louder: bool = False
    ) -> bytes:
        """What is said in one go as one mu-law sound, for carriers that play files. Raises SynthesisError."""
        natural = self.chosen(lines, pace) if self.opens_naturally() else None
        return b"".join(
            sound for said in lines for sound in self.speech(said, pace, keep, louder, natural=natural)
        )

    @property
    def state(self) -> VoiceState:
        """See VoiceState."""
        filled = self._filling.state if self._filling is not None else None
        return VoiceState(
            name=self._name,
            natural=self.opens_naturally(),
            ready=filled.ready if filled else 0,
            total=filled.total if filled else 0,
            refused=filled.refused if filled else 0,
            recordings=len(self._studio) if self._studio is not None else 0,
            problem=self._problem or (filled.problem if filled else ""),
        )

    @property
    def speaks(self) -> bool:
        """Whether the robot voice, which everything falls back to, is there. May wait for it to start."""
        try:
            return bool(self._robot.voice())
        except SynthesisError:
            return False

    def warm(self, lines: Iterable[Sequence[Piece]], pace: Pace) -> None:
        """Makes these lines ready in the robot voice. A phrase that cannot be spoken is logged and left out.

        Stops early when the speaker is closed. Raises SynthesisError when there is no robot voice at all.
        """
        self._robot.voice()
        for said in lines:
            for part in said:
                if isinstance(part, Phrase) and not self._closed:
                    try:
                        self._robot.sound(part.text, pace)
                    except SynthesisError as error:
                        log.warning("a phrase cannot be spoken: %s", error)

    def close(self) -> None:
        """Lets go of all voices."""
        self._closed = True
        if self._filling is not None:
            self._filling.close()
        self._robot.close()

    def _recorded(self, said: Sequence[Piece], pace: Pace) -> list[bytes] | None:
        studio = self._studio
        if studio is None or not len(studio):
            return None
        line = studio.line(said, pace)
        if line is not None:
            return [line]
        return _joined(said, pace, lambda text: studio.piece(text, pace))

    def _covered(self, said: Sequence[Piece], pace: Pace) -> bool:
        natural = self._natural
        return natural is not None and all(
            joining.cover(part.text, lambda text: natural.has(text, pace)) is not None
            for part in said
            if isinstance(part, Phrase)
        )

    def _joined_naturally(self, said: Sequence[Piece], pace: Pace, able: Pace) -> list[bytes] | None:
        natural = self._natural
        return None if natural is None else _joined(said, pace, lambda text: natural.ready(text, able))

    def _note_missing(self, said: Sequence[Piece], pace: Pace) -> None:
        if self._natural is None or self._filling is None or not self._filling.opened:
            return
        for part in said:
            if isinstance(part, Phrase) and not self._natural.has(joining.piece(part.text), pace):
                self._filling.missed(part.text, pace)


def _joined(said: Sequence[Piece], pace: Pace, sound_of: Callable[[str], bytes | None]) -> list[bytes] | None:
    """The sounds of a whole line, silences included; None when one is missing, for a line is spoken evenly."""
    found: list[bytes] = []
    for part in said:
        match part:
            case Pause(milliseconds):
                found.append(pause_sound(milliseconds, pace))
            case Phrase(text):
                parts = joining.cover(text, lambda piece: sound_of(piece) is not None)
                if parts is None:
                    return None
                for each in parts:
                    sound = (
                        pause_sound(each.milliseconds, pace)
                        if isinstance(each, Pause)
                        else sound_of(each.text)
                    )
                    if sound is None:
                        return None
                    found.append(sound)
            case _:
                assert_never(part)
    return found
