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
            offered = services.groups(script) if isinstance(step, PickService) and form else ()
            yield f"ucapan.{key} (langkah.{name})", (_filled(script, key), *offered)
        if isinstance(step, PickService):
            for page in services.pages(len(script.catalogue.groups)):
                yield "services.yaml: kelompok", services.groups(script, Position(page=page))
    for group in script.catalogue.groups:
        members = tuple(service.id for service in script.catalogue.of_group(group.id))
        yield f"services.yaml: kelompok.{group.id}", services.prompt(script, Position(choices=members))
    free = next((step for step in script.steps.values() if isinstance(step, AskFreely)), None)
    if free is not None:
        longest = max(script.catalogue.services, key=lambda service: len(service.spoken))
        yield "ucapan.maksud_satu", asking.offered(script, Position(choices=(f"{longest.id}:syarat",)))
        yield from _shared_names(script, free)


def _shared_names(script: Script, step: AskFreely) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """What is offered for each name that several services have."""
    asked: set[tuple[str, ...]] = set()
    for word in (word for service in script.catalogue.services for word in service.words):
        found = asking.read(script, step, word, Position())
        if found is not None and found[1].choices and found[1].choices not in asked:
            asked.add(found[1].choices)
            yield f'ucapan.maksud_mana (services.yaml: "{word}")', asking.offered(script, found[1])


def _filled(script: Script, key: str) -> Line:
    longest: dict[str, Value] = {
        "kode": "8" * LENGTH,
        "kode_depan": "8888",
        "tempat": max(script.places.values(), key=len, default=""),
    }
    return Line(key=key, values={name: longest.get(name, "") for name in names(script.lines[key])})
