"""The page to listen to with this MPP's lines and voices. Opens the voices; what the page is, `speech` knows."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ivr.samples import sections
from ivr.script import Script
from ivr.voices import Places
from speech import listening_page, voices
from speech.joining import as_pieces
from speech.phrases import Phrase, pieces
from speech.synthesizer import Pace
from speech.voicebank import Voicebank
from speech.voices import ROBOT


def write_voice_page(
    folder: Path, script: Script, places: Places, names: Sequence[str], paces: Sequence[Pace] = (Pace.NORMAL,)
) -> Path:
    """Writes the page and returns its file. What is new to a natural voice is rendered first: minutes to hours.

    Raises VoiceError when a voice is not there, OSError when the folder cannot be written to.
    """
    with contextlib.ExitStack() as banks:
        say = {name: banks.enter_context(_opened(name, places)) for name in names}
        return listening_page.write_page(folder, tuple(sections(script)), say, paces)


@contextlib.contextmanager
def _opened(name: str, places: Places) -> Iterator[Callable[[str, Pace], bytes]]:
    bank = Voicebank(places.bank, voices.opened(name, places.voices))

    def say(spoken: str, pace: Pace) -> bytes:
        said = pieces(spoken)
        while said and not isinstance(said[-1], Phrase):
            said = said[:-1]  # a line alone needs no pause after it
        return b"".join(bank.speech(said if name == ROBOT else as_pieces(said), pace))

    try:
        yield say
    finally:
        bank.close()
