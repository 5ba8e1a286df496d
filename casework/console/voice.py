"""The voices (suara) of the telephone line, to be heard and compared by officers.

Knows no engine: each voice comes as a name and a function that gives a WAV file of it.
"""

from dataclasses import dataclass
from typing import Annotated

import structlog
from fastapi import Header, HTTPException, Request, Response

from casework.console import byte_range, guard
from casework.console.guard import SignedInOfficer
from casework.console.pages import page
from casework.roles import Right
from deps import ServicesDep

log = structlog.get_logger()
router = guard.router(see=Right.SEE_REPORTS)

ABOUT = {
    "robot": "Suara robot. Selalu ada, dan menggantikan suara lain yang belum siap.",
    "sari": "Suara perempuan.",
    "ratih": "Suara perempuan.",
    "jaka": "Suara laki-laki.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One voice on the page."""

    name: str
    label: str
    about: str
    chosen: bool


@router.get("/suara")
def show(request: Request, officer: SignedInOfficer, here: ServicesDep) -> Response:
    """A player for each voice; a voice is only spoken when its player is started."""
    voices = [
        Voice(
            name=name,
            label=name.capitalize(),
            about=ABOUT.get(name, "Suara milik MPP ini."),
            chosen=name == here.voice,
        )
        for name in here.hear_voice
    ]
    return page(request, "voice.html", officer=officer, voices=voices)


@router.get("/suara/{name}.wav")
def sound(
    officer: SignedInOfficer, here: ServicesDep, name: str, wanted: Annotated[str, Header(alias="range")] = ""
) -> Response:
    """A few sentences in this voice. 404 for a voice that there is not or that is not installed."""
    hear = here.hear_voice.get(name)
    if hear is None:
        raise HTTPException(404)
    try:
        wav = hear()
    except RuntimeError as error:
        log.warning("a voice cannot be heard", voice=name, error=str(error))
        raise HTTPException(404) from error
    return byte_range.answer(wav, wanted, media_type="audio/wav")
