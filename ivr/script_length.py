"""Which questions last longer than a tired caller can listen: each form is spoken by the robot voice and timed.

The robot voice is on every machine. Its sounds are kept by their text, so only what was changed is spoken again.
"""

from collections.abc import Iterator

from casework.codes import LENGTH
from ivr import asking, services
from ivr.lines import names, text
from ivr.position import Position
from ivr.script import AskFreely, PickService, Script
from ivr.standing import QUESTIONS
from ivr.values import Line, Value
from speech import audio
from speech.phrases import pieces
from speech.synthesizer import Pace
from speech.voicebank import Voicebank

LONGEST_S = 12.0


def problems(script: Script, bank: Voicebank) -> Iterator[str]:
    """Each question that is too long, in one sentence. Raises SynthesisError."""
    for where, lines in questions(script):
        if (lasts := seconds(script, bank, lines)) > LONGEST_S:
            yield (
                f"{where} lasts {lasts:.1f} s, and {LONGEST_S:.0f} s is the most that can be kept in mind: "
                "say less, or divide the question"
            )


def seconds(script: Script, bank: Voicebank, lines: tuple[Line, ...]) -> float:
    """How long these lines last at the normal pace."""
    sounds = (sound for line in lines for sound in bank.speech(pieces(text(script, line)), Pace.NORMAL))
    return sum(map(audio.seconds, sounds))


def questions(script: Script) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """What each question says in each of its forms, with the longest values, and where that stands."""
    for name, step in script.steps.items():
        if not isinstance(step, QUESTIONS):
            continue
        for form in ("", "_singkat", "_tombol"):
            key = step.prompt + form
            yield f"ucapan.{key} (langkah.{name})", (_filled(script, key),)
        if isinstance(step, PickService):
            for page in services.pages(len(script.catalogue.groups)):
                yield "services.yaml: kelompok", services.groups(script, Position(page=page))
    for group in script.catalogue.groups:
        members = tuple(service.id for service in script.catalogue.of_group(group.id))
        offered = services.prompt(script, Position(choices=members))
        yield f"services.yaml: kelompok.{group.id}", offered
    if any(isinstance(step, AskFreely) for step in script.steps.values()):
        two = tuple(f"{service.id}:syarat" for service in script.catalogue.services[:2])
        yield "ucapan.maksud_lain", asking.offered(script, Position(choices=two))


def _filled(script: Script, key: str) -> Line:
    longest: dict[str, Value] = {
        "kode": "8" * LENGTH,
        "kode_depan": "8888",
        "tempat": max(script.places.values(), key=len, default=""),
    }
    return Line(key=key, values={name: longest.get(name, "") for name in names(script.lines[key])})
