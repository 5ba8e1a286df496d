"""What a person must record so that the line speaks with their voice: the files, their words, in a sensible order.

Pure. Which files there are and whether they are good is not known here (see `speech.studio`, `speech.studio_check`).
"""

import datetime
from dataclasses import dataclass

from casework.mpp import Mpp
from ivr import voice_script
from ivr.lines import worded
from ivr.script import Script
from speech.studio import line_file, piece_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One file to record."""

    file: str
    words: str
    """As they are read: "|" is a short silence, "||" a longer one; of a piece, the mark says how the voice ends."""
    used_in: str
    whole: bool
    """A whole line rather than a piece."""


def recordings(script: Script, mpp: Mpp, today: datetime.date) -> tuple[Recording, ...]:
    """First the lines that are always said alike, in the order of the file; then the pieces of all others."""
    fixed = voice_script.fixed_lines(script)
    found = {
        line_file(key): Recording(file=line_file(key), words=worded(script, key, {}), used_in=key, whole=True)
        for key in script.lines
        if key in fixed
    }
    for each in (
        *voice_script.digits(script),
        *voice_script.open_lines(script),
        *voice_script.services_and_choices(script),
        *voice_script.places(script),
        *voice_script.often_missing(script),
        *voice_script.counters(script),
        *voice_script.times(script, mpp),
        *voice_script.numbers(script),
        *voice_script.dates(script, today),
    ):
        file = piece_file(each.text)
        found.setdefault(file, Recording(file=file, words=each.text, used_in=each.used_in, whole=False))
    return tuple(found.values())
